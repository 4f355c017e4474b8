package io.attune.pack.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The content that the product ships (packs.md §15). */
class ShippedPacksTest {
    private static final Path PACKS = Path.of("..", "packs");

    @Test
    void corePackHasEverythingAndNoFaults() {
        var reading = PackReader.read(PACKS.resolve("core"), true);
        assertThat(reading.findings()).isEmpty();
        var core = reading.contents();
        assertThat(core).isNotNull();
        assertThat(core.pack().system()).isTrue();
        assertThat(core.actions())
                .extracting(Component::ref)
                .containsExactlyInAnyOrder(
                        "core.echo",
                        "core.noop",
                        "core.sleep",
                        "core.http_request",
                        "core.ask",
                        "core.run_agent_command",
                        "core.download_packs",
                        "core.get_pack_dependencies",
                        "core.build_pack_envs",
                        "core.register_packs",
                        "core.install_packs");
        assertThat(core.actions())
                .filteredOn(action -> "core.internal".equals(action.definition().runner()))
                .extracting(Component::ref)
                .containsExactlyInAnyOrder("core.echo", "core.noop", "core.sleep", "core.http_request", "core.ask");
        assertThat(core.triggers())
                .extracting(Component::ref)
                .containsExactlyInAnyOrder(
                        "core.intervaltimer",
                        "core.crontimer",
                        "core.datetimetimer",
                        "core.rruletimer",
                        "core.alert",
                        "core.queue_started",
                        "core.queue_empty");
        assertThat(core.runtimes()).hasSize(12);
        assertThat(core.permissionSets())
                .extracting(Component::ref)
                .containsExactly("core.admin", "core.editor", "core.executor", "core.viewer");
        assertThat(core.workflows()).extracting(Component::ref).containsExactly("core.install_packs");
        assertThat(core.sensors().getFirst().definition().triggerTypes()).hasSize(4);
    }

    @Test
    void pythonHasThreeVersionsAndOneDefault() {
        var core = PackReader.read(PACKS.resolve("core"), true).contents();
        assertThat(core).isNotNull();
        var python = core.runtimes().stream()
                .filter(runtime -> runtime.ref().equals("core.python"))
                .findFirst()
                .orElseThrow()
                .definition();
        assertThat(python.versions())
                .extracting(version -> version.version() + (version.isDefault() ? " default" : ""))
                .containsExactly("3.11", "3.12 default", "3.13");
    }

    @Test
    void examplesHaveNoFaults() {
        var reading = PackReader.read(PACKS.resolve("examples"), false);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents()
                        .rules()
                        .getFirst()
                        .definition()
                        .conditions()
                        .path("expression")
                        .asText())
                .contains("payload.branch");
    }
}
