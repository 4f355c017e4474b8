package io.attune.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import org.junit.jupiter.api.Test;

/** SEC-11: the server does not start with a route that forgot to say what it needs. */
class RouteDeclarationsTest {
    // Without @Path, or every test of the whole server would find these routes.
    static class Forgetful {
        @GET
        public String undeclared() {
            return "";
        }

        @POST
        @Permit
        @Permit.Open("both at once says nothing")
        public String undecided() {
            return "";
        }

        @GET
        @Permit(resource = "rules", action = "read")
        public String declared() {
            return "";
        }

        public String noRoute() {
            return "";
        }
    }

    @Test
    void routesWithoutExactlyOneDeclarationAreNamed() {
        assertThat(RouteDeclarations.undeclared(Forgetful.class))
                .containsExactlyInAnyOrder("Forgetful.undeclared", "Forgetful.undecided");
    }
}
