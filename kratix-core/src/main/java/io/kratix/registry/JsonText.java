// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trees as JSON in ASCII, which every column for text takes as it is. Reads what this class wrote: the bounds on what
 * comes from outside are those who parse documents.
 */
final class JsonText {
    private static final int DEEPEST = 10_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private JsonText() {}

    static String print(@Nullable Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(out, tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static @Nullable Object parse(String text) {
        try (JsonParser in = FACTORY.createParser(text)) {
            return read(in, in.nextToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator out, @Nullable Object tree) throws IOException {
        if (tree instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                out.writeFieldName((String) field.getKey());
                write(out, field.getValue());
            }
            out.writeEndObject();
        } else if (tree instanceof List<?> list) {
            out.writeStartArray();
            for (Object item : list) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (tree instanceof Long number) {
            out.writeNumber(number);
        } else if (tree instanceof Double number) {
            out.writeNumber(number);
        } else if (tree instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (tree == null) {
            out.writeNull();
        } else {
            out.writeString((String) tree);
        }
    }

    private static @Nullable Object read(JsonParser in, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("the text ends too soon");
        }
        return switch (token) {
            case START_OBJECT -> map(in);
            case START_ARRAY -> list(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            default -> in.getText();
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser in) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            map.put(name, read(in, in.nextToken()));
        }
        return map;
    }

    private static List<@Nullable Object> list(JsonParser in) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            list.add(read(in, token));
        }
        return list;
    }
}
