package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run. They refuse to run with root's privileges, so when root starts the platform the
 * privileges are given up on the way.
 */
sealed interface ServerAccount {

    /** The command line that runs the given one as this account. */
    List<String> command(List<String> command);

    /** Lets this account write in a directory that we created. */
    void handOver(Path directory) throws IOException;

    /** The account that we have anyway. */
    record Ours() implements ServerAccount {
        @Override
        public List<String> command(List<String> command) {
            return command;
        }

        @Override
        public void handOver(Path directory) {}
    }

    /**
     * Root without its privileges: in a user namespace that maps no account, the process loses every capability but is
     * still, for the file system, the owner of root's files. Nothing has to change hands.
     */
    record UserNamespace(Path unshare) implements ServerAccount {
        @Override
        public List<String> command(List<String> command) {
            return prefixed(List.of(unshare.toString(), "-U", "--"), command);
        }

        @Override
        public void handOver(Path directory) {}
    }

    /** Another account, to which the files of the cluster belong. */
    record Other(Path setpriv, int uid, int gid) implements ServerAccount {
        @Override
        public List<String> command(List<String> command) {
            return prefixed(
                    List.of(
                            setpriv.toString(),
                            "--reuid=" + uid,
                            "--regid=" + gid,
                            "--clear-groups",
                            "--inh-caps=-all",
                            "--"),
                    command);
        }

        @Override
        public void handOver(Path directory) throws IOException {
            FileTree.give(directory, uid, gid);
        }
    }

    /**
     * Picks the first way that works here.
     *
     * @param data the cluster, which may not exist yet; when it does, its owner decides
     */
    static ServerAccount choose(Path data) {
        try {
            var us = Programs.ourUid();
            var owner = Files.exists(data) ? (int) Files.getAttribute(data, "unix:uid") : us;
            if (us != 0) {
                if (owner != us) {
                    throw new PostgresException(
                            Reason.DIRECTORY_UNUSABLE,
                            data + " belongs to user " + Files.getOwner(data) + ", but this process runs as "
                                    + System.getProperty("user.name")
                                    + ". Run as its owner, or give the whole data directory to this user with chown -R.");
                }
                return new Ours();
            }
            if (owner == 0) {
                var namespace = userNamespace();
                if (namespace.isPresent()) {
                    return namespace.get();
                }
            }
            return other(data, owner);
        } catch (IOException e) {
            throw Failures.onDisk("read the owner of", data, e);
        }
    }

    private static Optional<ServerAccount> userNamespace() {
        return Programs.find("unshare")
                .filter(unshare -> Programs.succeeds(List.of(unshare.toString(), "-U", "--", "true")))
                .map(UserNamespace::new);
    }

    private static ServerAccount other(Path data, int owner) throws IOException {
        var setpriv = Programs.find("setpriv")
                .orElseThrow(() -> privileges("this system has neither user namespaces nor the program setpriv", data));
        var uid = owner != 0
                ? Optional.of(owner)
                : Stream.of("postgres", "nobody")
                        .flatMap(name -> Programs.uidOf(name).stream())
                        .findFirst();
        if (uid.isEmpty()) {
            throw privileges("there is no account postgres or nobody to switch to", data);
        }
        var other = new Other(setpriv, uid.get(), Programs.gidOf(uid.get()).orElse(uid.get()));
        if (!Programs.succeeds(other.command(List.of("true")))) {
            throw privileges("switching to user id " + uid.get() + " is not permitted", data);
        }
        return other;
    }

    private static PostgresException privileges(String found, Path data) {
        return new PostgresException(
                Reason.PRIVILEGES,
                "PostgreSQL must not run with root's privileges, and they cannot be given up here: " + found
                        + ". Start Attune as an ordinary user that owns " + data.getParent()
                        + ", allow user namespaces (sysctl user.max_user_namespaces), or use an external PostgreSQL"
                        + " (database.url).");
    }

    private static List<String> prefixed(List<String> prefix, List<String> command) {
        var all = new ArrayList<>(prefix);
        all.addAll(command);
        return List.copyOf(all);
    }
}
