package io.attune.server.auth;

/** Where it is reported what was refused to a known caller, and what of great consequence was not; the audit log implements it. */
public interface DecisionLog {
    /**
     * @param missing the grant, {@code resource:action}
     * @param route method and path
     */
    void denied(Caller caller, String missing, String route);

    /**
     * @param privilege the grant, one of {@link Privileges}
     * @param route as for {@link #denied}
     */
    void allowed(Caller caller, String privilege, String route);
}
