package io.attune.model.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a delivery to a webhook: nothing of its body, no credential, and no more of what the sender chooses than a line.
 *
 * @param owner of the trigger
 * @param keyFingerprint tells two keys apart without giving either away
 * @param deliveryId the sender's name for it
 * @param redeliveryOf the row of the log that was delivered again by hand
 * @param headers a few that say what was sent
 * @param size of the body in bytes, as far as it was read
 * @param signed whether a signature was checked and fits; null when none was asked for, or it was not looked at
 */
public record ReceivedDelivery(
        TriggerId trigger,
        Owner owner,
        String triggerRef,
        String keyFingerprint,
        @Nullable String deliveryId,
        @Nullable Long redeliveryOf,
        @Nullable String sourceIp,
        @Nullable String userAgent,
        JsonNode headers,
        long size,
        @Nullable Boolean signed,
        Instant received) {
    private static final int LONGEST = 255;

    public ReceivedDelivery {
        deliveryId = line(deliveryId, LONGEST);
        sourceIp = line(sourceIp, LONGEST);
        userAgent = line(userAgent, LONGEST);
    }

    /** The text without what does not belong in a line, cut to {@code longest} characters. */
    static @Nullable String line(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        var printable = new StringBuilder();
        text.codePoints()
                .filter(point -> !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE)
                .limit(longest)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
