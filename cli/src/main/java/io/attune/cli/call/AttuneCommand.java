package io.attune.cli.call;

import io.attune.cli.outcome.ExitCode;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command of the tree is: it runs within a {@link Call} and ends with an exit code or a failure. */
public abstract class AttuneCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    /** The root command gives its call to the commands below. */
    public interface Root extends Supplier<Call> {}

    protected abstract ExitCode run(Call call);

    @Override
    public final Integer call() {
        Call call = ((Root) spec.root().userObject()).get();
        return call.exitStatus(run(call));
    }

    protected final CommandSpec spec() {
        return spec;
    }
}
