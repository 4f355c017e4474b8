package io.attune.store.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.SQLException;
import java.sql.Types;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.JSONB;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code jsonb} columns as Jackson trees. SQL null is Java null; a JSON null in a column is a
 * {@link com.fasterxml.jackson.databind.node.NullNode}. Fractions keep all their digits.
 *
 * <p>The generated tables use it for all their {@code jsonb} columns; {@link #JSON} is for expressions.
 */
public final class JsonNodeBinding extends AbstractBinding<JSONB, JsonNode> {

    private static final long serialVersionUID = 1L;

    // Without the limits that protect from strangers: one stored value that cannot be read would be in the way of all
    // others.
    // What may be written says io.attune.model.json.StorableJson.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Converter<JSONB, JsonNode> CONVERTER = Converter.ofNullable(
            JSONB.class, JsonNode.class, stored -> tree(stored.data()), node -> JSONB.jsonb(text(node)));

    /** The type of an expression that yields or takes {@code jsonb}. */
    // After the converter: the binding hands it out while this line runs.
    public static final DataType<JsonNode> JSON = SQLDataType.JSONB.asConvertedDataType(new JsonNodeBinding());

    @Override
    public Converter<JSONB, JsonNode> converter() {
        return CONVERTER;
    }

    @Override
    protected void sqlBind(BindingSQLContext<JsonNode> context) {
        context.render().visit(org.jooq.impl.DSL.raw("?::jsonb"));
    }

    @Override
    public void set(BindingSetStatementContext<JsonNode> context) throws SQLException {
        JsonNode node = context.value();
        if (node == null) {
            context.statement().setNull(context.index(), Types.VARCHAR);
        } else {
            context.statement().setString(context.index(), text(node));
        }
    }

    @Override
    public void get(BindingGetResultSetContext<JsonNode> context) throws SQLException {
        context.value(nullable(context.resultSet().getString(context.index())));
    }

    @Override
    public void get(BindingGetStatementContext<JsonNode> context) throws SQLException {
        context.value(nullable(context.statement().getString(context.index())));
    }

    private static @Nullable JsonNode nullable(@Nullable String json) {
        return json == null ? null : tree(json);
    }

    /** The tree of a JSON text that this platform has written. */
    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            // Without the cause, which quotes the text.
            throw new IllegalStateException("stored JSON that cannot be read, at " + e.getLocation());
        }
    }

    private static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be written", e);
        }
    }
}
