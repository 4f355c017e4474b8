package io.attune.server.auth;

/** The union of what the permission sets of a caller allow (security.md §2.1). Immutable. */
public interface Grants {
    /** Whether any grant names the resource and action, with whatever constraints. */
    boolean allowSome(String resource, String action);

    /** Whether a grant names them without any constraint: then no target needs to be looked at. */
    boolean allowAll(String resource, String action);

    /** Whether a grant with all its constraints covers the target. */
    boolean allow(String resource, String action, Caller.Target target);
}
