package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "what an execution wrote",
        footer = {"", "Examples:", "  attune execution logs 42", "  attune logs @last --follow --stream stderr"})
public final class ExecutionLogs extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Option(
            names = {"-f", "--follow"},
            description = "until the execution ends")
    boolean follow;

    @Option(
            names = "--stream",
            paramLabel = "STREAM",
            defaultValue = "both",
            description = "stdout, stderr or both (default)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String stream;

    @Option(names = "--tail", paramLabel = "N", description = "only the last so many lines of each stream")
    int tail;

    @Option(names = "--exit-status", description = "with --follow: the exit code is the execution's outcome")
    boolean exitStatus;

    @Override
    protected ExitCode run(Call call) {
        List<String> streams = switch (stream) {
            case "both" -> List.of("stdout", "stderr");
            case "stdout", "stderr" -> List.of(stream);
            default -> throw Failure.usage("Unknown stream '" + stream + "'", "stdout, stderr or both");
        };
        long execution = References.execution(call, id);
        if (follow) {
            follow(call, execution, streams);
        } else {
            stored(call, execution, streams);
        }
        return follow && exitStatus ? Outcome.of(call.client().get("/executions/" + execution)) : ExitCode.SUCCESS;
    }

    private void stored(Call call, long execution, List<String> streams) {
        var all = new ArrayList<JsonNode>();
        for (String name : streams) {
            var lines = new ArrayList<String>();
            try {
                new LogReader(call.client(), execution, name, lines::add).readStored();
            } catch (IOException e) {
                throw broken(execution, e);
            }
            int from = tail > 0 ? Math.max(0, lines.size() - tail) : 0;
            lines.subList(from, lines.size()).forEach(line -> all.add(entry(name, line)));
        }
        switch (call.output().format()) {
            case JSON, JSON_PRETTY, YAML -> call.output().list(all, List.of(), "text", "", Nodes.object());
            case JSONL -> all.forEach(call.output()::jsonLine);
            case TABLE, WIDE, CSV, TSV, NAME ->
                all.forEach(line -> call.output().logLine(Nodes.text(line, "text")));
        }
        if (all.isEmpty()) {
            call.output().say("Execution " + execution + " wrote nothing so far.");
        }
    }

    private static void follow(Call call, long execution, List<String> streams) {
        Output output = call.output();
        boolean machine = output.format().forMachines();
        Map<String, Exception> failures = new ConcurrentHashMap<>();
        Object oneLineAtATime = new Object();
        call.client();
        List<Thread> readers = new ArrayList<>();
        for (String name : streams) {
            readers.add(Thread.ofVirtual().start(() -> {
                try {
                    new LogReader(call.client(), execution, name, line -> {
                                synchronized (oneLineAtATime) {
                                    if (machine) {
                                        output.jsonLine(entry(name, line));
                                    } else {
                                        output.logLine(line);
                                    }
                                }
                            })
                            .follow();
                } catch (IOException | Failure e) {
                    failures.put(name, e);
                }
            }));
        }
        for (Thread reader : readers) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        for (Exception failure : failures.values()) {
            throw failure instanceof Failure known ? known : broken(execution, failure);
        }
    }

    private static JsonNode entry(String stream, String line) {
        return Nodes.object().put("stream", stream).put("text", line);
    }

    private static Failure broken(long execution, Exception e) {
        return Failure.of(
                ExitCode.SERVER_UNAVAILABLE,
                "The log of execution " + execution + " could not be read (" + e.getMessage() + ")",
                "attune status; then attune execution logs " + execution);
    }
}
