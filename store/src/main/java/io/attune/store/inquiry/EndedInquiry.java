package io.attune.store.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.InquiryStatus;
import org.jspecify.annotations.Nullable;

/**
 * The end of an inquiry, to be written if it is still pending.
 *
 * @param response with markers where secrets are
 * @param by who answered; null unless somebody did
 */
public record EndedInquiry(
        InquiryId inquiry,
        InquiryStatus status,
        @Nullable JsonNode response,
        @Nullable IdentityId by) {}
