package io.attune.worker.gateway;

/** The platform understood the call and will never accept it. Repeating it is useless. */
public final class GatewayRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayRefusedException(String message) {
        super(message);
    }
}
