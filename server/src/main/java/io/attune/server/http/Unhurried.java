package io.attune.server.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a route, or all routes of a resource, that may take longer than {@code server.request_timeout}: live streams, uploads, installs,
 * long polls (security.md §9). Its value says why.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Unhurried {
    String value();
}
