package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.attune.model.Spelling;
import io.attune.model.WireEnum;
import io.attune.model.catalog.VersionConstraint;
import io.attune.model.schema.SchemaLint;
import io.attune.model.schema.SchemaProblem;
import io.attune.pack.yaml.Place;
import io.attune.pack.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one map of a file. Each reading method takes the names a field may have, the proper one first, reports a value of the wrong
 * form with its place, and then answers as if the field were absent. An empty value counts as absent.
 */
final class Fields {
    private final YamlNode.Mapping map;
    private final String prefix;
    private final FileFindings findings;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(YamlNode.Mapping map, String prefix, FileFindings findings) {
        this.map = map;
        this.prefix = prefix;
        this.findings = findings;
    }

    Place place() {
        return map.place();
    }

    /** Where the field stands, or where the map begins when it is absent. */
    Place place(String... names) {
        for (String name : names) {
            YamlNode.Mapping.Member member = map.members().get(name);
            if (member != null) {
                return member.value().place();
            }
        }
        return map.place();
    }

    void error(String name, String message, @Nullable String hint) {
        findings.error(place(name), prefix + name, message, hint);
    }

    /** An error somewhere inside the value of a field, at a path such as {@code hosts[0].name}. */
    void errorAt(String name, String path, String message, @Nullable String hint) {
        YamlNode value = find(name);
        Place place = value == null
                ? map.place()
                : value.nearest(Arrays.stream(path.split("[.\\[\\]]+", -1))
                                .filter(segment -> !segment.isEmpty())
                                .toList())
                        .place();
        String field = path.isEmpty() ? name : path.startsWith("[") ? name + path : name + "." + path;
        findings.error(place, prefix + field, message, hint);
    }

    void note(String name, String message, @Nullable String hint) {
        findings.note(place(name), prefix + name, message, hint);
    }

    boolean has(String... names) {
        return find(names) != null;
    }

    @Nullable
    YamlNode find(String... names) {
        known.addAll(Arrays.asList(names));
        for (String name : names) {
            YamlNode value = map.get(name);
            if (value != null
                    && !(value instanceof YamlNode.Scalar scalar
                            && scalar.value().isNull())) {
                return value;
            }
        }
        return null;
    }

    Optional<String> text(String... names) {
        YamlNode value = find(names);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof YamlNode.Scalar scalar && scalar.value().isTextual()) {
            return Optional.of(scalar.value().textValue());
        }
        wrong(names, value, "text", value instanceof YamlNode.Scalar ? "put the value in quotes" : null);
        return Optional.empty();
    }

    /** A text without which the file makes no sense. */
    Optional<String> required(String... names) {
        Optional<String> text = text(names);
        boolean missing = text.isPresent() ? text.get().isBlank() : find(names) == null;
        if (missing) {
            findings.error(place(names), prefix + names[0], "is required", "add a line '" + names[0] + ": …'");
            return Optional.empty();
        }
        return text;
    }

    boolean flag(String name, boolean otherwise) {
        YamlNode value = find(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof YamlNode.Scalar scalar && scalar.value().isBoolean()) {
            return scalar.value().booleanValue();
        }
        wrong(new String[] {name}, value, "true or false", null);
        return otherwise;
    }

    Optional<Integer> number(String name, int least) {
        YamlNode value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof YamlNode.Scalar scalar
                && scalar.value().isInt()
                && scalar.value().intValue() >= least) {
            return Optional.of(scalar.value().intValue());
        }
        wrong(new String[] {name}, value, "a whole number from " + least, null);
        return Optional.empty();
    }

    /** A list of words; nothing when the field is absent. */
    Optional<List<String>> texts(String... names) {
        YamlNode value = find(names);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof YamlNode.Sequence sequence)) {
            wrong(names, value, "a list", "write one '- entry' per line");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            boolean usable = item instanceof YamlNode.Scalar scalar
                    && scalar.value().isTextual()
                    && !scalar.value().textValue().isBlank();
            if (usable) {
                texts.add(item.json().textValue());
            } else {
                findings.error(
                        item.place(),
                        prefix + names[0] + "." + i,
                        "must be text that is not blank, found " + item.kind(),
                        null);
            }
        }
        return Optional.of(texts);
    }

    /** A list of words, or one word in its place. */
    Optional<List<String>> textOrTexts(String... names) {
        YamlNode value = find(names);
        boolean single = value instanceof YamlNode.Scalar scalar
                && scalar.value().isTextual()
                && !scalar.value().textValue().isBlank();
        return single && value != null ? Optional.of(List.of(value.json().textValue())) : texts(names);
    }

    Optional<ObjectNode> object(String... names) {
        YamlNode value = find(names);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof YamlNode.Mapping mapping) {
            return Optional.of((ObjectNode) mapping.json());
        }
        wrong(names, value, "a map", null);
        return Optional.empty();
    }

    ObjectNode objectOrEmpty(String... names) {
        return object(names).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    /** The fields of a map inside this one. */
    Optional<Fields> inside(String name) {
        YamlNode value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof YamlNode.Mapping mapping) {
            return Optional.of(new Fields(mapping, prefix + name + ".", findings));
        }
        wrong(new String[] {name}, value, "a map", null);
        return Optional.empty();
    }

    /** The fields of every map in a list. */
    List<Fields> each(String name) {
        YamlNode value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof YamlNode.Sequence sequence)) {
            wrong(new String[] {name}, value, "a list", null);
            return List.of();
        }
        List<Fields> each = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            if (item instanceof YamlNode.Mapping mapping) {
                each.add(new Fields(mapping, prefix + name + "." + i + ".", findings));
            } else {
                findings.error(item.place(), prefix + name + "." + i, "must be a map, found " + item.kind(), null);
            }
        }
        return each;
    }

    /** A flat schema; everything wrong with it is reported. */
    @Nullable
    ObjectNode schema(String... names) {
        YamlNode value = find(names);
        if (value == null) {
            return null;
        }
        JsonNode schema = value.json();
        boolean fatal = false;
        for (SchemaProblem problem : SchemaLint.check(schema, Fields::patternProblem)) {
            Place place = value.nearest(problem.path()).place();
            String field = prefix + names[0] + (problem.path().isEmpty() ? "" : "." + String.join(".", problem.path()));
            fatal |= problem.fatal();
            if (problem.fatal()) {
                findings.error(place, field, problem.message(), problem.hint());
            } else {
                findings.note(place, field, problem.message(), problem.hint());
            }
        }
        return !fatal && schema instanceof ObjectNode object ? object : null;
    }

    static Optional<String> patternProblem(String pattern) {
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("not a regular expression: " + e.getDescription());
        }
    }

    /** One of the words of an enumeration, in whatever case. */
    <E extends Enum<E> & WireEnum> Optional<E> word(Class<E> type, String name) {
        return text(name).flatMap(text -> {
            Optional<E> found = WireEnum.find(type, text.toLowerCase(Locale.ROOT));
            if (found.isEmpty()) {
                error(name, "'" + text + "' is not one of " + words(type), null);
            }
            return found;
        });
    }

    static <E extends Enum<E> & WireEnum> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(WireEnum::wire).collect(Collectors.joining(", "));
    }

    Optional<String> versionConstraint(String name) {
        Optional<String> text = text(name);
        if (text.isPresent() && VersionConstraint.parse(text.get()).isEmpty()) {
            error(name, "'" + text.get() + "' is not a version constraint", "write for example '>=3.11,<4'");
        }
        return text;
    }

    /** Reports names that look like slips of known ones; other unknown fields are nobody's business (packs.md §3). */
    void noteSlips() {
        for (String name : unknown()) {
            Spelling.nearest(name, known)
                    .filter(candidate -> !map.members().containsKey(candidate))
                    .ifPresent(candidate -> findings.note(
                            keyPlace(name),
                            prefix + name,
                            "is not a known field and is ignored",
                            "did you mean '" + candidate + "'?"));
        }
    }

    /** Reports every unknown name as an error: for files that the spec reads strictly. */
    void refuseUnknown() {
        for (String name : unknown()) {
            String hint = Spelling.nearest(name, known)
                    .map(candidate -> "did you mean '" + candidate + "'?")
                    .orElse("known are " + String.join(", ", known));
            findings.error(keyPlace(name), prefix + name, "is not a known field", hint);
        }
    }

    /** The whole map as JSON. */
    JsonNode json() {
        return map.json();
    }

    /** Names that are allowed and not read. */
    void ignore(String... names) {
        known.addAll(Arrays.asList(names));
    }

    private List<String> unknown() {
        return map.members().keySet().stream()
                .filter(name -> !known.contains(name))
                .toList();
    }

    private Place keyPlace(String name) {
        YamlNode.Mapping.Member member = map.members().get(name);
        return member == null ? map.place() : member.key();
    }

    private void wrong(String[] names, YamlNode value, String expected, @Nullable String hint) {
        findings.error(value.place(), prefix + names[0], "must be " + expected + ", found " + value.kind(), hint);
    }
}
