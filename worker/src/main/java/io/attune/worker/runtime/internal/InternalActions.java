package io.attune.worker.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.process.StopSignal;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code core.noop}, {@code core.echo}, {@code core.sleep}, {@code core.http_request} (packs.md §15.1). Thread-safe. */
public final class InternalActions implements AutoCloseable {
    private static final int LONGEST_SLEEP = 3600;

    private final HttpRequestAction http = new HttpRequestAction();

    /** Whether the action ends at once, so that a thread of its own would cost more than the action. */
    public static boolean isInstant(String actionRef) {
        return actionRef.equals("core.noop") || actionRef.equals("core.echo");
    }

    public InternalEnd run(LeasedRun run, StopSignal stop) throws InterruptedException {
        var parameters = run.parameters();
        if (!run.systemPack()) {
            return InternalEnd.failed(1, "", "Runtime internal is for system packs only");
        }
        return switch (run.actionRef()) {
            case "core.noop" -> noop(parameters);
            case "core.echo" -> InternalEnd.printed(text(parameters.get("message")));
            case "core.sleep" -> sleep(parameters, run.timeout(), stop);
            case "core.http_request" -> http.run(parameters, run.timeout(), stop);
            default -> InternalEnd.failed(1, "", "There is no internal action " + run.actionRef());
        };
    }

    private static InternalEnd noop(ObjectNode parameters) {
        var message = text(parameters.get("message"));
        var output = (message.isEmpty() ? "" : "[NOOP] " + message + "\n") + "No operation completed\n";
        var code = integer(parameters.get("exit_code"), 0, 0, 255);
        if (code == null) {
            return InternalEnd.failed(1, "", "exit_code must be an integer from 0 to 255");
        }
        return InternalEnd.failed(code, output, "");
    }

    private static InternalEnd sleep(ObjectNode parameters, Duration timeout, StopSignal stop)
            throws InterruptedException {
        var seconds = integer(parameters.get("seconds"), 1, 0, LONGEST_SLEEP);
        if (seconds == null) {
            return InternalEnd.failed(1, "", "seconds must be an integer from 0 to " + LONGEST_SLEEP);
        }
        var message = text(parameters.get("message"));
        var output = message.isEmpty() ? "" : message + "\n";
        var wanted = Duration.ofSeconds(seconds);
        boolean tooLong = wanted.compareTo(timeout) > 0;
        if (stop.await(tooLong ? timeout : wanted)) {
            return InternalEnd.stopped(false, output);
        }
        return tooLong
                ? InternalEnd.stopped(true, output)
                : InternalEnd.printed(output + "Slept for " + seconds + " seconds\n");
    }

    /** A parameter as text; null and absence are empty. */
    static String text(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** A parameter as whole number; {@code absent} when not given, null when it is none or out of range. */
    static @Nullable Integer integer(@Nullable JsonNode value, int absent, int least, int most) {
        var text = text(value).strip();
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int number = new BigDecimal(text).intValueExact();
            return number < least || number > most ? null : number;
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
