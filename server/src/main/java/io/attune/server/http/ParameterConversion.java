package io.attune.server.http;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads numbers and booleans in paths and queries strictly (api.md §1.6): {@code true} and {@code false}, whole numbers, nothing else. */
@Provider
public class ParameterConversion implements ParamConverterProvider {
    /** A value in a path or query that is not of the type of its parameter; {@link ErrorMapper} finds out which one that is. */
    static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String value;

        Misfit(String value, String expected) {
            super("expected " + expected + ", found '" + value + "'");
            this.value = value;
        }

        String value() {
            return value;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        if (type == Boolean.class || type == boolean.class) {
            return (ParamConverter<T>) new Strict<>(ParameterConversion::bool);
        }
        if (type == Long.class || type == long.class) {
            return (ParamConverter<T>) new Strict<>(ParameterConversion::number);
        }
        return null;
    }

    private static Boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Misfit(value, "true or false");
        };
    }

    private static Long number(String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw new Misfit(value, "a whole number");
        }
    }

    /** An absent value is null: the parameter's default, if any, comes as text. */
    private record Strict<T>(Function<String, T> reading) implements ParamConverter<T> {
        @Override
        public @Nullable T fromString(@Nullable String value) {
            return value == null ? null : reading.apply(value);
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
