package io.attune.cli;

import io.attune.cli.call.GlobalOptions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command tree. Reading the annotations of every command would take most of the start-up time, so a noun is built whole only when its
 * name is among the arguments; the others are there by name and description, for the help text.
 */
final class Commands {
    private Commands() {}

    /** One word below {@code attune}. */
    private record Noun(String name, List<String> aliases, String description, Supplier<Object> command) {}

    private static final List<Noun> NOUNS = List.of(
            new Noun("auth", List.of(), "log in and out, tokens, passwords", io.attune.cli.auth.AuthGroup::new),
            new Noun(
                    "config", List.of(), "profiles and settings of this client", io.attune.cli.config.ConfigGroup::new),
            new Noun(
                    "identity",
                    List.of("identities"),
                    "identities: people and services that may log in",
                    io.attune.cli.identity.IdentityGroup::new),
            new Noun(
                    "role",
                    List.of("roles"),
                    "roles: which permission sets a label stands for",
                    io.attune.cli.permission.RoleGroup::new),
            new Noun(
                    "permission",
                    List.of("permissions"),
                    "permission sets, who holds them and who can do what",
                    io.attune.cli.permission.PermissionGroup::new),
            new Noun(
                    "tenant",
                    List.of("tenants"),
                    "tenants: what belongs together and is kept apart from others",
                    io.attune.cli.tenant.TenantGroup::new),
            new Noun("key", List.of("keys"), "keys: stored values and secrets", io.attune.cli.key.KeyGroup::new),
            new Noun("audit", List.of(), "the audit log: who did what", io.attune.cli.audit.AuditGroup::new),
            new Noun(
                    "pack",
                    List.of("packs"),
                    "packs: bundles of actions, triggers and rules",
                    io.attune.cli.pack.PackGroup::new),
            new Noun(
                    "action",
                    List.of("actions", "act"),
                    "actions: what can be run",
                    io.attune.cli.action.ActionGroup::new),
            new Noun(
                    "run",
                    List.of(),
                    "start an action; same as 'action execute'",
                    io.attune.cli.action.ActionExecute::new),
            new Noun(
                    "workflow",
                    List.of("workflows", "wf"),
                    "workflows: graphs of actions",
                    io.attune.cli.workflow.WorkflowGroup::new),
            new Noun(
                    "rule",
                    List.of("rules"),
                    "rules: which event starts which action",
                    io.attune.cli.rule.RuleGroup::new),
            new Noun(
                    "schedule",
                    List.of("schedules"),
                    "schedules: when timers of rules fire",
                    io.attune.cli.schedule.ScheduleGroup::new),
            new Noun(
                    "policy",
                    List.of("policies"),
                    "policies: how many runs at once, and in a time",
                    io.attune.cli.policy.PolicyGroup::new),
            new Noun(
                    "trigger",
                    List.of("triggers", "trig"),
                    "triggers and their webhooks",
                    io.attune.cli.trigger.TriggerGroup::new),
            new Noun(
                    "sensor",
                    List.of("sensors"),
                    "sensors: processes that watch for events",
                    io.attune.cli.sensor.SensorGroup::new),
            new Noun("event", List.of("events"), "events: what happened", io.attune.cli.event.EventGroup::new),
            new Noun(
                    "enforcement",
                    List.of("enforcements"),
                    "enforcements: which rule answered which event",
                    io.attune.cli.event.EnforcementGroup::new),
            new Noun(
                    "execution",
                    List.of("executions", "exec"),
                    "executions: what ran and how it ended",
                    io.attune.cli.execution.ExecutionGroup::new),
            new Noun(
                    "inquiry",
                    List.of("inquiries", "inq"),
                    "inquiries: what people are asked",
                    io.attune.cli.inquiry.InquiryGroup::new),
            new Noun("ps", List.of(), "executions that have not ended", io.attune.cli.execution.ProcessList::new),
            new Noun(
                    "logs",
                    List.of(),
                    "output of an execution; same as 'execution logs'",
                    io.attune.cli.execution.ExecutionLogs::new),
            new Noun(
                    "wait",
                    List.of(),
                    "wait for executions; same as 'execution wait'",
                    io.attune.cli.execution.ExecutionWait::new),
            new Noun(
                    "runtime",
                    List.of("runtimes"),
                    "runtimes: what actions run on",
                    io.attune.cli.system.RuntimeGroup::new),
            new Noun(
                    "worker",
                    List.of("workers", "wk"),
                    "workers: where actions run",
                    io.attune.cli.system.WorkerGroup::new),
            new Noun("status", List.of("health"), "health of the server", io.attune.cli.system.Status::new),
            new Noun("api", List.of(), "authenticated raw request", io.attune.cli.system.ApiRequest::new),
            new Noun("help", List.of(), "help for a command", HelpCommand::new),
            new Noun("version", List.of(), "version of client and server", io.attune.cli.system.VersionCommand::new),
            new Noun("completion", List.of(), "completion script for a shell", io.attune.cli.system.Completion::new));

    static CommandLine tree(RootCommand root, GlobalOptions options, String... args) {
        Set<String> words = new HashSet<>(Arrays.asList(args));
        boolean everything = words.contains("completion");
        var commands = new CommandLine(root);
        for (Noun noun : NOUNS) {
            boolean named = everything
                    || words.contains(noun.name())
                    || noun.aliases().stream().anyMatch(words::contains);
            CommandSpec spec = named
                    ? new CommandLine(noun.command().get()).getCommandSpec()
                    : CommandSpec.create().name(noun.name());
            spec.usageMessage().description(noun.description());
            commands.addSubcommand(noun.name(), spec, noun.aliases().toArray(String[]::new));
        }
        finish(commands, options);
        commands.setUsageHelpAutoWidth(true);
        commands.setAbbreviatedOptionsAllowed(false);
        // -vvv is -v three times; of other options the last one wins, as shells' aliases expect.
        commands.setOverwrittenOptionsAllowed(true);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        return commands;
    }

    private static void finish(CommandLine command, GlobalOptions options) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.userObject() != null) {
            options.addTo(spec);
            help(spec);
            Set<CommandLine> children = new HashSet<>(command.getSubcommands().values());
            children.forEach(child -> finish(child, options));
        }
    }

    private static void help(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("show this help")
                .build());
        if (!spec.optionsMap().containsKey("--version")) {
            spec.addOption(OptionSpec.builder("--version")
                    .versionHelp(true)
                    .type(boolean.class)
                    .description("show the version")
                    .build());
            spec.version(Attune.versionLine());
        }
    }
}
