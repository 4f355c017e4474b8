package io.attune.model;

import java.util.regex.Pattern;

/**
 * Syntax of the names by which components are addressed (runtime.md §1.1, packs.md §2). Refs travel as plain strings; this
 * class says which strings are refs.
 */
public final class Ref {
    private static final Pattern PACK = Pattern.compile("[a-z][a-z0-9_-]+");
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9_-]*\\.[a-z][a-z0-9_-]*");
    private static final Pattern RUNTIME = Pattern.compile("[a-z][a-z0-9_-]*\\.[a-z0-9][a-z0-9_.-]*");

    private Ref() {}

    public static boolean isPack(String text) {
        return PACK.matcher(text).matches();
    }

    /** Exactly two dot-separated segments, {@code pack.name}. */
    public static boolean isComponent(String text) {
        return COMPONENT.matcher(text).matches();
    }

    public static boolean isRuntime(String text) {
        return RUNTIME.matcher(text).matches();
    }

    /** The pack part of a component ref: everything before the first dot, or the whole text when there is none. */
    public static String packOf(String componentRef) {
        int dot = componentRef.indexOf('.');
        return dot < 0 ? componentRef : componentRef.substring(0, dot);
    }

    /** The part after the first dot, or the whole text when there is none. */
    public static String nameOf(String componentRef) {
        return componentRef.substring(componentRef.indexOf('.') + 1);
    }
}
