package io.attune.cli.trigger;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "webhook",
        description = "the address at which a trigger takes events from outside",
        subcommands = {WebhookEnable.class, WebhookDisable.class, WebhookRegenerate.class, WebhookUrl.class},
        footer = {
            "",
            "Example: curl -d '{\"level\": \"error\"}' \"$(attune trigger webhook url examples.alert --quiet)\""
        })
final class WebhookGroup extends Group {}
