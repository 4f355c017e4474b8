package io.attune.server.identity;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;

/** The server, an operator, and nobody in particular. */
abstract class ApiTest {
    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    ApiClient operator;
    ApiClient anonymous;

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        anonymous = ApiClient.anonymous(base);
        operator = ApiClient.operator(base);
    }
}
