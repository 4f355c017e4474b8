package io.attune.server.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares what a route needs (SEC-11). Every resource method carries exactly one of {@link Permit} and {@link Open}; the server refuses to
 * start otherwise. The guard checks it before the body is read: no token is 401, no grant at all for resource and action is 403. Constraints
 * of the grant are checked by the resource once it has the target.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Permit {
    /** A resource of api.md §1.7, or empty when any valid token of an accepted kind will do. */
    String resource() default "";

    /** An action of api.md §1.7. */
    String action() default "";

    /** Token kinds let in. Sensor and worker tokens only where named (SEC-1). */
    TokenKind[] tokens() default {TokenKind.ACCESS, TokenKind.EXECUTION};

    /** Whether, of people and runs, only operators get in (design.md D16). */
    boolean operator() default false;

    /** Whether whoever calls from this machine itself needs no token. */
    boolean openOnThisMachine() default false;

    /** Marks a public route: no token is looked at. Its value says why. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Open {
        String value();
    }
}
