package io.attune.expression;

/**
 * The bounds that keep any expression of any tenant harmless (SEC-21). They are constants of the language, not settings: a rule
 * that is accepted on one platform is accepted on every other.
 */
public final class Limits {
    /** Longest text of one expression, in UTF-16 units. */
    public static final int SOURCE_LENGTH = 8 * 1024;

    /** Deepest tree: nested brackets, or links in a chain of operators or members. */
    public static final int DEPTH = 200;

    /** Most nested levels of brackets, prefixes and conditionals the parser enters. */
    public static final int NESTING = 64;

    /** Node evaluations plus elements looked at by functions, in one evaluation. */
    public static final int STEPS = 1_000_000;

    /** Characters and elements one evaluation may create. */
    public static final int SIZE = 16 * 1024 * 1024;

    /** Characters and elements that the expressions of one document may put into it together. */
    public static final int DOCUMENT_SIZE = 10 * 1024 * 1024;

    /** Longest regular expression. */
    public static final int PATTERN_LENGTH = 1_000;

    /** Estimated instructions of a compiled regular expression, after its counted repetitions are written out. */
    public static final int PATTERN_SIZE = 10_000;

    /** Widest integer; products and powers beyond it are an error. */
    public static final int INTEGER_BITS = 1_024;

    private Limits() {}
}
