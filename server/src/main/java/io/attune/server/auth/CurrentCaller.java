package io.attune.server.auth;

import jakarta.enterprise.context.RequestScoped;
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

    void set(Caller caller) {
        this.caller = caller;
    }
}
