package io.attune.cli.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.identity.Identities;
import io.attune.cli.outcome.Failure;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose key it is. */
final class OwnerOptions {
    enum Type {
        SYSTEM,
        IDENTITY,
        PACK,
        ACTION,
        SENSOR
    }

    @Option(
            names = "--owner-type",
            paramLabel = "TYPE",
            description = "system (default), identity, pack, action or sensor")
    @Nullable
    Type type;

    @Option(names = "--owner", paramLabel = "TEXT", description = "ref of the owner; for an identity login or id")
    @Nullable
    String owner;

    @Option(names = "--owner-pack-ref", paramLabel = "REF", description = "owned by this pack")
    @Nullable
    String pack;

    @Option(names = "--owner-action-ref", paramLabel = "REF", description = "owned by this action")
    @Nullable
    String action;

    @Option(names = "--owner-sensor-ref", paramLabel = "REF", description = "owned by this sensor")
    @Nullable
    String sensor;

    void put(Call call, ObjectNode request) {
        List<String> named = Stream.of(owner, pack, action, sensor)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
        if (named.size() > 1) {
            throw Failure.usage("A key has one owner", "Give one of --owner and --owner-…-ref");
        }
        Type of = type();
        request.put("owner_type", of.name().toLowerCase(Locale.ROOT));
        if (of == Type.SYSTEM) {
            if (!named.isEmpty()) {
                throw Failure.usage("A system key has no owner", "Give --owner-type");
            }
            return;
        }
        if (named.isEmpty()) {
            throw Failure.usage(
                    "Whose key is it? --owner-type " + of.name().toLowerCase(Locale.ROOT) + " needs an owner",
                    "--owner REF");
        }
        String ref = named.getFirst();
        if (of == Type.IDENTITY) {
            request.put("owner_identity", Identities.id(call, ref));
        } else {
            request.put("owner_" + of.name().toLowerCase(Locale.ROOT) + "_ref", ref);
        }
    }

    private Type type() {
        Type implied = pack != null ? Type.PACK : action != null ? Type.ACTION : sensor != null ? Type.SENSOR : null;
        if (type != null && implied != null && type != implied) {
            throw Failure.usage("--owner-type and the owner's option name different kinds", null);
        }
        return type != null ? type : implied != null ? implied : Type.SYSTEM;
    }
}
