package io.attune.postgres;

import java.time.Duration;

/**
 * Told when the bundled server dies without having been asked to, and when it is back. Called on the supervising
 * thread: must return soon and not throw.
 */
public interface PostgresListener {

    /** The server is gone; connections are dead. A restart is under way. */
    void lost(String why);

    /** The server accepts connections again, with every committed transaction. */
    void recovered(Duration downFor);
}
