package io.attune.pack.read;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The pack that a component belongs to.
 *
 * @param root directory of the pack
 * @param system whether the pack is shipped with the platform and may use what only such packs may
 */
record PackScope(String ref, Path root, boolean system) {
    /** The ref in full: a name without dot is one of this pack. */
    String qualified(String name) {
        return name.indexOf('.') < 0 ? ref + "." + name : name;
    }

    /** Whether {@code path} stays inside {@code directory} of the pack as far as its text goes. */
    static boolean isInside(String path) {
        if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    boolean hasFile(String path) {
        return Files.isRegularFile(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isExecutable(String path) {
        return Files.isExecutable(root.resolve(path));
    }
}
