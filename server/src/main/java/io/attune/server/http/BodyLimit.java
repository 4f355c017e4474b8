package io.attune.server.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How large request bodies of a route, or of all routes of a resource, may be where that is not {@code server.max_body_size}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface BodyLimit {
    int KIBIBYTE = 1 << 10;
    int MEBIBYTE = 1 << 20;

    /** In bytes. */
    int value();
}
