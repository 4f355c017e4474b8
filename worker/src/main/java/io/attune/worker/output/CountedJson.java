package io.attune.worker.output;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON that stops being read where its tree would take more memory than its text is worth. */
final class CountedJson extends JsonParserDelegate {
    private final ValueCount count;

    CountedJson(JsonParser parser, ValueCount count) {
        super(parser);
        this.count = count;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null && !count.take()) {
            throw new JsonParseException(this, ValueCount.EXCEEDED);
        }
        return token;
    }
}
