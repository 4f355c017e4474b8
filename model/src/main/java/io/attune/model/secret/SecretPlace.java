package io.attune.model.secret;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;

/** A place in a document that holds a secret value. */
public record SecretPlace(JsonPointer at, SecretSource source) {
    /** Whether another place is this one or inside it. */
    public boolean holds(JsonPointer other) {
        JsonPointer outer = other;
        while (outer != null && !outer.equals(at)) {
            outer = outer.head();
        }
        return outer != null;
    }

    /** The same place in an object that has the document as a member. */
    public SecretPlace below(String member) {
        return new SecretPlace(JsonPointer.empty().appendProperty(member).append(at), source);
    }

    /** Names of members and numbers of items on the way to it. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (JsonPointer rest = at; !rest.matches(); rest = rest.tail()) {
            segments.add(rest.getMatchingProperty());
        }
        return segments;
    }
}
