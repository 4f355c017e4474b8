package io.attune.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a stranger, refused where it is meant to hurt (security.md §9): too many members of one object, too many values altogether, text
 * that no database can store, numbers beyond all measure. Depth and lengths are limits of the factory.
 */
public final class GuardedJson extends JsonParserDelegate {
    public static final int MOST_MEMBERS = 10_000;
    /** A tree of this many takes some ten megabytes; a body of {@code server.max_body_size} could hold many times more. */
    private static final int MOST_VALUES = 500_000;

    /** What a node of the tree takes beside its text. */
    private static final int BYTES_PER_VALUE = 80;

    private static final int VALUES_PER_CLAIM = 100;
    /** Within the range of a double, so that the number stays what it is on its way through. */
    private static final int LARGEST_EXPONENT = 300;

    private final BodyBudget.Share share;
    private final int[] members;
    private int depth;
    private int values;

    private GuardedJson(JsonParser parser, BodyBudget.Share share) {
        super(parser);
        this.share = share;
        this.members = new int[parser.streamReadConstraints().getMaxNestingDepth() + 2];
    }

    /** @param share pays for the tree that is made of the text */
    public static JsonParser of(JsonFactory factory, byte[] text, BodyBudget.Share share) throws IOException {
        var parser = new GuardedJson(factory.createParser(text), share);
        if (!isUtf8(text)) {
            throw parser.refused("the text is not UTF-8");
        }
        return parser;
    }

    /** JSON is UTF-8 (RFC 8259); the parser would take other spellings of characters, too. */
    private static boolean isUtf8(byte[] text) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var input = ByteBuffer.wrap(text);
        var output = CharBuffer.allocate(Math.min(text.length, 8_192) + 1);
        while (true) {
            var result = decoder.decode(input, output.clear(), true);
            if (!result.isOverflow()) {
                return !result.isError();
            }
        }
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == null) {
            return null;
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                countValue();
                members[++depth] = 0;
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (++members[depth] > MOST_MEMBERS) {
                    throw refused("an object has more than " + MOST_MEMBERS + " members");
                }
                String name = currentName();
                checkText(name.toCharArray(), 0, name.length());
            }
            case VALUE_STRING -> {
                countValue();
                checkText(getTextCharacters(), getTextOffset(), getTextLength());
            }
            case VALUE_NUMBER_FLOAT -> {
                countValue();
                checkNumber(getText());
            }
            default -> countValue();
        }
        return token;
    }

    @Override
    public @Nullable JsonToken nextValue() throws IOException {
        JsonToken token = nextToken();
        return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    /** What is skipped is looked at as well: the counts must not lose their place. */
    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken token = currentToken();
        if (token == null || !token.isStructStart()) {
            return this;
        }
        for (int end = depth - 1; depth > end; ) {
            if (nextToken() == null) {
                return this;
            }
        }
        return this;
    }

    private void countValue() throws JsonParseException {
        if (values % VALUES_PER_CLAIM == 0) {
            share.take((long) VALUES_PER_CLAIM * BYTES_PER_VALUE);
        }
        if (++values > MOST_VALUES) {
            throw refused("the document has more than " + MOST_VALUES + " values");
        }
    }

    private void checkText(char[] text, int start, int length) throws JsonParseException {
        for (int i = start; i < start + length; i++) {
            char c = text[i];
            if (c == 0) {
                throw refused("a text holds the character U+0000, which cannot be stored");
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < start + length && Character.isLowSurrogate(text[i + 1]);
                if (!pair) {
                    throw refused("a text holds half of a surrogate pair, which is no character");
                }
                i++;
            }
        }
    }

    private void checkNumber(String number) throws JsonParseException {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e >= 0) {
            String exponent = number.substring(e + 1).replaceFirst("^[+-]?0*", "");
            if (exponent.length() > 3 || (!exponent.isEmpty() && Integer.parseInt(exponent) > LARGEST_EXPONENT)) {
                throw refused("a number is beyond 1e" + LARGEST_EXPONENT);
            }
        }
        if (Double.isInfinite(Double.parseDouble(number))) {
            throw refused("a number is beyond 1e" + LARGEST_EXPONENT);
        }
    }

    private JsonParseException refused(String reason) {
        return new JsonParseException(this, reason);
    }
}
