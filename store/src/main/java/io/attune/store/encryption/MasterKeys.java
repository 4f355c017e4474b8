package io.attune.store.encryption;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The master keys of a process.
 *
 * @param current what a rotation moves to. Until one does, new data keys are wrapped by the key that the database names
 * @param previous others that may still be in use
 */
public record MasterKeys(MasterKey current, List<MasterKey> previous) {
    public MasterKeys {
        previous = List.copyOf(previous);
    }

    public static MasterKeys of(String text) {
        return new MasterKeys(MasterKey.of(text), List.of());
    }

    /** All of them, the current one first. */
    public List<MasterKey> all() {
        return Stream.concat(Stream.of(current), previous.stream()).distinct().toList();
    }

    public List<String> ids() {
        return all().stream().map(MasterKey::id).toList();
    }

    public Optional<MasterKey> find(String id) {
        return all().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    MasterKey get(String id) {
        return find(id).orElseThrow(() -> new UnknownMasterKeyException(id, this));
    }
}
