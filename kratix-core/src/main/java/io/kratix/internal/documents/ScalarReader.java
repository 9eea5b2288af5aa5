// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Reads a scalar by its style and its tag. YAML's own tags are obeyed; a program's tags are refused. */
final class ScalarReader {
    private static final String PREFIX = "tag:yaml.org,2002:";

    /** Tags that change nothing about a map or list. */
    static final Set<String> COLLECTION_TAGS = Set.of("!", PREFIX + "map", PREFIX + "seq", PREFIX + "set");

    static final String NO_UNICODE = "the text is not valid Unicode";

    /** Base64 has four characters for three bytes. */
    private static final int QUARTET = 4;

    private ScalarReader() {}

    static @Nullable Object read(ScalarEvent event) {
        String text = event.getValue();
        if (hasLoneSurrogate(text)) {
            throw TreeComposer.at(event, NO_UNICODE, "write both halves of the character");
        }
        String tag = event.getTag();
        if (tag == null) {
            return event.isPlain() ? finite(event, Scalars.resolve(text)) : text;
        }
        return tagged(event, tag, text);
    }

    private static @Nullable Object tagged(ScalarEvent event, String tag, String text) {
        if (tag.equals("!")) {
            return text;
        }
        if (!tag.startsWith(PREFIX)) {
            throw unknownTag(event, tag);
        }
        return switch (tag.substring(PREFIX.length())) {
            case "str", "timestamp" -> text;
            case "binary" -> decode(event, text);
            case "int" -> typed(event, text, Long.class);
            case "bool" -> typed(event, text, Boolean.class);
            case "float" -> typed(event, text, Number.class);
            case "null" -> nothing(event, text);
            default -> throw unknownTag(event, tag);
        };
    }

    private static Object typed(ScalarEvent event, String text, Class<?> type) {
        Object value = finite(event, Scalars.resolve(text));
        if (!type.isInstance(value)) {
            throw TreeComposer.at(event, "cannot decode \"" + text + "\" by its tag", "remove the tag or the quotes");
        }
        return value;
    }

    private static @Nullable Object nothing(ScalarEvent event, String text) {
        if (Scalars.resolve(text) != null) {
            throw TreeComposer.at(event, "cannot decode \"" + text + "\" as null", "remove the tag");
        }
        return null;
    }

    private static String decode(ScalarEvent event, String text) {
        String code = text.replace("\n", "").replace("\r", "");
        try {
            if (code.length() % QUARTET == 0) {
                return new String(Base64.getDecoder().decode(code), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw TreeComposer.at(event, "!!binary value contains invalid base64 data", "write base64 or remove the tag");
    }

    private static @Nullable Object finite(ScalarEvent event, @Nullable Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw TreeComposer.at(
                    event,
                    "unsupported value: " + event.getValue(),
                    "write a finite number, or put the text in quotes");
        }
        return value;
    }

    static UnreadableException unknownTag(Event event, String tag) {
        return TreeComposer.at(event, "the tag " + tag + " is not known", "remove the tag");
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
