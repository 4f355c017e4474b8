package io.attune.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON bodies (api.md §1.4): not JSON at all is 400, JSON that does not fit is 422 and names the field, no
 * {@code Content-Type: application/json} is 415, too long is 413 as soon as the limit is passed (SEC-21).
 */
@Provider
public class JsonBodyReader implements MessageBodyReader<Object> {
    private static final Set<Class<?>> NOT_JSON = Set.of(String.class, byte[].class);

    private final ObjectMapper json;
    private final RequestBody requestBody;

    @Inject
    JsonBodyReader(ObjectMapper json, RequestBody requestBody) {
        this.json = json;
        this.requestBody = requestBody;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        if (NOT_JSON.contains(type)
                || InputStream.class.isAssignableFrom(type)
                || Reader.class.isAssignableFrom(type)) {
            return false;
        }
        return isJson(mediaType) || isOptional(annotations);
    }

    @Override
    public @Nullable Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = requestBody.read(body);
        if (bytes.length == 0 && isOptional(annotations)) {
            return null;
        }
        String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        if (contentType == null || !isJson(mediaType)) {
            throw new NotSupportedException();
        }
        try (var parser = GuardedJson.of(json.getFactory(), bytes, requestBody.share())) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            Object value = json.readerFor(json.constructType(generic)).readValue(parser);
            if (value == null) {
                throw new AttuneException(
                        ErrorCode.VALIDATION_ERROR, "Validation failed: the body must be an object, found null");
            }
            return value;
        } catch (MismatchedInputException e) {
            if (bytes.length == 0) {
                throw AttuneException.badRequest("Malformed JSON: the body is empty");
            }
            throw AttuneException.invalid(path(e), expected(e));
        } catch (JsonMappingException e) {
            // The library wraps what is thrown below it, such as that the memory for bodies is used up.
            if (e.getCause() instanceof AttuneException refusal) {
                throw refusal;
            }
            throw e.getCause() instanceof JsonProcessingException malformed
                    ? malformed(malformed)
                    : AttuneException.invalid(path(e), "has a value that cannot be accepted");
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private static AttuneException malformed(JsonProcessingException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return AttuneException.badRequest("Malformed JSON" + where + ": " + e.getOriginalMessage());
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    private static String expected(MismatchedInputException e) {
        if (e instanceof InvalidNullException) {
            return "must not hold null";
        }
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "has a value of the wrong type";
        }
        if (type.isEnum()) {
            return "must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant instanceof io.attune.model.WireEnum wire
                                    ? wire.wire()
                                    : constant.toString())
                            .collect(Collectors.joining(", "));
        }
        return "must be " + word(type);
    }

    private static String word(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type) || type == double.class) {
            return "a number";
        }
        if (type == java.time.Instant.class) {
            return "a time such as 2024-01-13T10:30:00Z";
        }
        if (type.isArray() || java.util.Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }

    private static boolean isJson(MediaType type) {
        return "application".equalsIgnoreCase(type.getType())
                && ("json".equalsIgnoreCase(type.getSubtype())
                        || type.getSubtype().toLowerCase(java.util.Locale.ROOT).endsWith("+json"));
    }

    private static boolean isOptional(Annotation[] annotations) {
        return Arrays.stream(annotations).anyMatch(OptionalBody.class::isInstance);
    }
}
