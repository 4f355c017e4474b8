package io.attune.server.auth;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the guard leaves the caller of the present request. Resources read it once and pass it on as a parameter. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Caller caller;

    /** @throws IllegalStateException on a public route: a bug of the route */
    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("no caller: this route is public");
        }
        return caller;
    }

    /** Nothing on a public route and before the guard knew who calls. */
    Optional<Caller> find() {
        return Optional.ofNullable(caller);
    }

    void set(Caller caller) {
        this.caller = caller;
    }
}
