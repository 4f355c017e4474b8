package io.attune.server.http;

/** No token, or one that is good for nothing here: 401 in the guard's own shape. */
public final class GuardRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuardRefusal(String message) {
        super(message);
    }
}
