/**
 * People and service accounts over HTTP: logging in and out, administering identities, permission sets and enrolment tokens
 * (api-auth.md). {@link io.attune.server.identity.Sessions} is the road of a login.
 */
@NullMarked
package io.attune.server.identity;

import org.jspecify.annotations.NullMarked;
