package io.attune.engine.permission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether somebody holds everything that other grants allow, and so may hand them on (security.md §2.4, SEC-8): for each resource and
 * action every target that the wanted grants reach must be reached by the holder's, all constraints considered. Several grants of the
 * holder may do so together. Words such as {@code self} speak of whoever holds the grant, here as there.
 *
 * <p>Doubt means no: attributes are taken as independent ({@code refs: [core.echo]} is not known to lie within {@code pack_refs: [core]}),
 * and the constraint {@code attributes} of a wanted grant is taken as met.
 */
public final class Coverage {
    /** Grants cut into more pieces than this are not worth the time: whoever wrote them can write them shorter. */
    private static final int MOST_PIECES = 5_000;

    private Coverage() {}

    public static boolean covers(GrantSet holder, Collection<Grant> wanted) {
        return missing(holder, wanted).isEmpty();
    }

    /** What the holder lacks, as {@code resource:action} each. */
    public static SortedSet<String> missing(GrantSet holder, Collection<Grant> wanted) {
        var missing = new TreeSet<String>();
        for (var grant : wanted) {
            for (var action : grant.actions()) {
                if (!reachesAll(holder, grant, action)) {
                    missing.add(grant.resource() + ":" + action);
                }
            }
        }
        return missing;
    }

    private static boolean reachesAll(GrantSet holder, Grant wanted, String action) {
        var held = holder.grants().stream()
                .filter(grant -> grant.names(wanted.resource(), action))
                .flatMap(grant -> Region.of(grant).stream())
                .toList();
        List<Region> open =
                Region.of(wanted).stream().filter(region -> !region.isEmpty()).toList();
        for (var region : held) {
            var left = new ArrayList<Region>();
            for (var piece : open) {
                left.addAll(piece.minus(region));
            }
            if (left.size() > MOST_PIECES) {
                return false;
            }
            open = left;
        }
        return open.isEmpty();
    }
}
