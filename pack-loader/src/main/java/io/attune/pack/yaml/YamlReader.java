package io.attune.pack.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document. Uploaded files are not trusted: nesting, the number of values, and what aliases multiply are bounded, and tags
 * never choose a class.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_VALUES = 100_000;
    private static final long MAX_CHARACTERS = 8 << 20;
    private static final String STANDARD_TAG = "tag:yaml.org,2002:";
    private static final Set<String> STANDARD_TAGS = Stream.of("str", "int", "float", "bool", "null", "seq", "map")
            .map(STANDARD_TAG::concat)
            .collect(Collectors.toUnmodifiableSet());

    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int values;
    private long characters;

    private record Anchored(YamlNode node, int values, long characters) {}

    private YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    /** @return nothing for a text without any value */
    public static Optional<YamlNode> read(String text) throws YamlException {
        var settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            return new YamlReader(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            throw new YamlException(place(e.getProblemMark()), problem(e));
        } catch (YamlEngineException e) {
            throw new YamlException(Place.START, "not a YAML text: " + firstLine(e.getMessage()));
        }
    }

    private Optional<YamlNode> document() throws YamlException {
        Optional<YamlNode> found = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
                default -> {
                    if (found.isPresent()) {
                        throw new YamlException(
                                place(event.getStartMark()),
                                "a file holds one document; remove the line '---' and what follows");
                    }
                    found = Optional.of(node(event, 0));
                }
            }
        }
        return found;
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        Place place = place(event.getStartMark());
        int valuesBefore = values;
        long charactersBefore = characters;
        count(1, event instanceof ScalarEvent scalar ? scalar.getValue().length() : 0, place);
        if (depth > MAX_DEPTH) {
            throw new YamlException(place, "values may be nested at most " + MAX_DEPTH + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            Anchored target = anchors.get(alias.getAlias());
            if (target == null) {
                throw new YamlException(place, "*" + alias.getAlias() + " names no anchor above it");
            }
            count(target.values(), target.characters(), place);
            return target.node();
        }
        YamlNode node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, place);
            case SequenceStartEvent list -> sequence(list, place, depth);
            case MappingStartEvent map -> mapping(map, place, depth);
            default -> throw new YamlException(place, "a value was expected");
        };
        if (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
            anchors.put(
                    anchored.getAnchor().get(),
                    new Anchored(node, values - valuesBefore, characters - charactersBefore));
        }
        return node;
    }

    private static YamlNode scalar(ScalarEvent event, Place place) throws YamlException {
        String tag = tag(event.getTag(), place);
        boolean text = !event.isPlain() || tag.equals("!") || tag.equals(STANDARD_TAG + "str");
        return new YamlNode.Scalar(
                place, text ? JsonNodeFactory.instance.textNode(event.getValue()) : Scalars.meaning(event.getValue()));
    }

    private YamlNode sequence(SequenceStartEvent start, Place place, int depth) throws YamlException {
        var _ = tag(start.getTag(), place);
        List<YamlNode> items = new ArrayList<>();
        for (Event event = next(place); event.getEventId() != Event.ID.SequenceEnd; event = next(place)) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(place, items);
    }

    private YamlNode mapping(MappingStartEvent start, Place place, int depth) throws YamlException {
        var _ = tag(start.getTag(), place);
        Map<String, YamlNode.Mapping.Member> members = new LinkedHashMap<>();
        Map<String, YamlNode.Mapping.Member> merged = new LinkedHashMap<>();
        for (Event event = next(place); event.getEventId() != Event.ID.MappingEnd; event = next(place)) {
            Place keyPlace = place(event.getStartMark());
            if (!(node(event, depth + 1) instanceof YamlNode.Scalar keyNode)) {
                throw new YamlException(keyPlace, "the key of a map must be a word");
            }
            String key = keyNode.value().isTextual() ? keyNode.value().textValue() : keyText(event, keyNode);
            YamlNode value = node(next(place), depth + 1);
            if (key.equals("<<")) {
                merge(value, merged);
            } else if (members.putIfAbsent(key, new YamlNode.Mapping.Member(keyPlace, value)) != null) {
                throw new YamlException(keyPlace, "'" + key + "' is given twice in the same map");
            }
        }
        merged.forEach(members::putIfAbsent);
        return new YamlNode.Mapping(place, members);
    }

    private static String keyText(Event event, YamlNode.Scalar key) {
        return event instanceof ScalarEvent scalar
                ? scalar.getValue()
                : key.value().asText();
    }

    private static void merge(YamlNode source, Map<String, YamlNode.Mapping.Member> merged) throws YamlException {
        switch (source) {
            case YamlNode.Mapping mapping -> mapping.members().forEach(merged::putIfAbsent);
            case YamlNode.Sequence sequence -> {
                for (YamlNode item : sequence.items()) {
                    merge(item, merged);
                }
            }
            case YamlNode.Scalar scalar ->
                throw new YamlException(scalar.place(), "'<<' takes a map or a list of maps, found " + scalar.kind());
        }
    }

    private static String tag(Optional<String> given, Place place) throws YamlException {
        String tag = given.orElse("");
        if (!tag.isEmpty() && !tag.equals("!") && !STANDARD_TAGS.contains(tag)) {
            throw new YamlException(place, "the tag " + tag + " is not supported; write the value without a tag");
        }
        return tag;
    }

    private Event next(Place opened) throws YamlException {
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() != Event.ID.Comment) {
                return event;
            }
        }
        throw new YamlException(opened, "the value that begins here has no end");
    }

    private void count(int moreValues, long moreCharacters, Place place) throws YamlException {
        values = Math.addExact(values, moreValues);
        characters = Math.addExact(characters, moreCharacters);
        if (values > MAX_VALUES || characters > MAX_CHARACTERS) {
            throw new YamlException(
                    place,
                    "a file may hold at most " + MAX_VALUES + " values and " + MAX_CHARACTERS
                            + " characters, aliases counted in full");
        }
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(found -> new Place(found.getLine() + 1, found.getColumn() + 1))
                .orElse(Place.START);
    }

    private static String problem(MarkedYamlEngineException error) {
        String context = error.getContext();
        String problem = error.getProblem();
        return context == null || context.isBlank() ? orUnknown(problem) : context + ": " + orUnknown(problem);
    }

    private static String orUnknown(@Nullable String problem) {
        return problem == null ? "cannot be read" : problem;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "cannot be read" : text.lines().findFirst().orElse("cannot be read");
    }
}
