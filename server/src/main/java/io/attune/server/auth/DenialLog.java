package io.attune.server.auth;

/** Where it is reported what was refused to a known caller; the audit log implements it. */
public interface DenialLog {
    /**
     * @param missing the grant, {@code resource:action}
     * @param route method and path
     */
    void denied(Caller caller, String missing, String route);
}
