package io.attune.server.audit;

import io.attune.engine.audit.Breach;
import io.attune.engine.audit.ChainPosition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log is what was written (SEC-18).
 *
 * @param checked entries that are as they were sealed
 * @param unsealed entries that are too new to have a place in the chain
 * @param firstBroken where log and chain differ first
 * @param head where the chain ends now. Whoever keeps it elsewhere can tell later that nothing before it was replaced
 */
public record AuditCheckView(
        boolean valid,
        long checked,
        long unsealed,
        @Nullable Broken firstBroken,
        @Nullable Head head) {
    public record Broken(@Nullable Long id, @Nullable Long seq, String reason) {
        static @Nullable Broken of(@Nullable Breach breach) {
            return breach == null ? null : new Broken(breach.id(), breach.seq(), breach.reason());
        }
    }

    public record Head(long seq, String hash) {
        static @Nullable Head of(@Nullable ChainPosition end) {
            return end == null ? null : new Head(end.seq(), end.hash().toString());
        }
    }

    static AuditCheckView of(AuditVerification.Findings findings) {
        return new AuditCheckView(
                findings.breach() == null,
                findings.checked(),
                findings.unsealed(),
                Broken.of(findings.breach()),
                Head.of(findings.head()));
    }
}
