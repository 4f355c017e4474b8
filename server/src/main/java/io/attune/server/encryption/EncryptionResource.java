package io.attune.server.encryption;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.server.audit.Audit;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.OptionalBody;
import io.attune.store.Transactions;
import io.attune.store.encryption.KeyRotation;
import io.attune.store.encryption.ReEncryptionStore;
import io.attune.store.encryption.StoredDataKeys;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Shows and rotates the keys of stored values (SEC-13). */
@Path("/api/v1/encryption")
@RunOnVirtualThread
@Tag(name = "secrets")
public class EncryptionResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final Audit audit;
    private final StoredDataKeys keys;
    private final KeyRotation rotation;
    private final ReEncryptionStore values;
    private final MasterKeyCare masters;
    private final ReEncryption reEncryption;

    @Inject
    EncryptionResource(
            Transactions transactions,
            CurrentCaller current,
            Audit audit,
            StoredDataKeys keys,
            KeyRotation rotation,
            ReEncryptionStore values,
            MasterKeyCare masters,
            ReEncryption reEncryption) {
        this.transactions = transactions;
        this.current = current;
        this.audit = audit;
        this.keys = keys;
        this.rotation = rotation;
        this.values = values;
        this.masters = masters;
        this.reEncryption = reEncryption;
    }

    /** @param rotateDataKeys whether every tenant gets a new data key, and stored values are sealed anew in the background */
    public record RotateRequest(@Nullable Boolean rotateDataKeys) {}

    public record RotationView(String currentMaster, int rewrapped, boolean reEncrypting) {}

    /**
     * @param currentMaster the id of the master key that wraps the data keys
     * @param knownMasters the ids of those that this process has; any other than the current one can be taken away once
     *     {@code older_form_values} is 0
     * @param outdatedValues values that are still to be sealed anew
     * @param olderFormValues those of them that master keys open directly
     */
    public record EncryptionView(
            String currentMaster,
            List<String> knownMasters,
            int dataKeys,
            int retiredDataKeys,
            boolean reEncrypting,
            long reEncryptedValues,
            long outdatedValues,
            long olderFormValues,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    @GET
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "get_encryption")
    public Data<EncryptionView> get() {
        return Data.of(transactions.engine(tx -> {
            var use = rotation.use(tx);
            var progress = values.progress(tx);
            var outdated = values.outdated(tx, ReEncryption.COLUMNS);
            return new EncryptionView(
                    use.masterId(),
                    keys.masters().ids(),
                    use.dataKeys(),
                    use.retired(),
                    progress.isRunning(),
                    progress.reEncrypted(),
                    outdated.values(),
                    outdated.olderForm(),
                    progress.started(),
                    progress.finished());
        }));
    }

    @POST
    @Path("/rotate-master")
    @Permit(operator = true, tokens = TokenKind.ACCESS)
    @Operation(operationId = "rotate_master_key")
    public Data<RotationView> rotate(@OptionalBody @Nullable RotateRequest request) {
        var caller = current.get();
        boolean renew = request != null && Boolean.TRUE.equals(request.rotateDataKeys());
        keys.refresh();
        keys.unknownMaster().ifPresent(unknown -> {
            throw AttuneException.conflict("This process was not given master key " + unknown
                    + ", which wraps the data keys now: add it to security.previous_encryption_keys and restart");
        });
        // Values of older forms hang on the master keys before: they move along.
        boolean reEncrypt = renew
                || transactions
                                .engine(tx -> values.outdated(tx, ReEncryption.COLUMNS))
                                .olderForm()
                        > 0;
        var master = masters.next();
        var view = transactions.engine(tx -> {
            int rewrapped = rotation.rotate(tx, master, renew);
            if (reEncrypt) {
                values.start(tx);
            }
            audit.record(
                    tx,
                    caller,
                    "admin.security_config.changed",
                    new Audit.Subject("encryption", null, master.id()),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("data_keys_wrapped", rewrapped)
                            .put("data_keys_renewed", renew));
            return new RotationView(master.id(), rewrapped, values.progress(tx).isRunning());
        });
        keys.refresh();
        if (view.reEncrypting()) {
            reEncryption.wake();
        } else {
            masters.forgetUnused();
        }
        return Data.of(view, "The data keys are wrapped by master key " + master.id());
    }
}
