package io.attune.server.testing;

import io.attune.model.WireEnum;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.store.Transactions;
import io.attune.store.ageing.Ageable;
import io.attune.store.ageing.AgeingStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Makes rows older, so that tests need not wait for what time does to them (api.md §7). */
@Path("/api/v1/internal/testing/age")
@RunOnVirtualThread
@Tag(name = "health")
public class AgeingResource {
    private static final long LONGEST = Duration.ofDays(3650).toSeconds();

    private final Settings settings;
    private final Transactions transactions;
    private final AgeingStore store = new AgeingStore();

    @Inject
    AgeingResource(Settings settings, Transactions transactions) {
        this.settings = settings;
        this.transactions = transactions;
    }

    /**
     * What is to grow older.
     *
     * @param ids of the rows; absent for all
     */
    public record AgeRequest(
            @Nullable String entity,
            @Nullable List<Long> ids,
            @Nullable Long seconds) {}

    public record AgeView(int changed) {}

    @POST
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "age_rows", summary = "Make rows older; exists only where testing.enabled is set")
    public Data<AgeView> age(AgeRequest request) {
        if (!settings.get(ConfigKeys.TESTING_ENABLED)) {
            throw new NotFoundException();
        }
        var kind = kind(request.entity());
        var checks = new FieldChecks()
                .required("seconds", request.seconds())
                .range("seconds", request.seconds(), 1, LONGEST);
        if (kind.isEmpty()) {
            checks.finding("entity", "must be one of " + kinds());
        }
        checks.done();
        var by = Duration.ofSeconds(Objects.requireNonNull(request.seconds()));
        int changed = transactions.engine(tx -> store.age(tx, kind.orElseThrow(), request.ids(), by));
        return Data.of(new AgeView(changed));
    }

    private static Optional<Ageable> kind(@Nullable String entity) {
        return entity == null
                ? Optional.empty()
                : WireEnum.find(Ageable.class, entity.toLowerCase(Locale.ROOT).replace(' ', '_'));
    }

    private static String kinds() {
        return Arrays.stream(Ageable.values()).map(Ageable::wire).collect(Collectors.joining(", "));
    }
}
