package io.attune.server.drive.dispatch;

import io.attune.server.auth.Tokens;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.PublicUrl;
import io.attune.store.Database;
import io.attune.store.change.ChangeFeed;
import io.attune.store.secret.SecretValueStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Wires what takes plain arguments, and runs the change feed of this process. */
class DispatchBeans {
    @Produces
    @Singleton
    ChangeFeed changeFeed(Database database, ChangeMeters meters) {
        return new ChangeFeed(database, meters::told);
    }

    @Produces
    @Singleton
    RunAssembly runAssembly(
            RunCatalog catalog, SecretValueStore secretValues, Tokens tokens, PublicUrl url, Settings settings) {
        return new RunAssembly(
                catalog,
                secretValues,
                (run, executor, life) -> tokens.issueExecutionToken(
                        run.execution(),
                        executor,
                        run.actionRef(),
                        run.permissionSetRefs(),
                        List.of(run.actionRef()),
                        List.of(run.actionRef().substring(0, run.actionRef().indexOf('.'))),
                        life),
                url::base,
                settings.get(ConfigKeys.WORKER_TASK_TIMEOUT));
    }

    /** The change feed listens while the process is up, whatever its roles. */
    @Singleton
    static class FeedComponent implements PlatformComponent {
        private final ChangeFeed feed;

        @Inject
        FeedComponent(ChangeFeed feed) {
            this.feed = feed;
        }

        @Override
        public int order() {
            return 150;
        }

        @Override
        public boolean runsIn(Set<Role> roles) {
            return true;
        }

        @Override
        public void start() {
            feed.start();
        }

        @Override
        public void stop() {
            feed.close();
        }
    }
}
