package io.attune.store;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** One open transaction. Store methods take it as their first parameter: a signature shows what is atomic. Used by one thread. */
public final class Tx {
    private static final Settings SETTINGS = new Settings()
            .withRenderSchema(false)
            .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
            .withExecuteLogging(false);

    private final Connection connection;
    private final DSLContext sql;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Connection connection) {
        this.connection = connection;
        this.sql = DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }

    /** For typed and plain SQL alike; values are always bound. */
    public DSLContext sql() {
        return sql;
    }

    /** For the hot statements that go past jOOQ: batches with arrays. Not to be closed, committed or kept. */
    public Connection connection() {
        return connection;
    }

    /**
     * Registers what must follow the commit. It runs on the committing thread, must be quick, and must be safe to lose: a sweep finds
     * what a crash forgot.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
