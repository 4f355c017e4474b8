package io.attune.server.auth;

/** A token that is good for nothing: forged, foreign, malformed, or too old. */
public final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean expired;

    TokenRefusedException(String message, boolean expired) {
        super(message);
        this.expired = expired;
    }

    /** Whether only its age is wrong, so that a refresh helps. */
    public boolean isExpired() {
        return expired;
    }
}
