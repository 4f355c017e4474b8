package io.attune.server.pack;

import io.attune.model.pack.Pack;
import io.attune.model.tenant.Owner;
import io.attune.pack.source.PackArchive;
import io.attune.pack.source.PackDirectory;
import io.attune.pack.source.PackLibrary;
import io.attune.pack.source.PackSourceException;
import io.attune.pack.source.SourceLimits;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.PermissionCeiling;
import io.attune.server.auth.Permit;
import io.attune.server.component.Delegation;
import io.attune.server.component.TaskPermissions;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Unhurried;
import io.attune.store.Tx;
import io.attune.store.permission.PermissionStore;
import io.attune.store.workflow.WorkflowStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Packs as files: upload an archive, or register a directory of the server (api-catalog.md §1, packs.md §12). */
@Path("/api/v1/packs")
@Tag(name = "packs")
@RunOnVirtualThread
public class PackInstallResource {
    /** The largest archive, and room for the form around it. */
    private static final int UPLOAD_LIMIT = 101 * BodyLimit.MEBIBYTE;

    private final CurrentCaller caller;
    private final PackInstaller installer;
    private final PackLibrary library;
    private final DevelopmentPacks development;
    private final Delegation delegation;
    private final PermissionCeiling ceiling;
    private final Audit audit;
    private final WorkflowStore workflows;
    private final PermissionStore permissions = new PermissionStore();

    @Inject
    PackInstallResource(
            CurrentCaller caller,
            PackInstaller installer,
            PackLibrary library,
            DevelopmentPacks development,
            Delegation delegation,
            PermissionCeiling ceiling,
            WorkflowStore workflows,
            Audit audit) {
        this.caller = caller;
        this.installer = installer;
        this.library = library;
        this.development = development;
        this.delegation = delegation;
        this.ceiling = ceiling;
        this.workflows = workflows;
        this.audit = audit;
    }

    record RegisterPack(
            @Nullable String path,
            @Nullable Boolean skipTests,
            @Nullable Boolean force) {}

    /** Brings files into a staging directory. */
    @FunctionalInterface
    private interface Source {
        void bring(java.nio.file.Path staged) throws IOException, PackSourceException;
    }

    @POST
    @Path("/upload")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @ResponseStatus(201)
    @Unhurried("archives are large")
    @BodyLimit(UPLOAD_LIMIT)
    @Permit(resource = "packs", action = "install")
    @Operation(operationId = "upload_pack")
    public Data<PackView.Installed> upload(
            @RestForm("pack") @Nullable FileUpload archive,
            @RestForm("force") @Nullable String force,
            @RestForm("skip_tests") @Nullable String skipTests)
            throws IOException {
        if (archive == null) {
            throw AttuneException.badRequest("The form has no file in the field 'pack'");
        }
        var by = caller.get();
        var order = order(by, "true".equalsIgnoreCase(force), "local_archive", archive.fileName(), "upload");
        var installation = install(
                order,
                staged -> {
                    try (var content = Files.newInputStream(archive.uploadedFile())) {
                        PackArchive.unpack(content, staged, SourceLimits.DEFAULT);
                    }
                },
                recording(by, "uploaded"));
        return Data.of(PackView.Installed.of(installation), message(installation));
    }

    @POST
    @Path("/register")
    @ResponseStatus(201)
    @Unhurried("many files may have to be copied")
    @Permit(resource = "packs", action = "install")
    @Operation(operationId = "register_pack")
    public Data<PackView.Registered> register(RegisterPack request) throws IOException {
        String path = request.path();
        new FieldChecks().text("path", path, 1, 4096).done();
        var by = caller.get();
        var directory = development.find(by, path == null ? "" : path);
        var order =
                order(by, Boolean.TRUE.equals(request.force()), "local_directory", directory.toString(), "register");
        var installation = install(
                order,
                staged -> PackDirectory.copy(directory, staged, SourceLimits.DEFAULT),
                recording(by, "registered"));
        return Data.of(PackView.Registered.of(installation), message(installation));
    }

    private PackInstallation install(PackInstaller.Order order, Source source, BiConsumer<Tx, Pack> recorded)
            throws IOException {
        var staged = library.stage();
        try {
            source.bring(staged);
            return installer.install(staged, order, recorded);
        } catch (PackSourceException e) {
            throw AttuneException.badRequest("The pack cannot be installed: " + e.getMessage());
        } finally {
            library.discard(staged);
        }
    }

    private static PackInstaller.Order order(Caller by, boolean force, String type, String url, String method) {
        return new PackInstaller.Order(
                new Owner.Tenant(by.tenant()), by.operator(), by.identity(), force, type, url, method);
    }

    /** Constraints of the grant are looked at once the ref is known; what follows is undone with the transaction. */
    private BiConsumer<Tx, Pack> recording(Caller by, String change) {
        return (tx, pack) -> {
            PackAccess.forCreation(by, "install", pack.ref(), pack.owner().isPlatform());
            requireHandedOn(tx, by, pack);
            audit.record(
                    tx,
                    by,
                    "pack." + change,
                    new Audit.Subject("pack", pack.id().value(), pack.ref()));
        };
    }

    /**
     * Files are no way to more than one has (SEC-8): neither by a permission set that they bring or widen, nor by an action, a rule or a
     * task of a workflow that acts with sets of somebody else. What operators make part of the platform is the platform's to hand on.
     */
    private void requireHandedOn(Tx tx, Caller by, Pack pack) {
        if (pack.owner().isPlatform()) {
            return;
        }
        ceiling.requireWithin(by, permissions.ofPack(tx, pack.id()));
        Set<String> handedOn = new TreeSet<>(permissions.namedByPack(tx, pack.id()));
        workflows.graphsOfFiles(tx, pack.id()).forEach(graph -> handedOn.addAll(TaskPermissions.named(graph)));
        delegation.require(tx, by, handedOn);
    }

    private static String message(PackInstallation installation) {
        List<?> findings = installation.findings();
        return findings.isEmpty()
                ? "Pack installed successfully"
                : "Pack installed; " + findings.size() + (findings.size() == 1 ? " warning" : " warnings");
    }
}
