// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that YAML would read differently: tabs, {@code \/}, characters in two halves. What is no JSON is left to
 * the YAML parser, which also knows how to say what is wrong.
 */
final class JsonTrees {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Bounds.DEPTH)
                    .maxStringLength(Bounds.CHARACTERS)
                    .build())
            .build();

    private int nodes;

    private JsonTrees() {}

    /** {@return the value, if the text is one JSON object within the bounds and nothing else} */
    static Optional<Map<String, @Nullable Object>> read(String text) {
        if (!isMeant(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(text));
        } catch (IOException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** {@return whether whoever wrote the text may have meant JSON} */
    static boolean isMeant(String text) {
        return text.stripLeading().startsWith("{");
    }

    /** {@return why the text is no JSON that {@link #read} answers with} */
    static String problem(String text) {
        try {
            parse(text);
            return "nothing";
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            return "column " + place.getColumnNr() + ": " + e.getOriginalMessage();
        } catch (IOException | ArithmeticException e) {
            return "the document has more than " + Bounds.NODES + " values";
        }
    }

    private static Map<String, @Nullable Object> parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Map<String, @Nullable Object> map = new JsonTrees().map(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the object");
            }
            return map;
        }
    }

    private Map<String, @Nullable Object> map(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            count();
            map.put(whole(parser, key), value(parser, parser.nextToken()));
        }
        return map;
    }

    private List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token));
        }
        return list;
    }

    private @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        count();
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalars.resolve(parser.getText());
            default -> whole(parser, parser.getText());
        };
    }

    private void count() {
        nodes = Math.addExact(nodes, nodes < Bounds.NODES + Bounds.STATUS_NODES ? 1 : Integer.MAX_VALUE);
    }

    private static String whole(JsonParser parser, String text) throws JsonParseException {
        if (ScalarReader.hasLoneSurrogate(text)) {
            throw new JsonParseException(parser, ScalarReader.NO_UNICODE);
        }
        return text;
    }
}
