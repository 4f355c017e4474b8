package io.attune.pack.read;

import io.attune.pack.yaml.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the findings of one file into the list of the whole pack. */
final class FileFindings {
    private final String file;
    private final Finding.Effect ofErrors;
    private final List<Finding> all;
    private boolean failed;

    /** @param ofErrors what an error in this file leads to */
    FileFindings(String file, Finding.Effect ofErrors, List<Finding> all) {
        this.file = file;
        this.ofErrors = ofErrors;
        this.all = all;
    }

    String file() {
        return file;
    }

    void error(Place place, @Nullable String field, String message, @Nullable String hint) {
        failed = true;
        all.add(new Finding(ofErrors, file, place, field, message, hint));
    }

    void note(Place place, @Nullable String field, String message, @Nullable String hint) {
        all.add(new Finding(Finding.Effect.NOTED, file, place, field, message, hint));
    }

    /** Whether the file cannot be used. */
    boolean failed() {
        return failed;
    }
}
