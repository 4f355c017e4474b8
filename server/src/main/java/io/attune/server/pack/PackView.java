package io.attune.server.pack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.pack.Pack;
import io.attune.pack.read.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A pack on the wire (api-catalog.md §1.3). */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PackView(
        long id,
        String ref,
        String label,
        @Nullable String description,
        String version,
        JsonNode confSchema,
        JsonNode config,
        JsonNode meta,
        List<String> tags,
        List<String> runtimeDeps,
        List<String> dependencies,
        boolean isStandard,
        boolean system,
        @Nullable Long tenantId,
        Instant created,
        Instant updated) {
    static PackView of(Pack pack) {
        var settings = pack.settings();
        return new PackView(
                pack.id().value(),
                pack.ref(),
                settings.label(),
                settings.description(),
                settings.version(),
                settings.confSchema(),
                PackConfigs.shown(settings.confSchema(), settings.config()),
                settings.meta(),
                settings.tags(),
                settings.runtimeDeps(),
                settings.dependencies(),
                pack.owner().isPlatform(),
                pack.owner().isPlatform(),
                pack.owner().tenantId(),
                pack.created(),
                pack.updated());
    }

    /** A pack in a list. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Summary(
            long id,
            String ref,
            String label,
            @Nullable String description,
            String version,
            List<String> tags,
            boolean isStandard,
            boolean system,
            @Nullable Long tenantId,
            Instant created,
            Instant updated) {
        static Summary of(Pack pack) {
            return new Summary(
                    pack.id().value(),
                    pack.ref(),
                    pack.settings().label(),
                    pack.settings().description(),
                    pack.settings().version(),
                    pack.settings().tags(),
                    pack.owner().isPlatform(),
                    pack.owner().isPlatform(),
                    pack.owner().tenantId(),
                    pack.created(),
                    pack.updated());
        }
    }

    /**
     * Something the author of a pack should know, with its place in the files.
     *
     * @param effect {@code skipped}: the component was left out; {@code noted}: it was installed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Warning(
            String file,
            int line,
            int column,
            @Nullable String field,
            String effect,
            String message,
            @Nullable String hint) {
        static Warning of(Finding finding) {
            return new Warning(
                    finding.file(),
                    finding.place().line(),
                    finding.place().column(),
                    finding.field(),
                    finding.effect().name().toLowerCase(Locale.ROOT),
                    finding.message(),
                    finding.hint());
        }
    }

    /**
     * The answer to an upload.
     *
     * @param testResult null: tests of packs are not part of this release
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Installed(
            PackView pack, @Nullable JsonNode testResult, boolean testsSkipped, List<Warning> warnings) {
        static Installed of(PackInstallation installation) {
            return new Installed(
                    PackView.of(installation.pack()),
                    null,
                    true,
                    installation.findings().stream().map(Warning::of).toList());
        }
    }

    /** The answer to a registration: some clients read the pack itself, others as after an upload (api.md §5). */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Registered(
            @JsonUnwrapped PackView self,
            PackView pack,
            @Nullable JsonNode testResult,
            boolean testsSkipped,
            List<Warning> warnings) {
        static Registered of(PackInstallation installation) {
            var installed = Installed.of(installation);
            return new Registered(installed.pack(), installed.pack(), null, true, installed.warnings());
        }
    }
}
