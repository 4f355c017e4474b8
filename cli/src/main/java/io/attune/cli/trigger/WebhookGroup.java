package io.attune.cli.trigger;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "webhook",
        description = "the address at which a trigger takes events from outside",
        subcommands = {
            WebhookShow.class,
            WebhookEnable.class,
            WebhookDisable.class,
            WebhookRegenerate.class,
            WebhookUrl.class,
            WebhookDeliveries.class,
            WebhookRedeliver.class
        },
        footer = {
            "",
            "Example: curl -d '{\"level\": \"error\"}' \"$(attune trigger webhook url examples.alert --quiet)\""
        })
final class WebhookGroup extends Group {}
