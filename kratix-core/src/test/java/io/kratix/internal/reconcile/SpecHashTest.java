// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Two runs have one digest if and only if their specs are equal. */
final class SpecHashTest {
    @Example
    void isEqualWhateverTheOrderOfKeys() {
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        ordered.put("size", "small");
        ordered.put("nested", Map.of("a", 1));
        Map<String, @Nullable Object> reversed = new LinkedHashMap<>();
        reversed.put("nested", Map.of("a", 1));
        reversed.put("size", "small");

        assertThat(hash(ordered)).isEqualTo(hash(reversed));
    }

    @Example
    void heedsTheOrderOfLists() {
        assertThat(hash(Map.of("list", List.of("a", "b")))).isNotEqualTo(hash(Map.of("list", List.of("b", "a"))));
    }

    @Example
    void tellsTypesApart() {
        Map<String, @Nullable Object> missing = new HashMap<>();
        missing.put("v", null);
        List<Map<String, @Nullable Object>> specs = List.of(
                missing,
                Map.of(),
                Map.of("v", "null"),
                Map.of("v", ""),
                Map.of("v", 1),
                Map.of("v", "1"),
                Map.of("v", 1.5),
                Map.of("v", "1.5"),
                Map.of("v", true),
                Map.of("v", "true"),
                Map.of("v", List.of()),
                Map.of("v", Map.of()),
                Map.of("v", List.of("")),
                Map.of("v", List.of(List.of())));

        assertThat(specs.stream().map(SpecHashTest::hash)).doesNotHaveDuplicates();
    }

    @Example
    void tellsThePromisesSpecFromTheRequests() {
        Map<String, @Nullable Object> spec = Map.of("size", "small");

        assertThat(hash(spec, Map.of())).isNotEqualTo(hash(Map.of(), spec));
    }

    @Example
    void countsEverythingOfTheRequestButWhatPeopleAndEngineSayOfIt() {
        Document plain = request(Map.of("size", "small"));
        Document labelled = Document.builder(plain.apiVersion(), plain.kind(), "renamed")
                .label("team", "a")
                .annotation("note", "b")
                .spec(plain.spec())
                .build()
                .withStatus(Map.of("message", "Pending"));
        Document withData = plain.withBody(Map.of("spec", plain.spec(), "data", "more"));

        assertThat(SpecHash.of(promise(Map.of()), labelled, Optional.empty()))
                .isEqualTo(SpecHash.of(promise(Map.of()), plain, Optional.empty()));
        assertThat(SpecHash.of(promise(Map.of()), withData, Optional.empty()))
                .isNotEqualTo(SpecHash.of(promise(Map.of()), plain, Optional.empty()));
    }

    @Example
    void beginsWithTheVersionOfItsRule() {
        assertThat(hash(Map.of())).matches("1:[0-9a-f]{64}");
    }

    @Example
    void isOfOtherSpecsIfItFollowsARuleThatNobodyKnows() {
        String known = hash(Map.of());
        String unknown = known.replace("1:", "2:");

        assertThat(SpecHash.holds(known, promise(Map.of()), request(Map.of()))).isTrue();
        assertThat(SpecHash.holds(unknown, promise(Map.of()), request(Map.of())))
                .isFalse();
        assertThat(SpecHash.of(promise(Map.of()), request(Map.of()), Optional.of(unknown)))
                .isEqualTo(known);
    }

    @Property
    void isNotForgedByAKeyThatLooksLikeAnEntry(
            @ForAll("tricky") String key, @ForAll("tricky") String value, @ForAll("tricky") String next) {
        Assume.that(!key.equals(next));
        Map<String, String> honest = Map.of(key, value, next, value);
        List<String> forgedKeys = List.of(
                key + "=" + value + ", " + next,
                key + "=\"" + value + "\", " + next,
                key + "\"=\"" + value + "\", \"" + next,
                key + "\":\"" + value + "\",\"" + next);

        for (String forged : forgedKeys) {
            assertThat(hash(Map.of(forged, value))).isNotEqualTo(hash(honest));
        }
    }

    @Property
    void isNotForgedByAnElementThatLooksLikeTwo(@ForAll("tricky") String one, @ForAll("tricky") String other) {
        Map<String, @Nullable Object> honest = Map.of("list", List.of(one, other));
        List<String> forgeries =
                List.of(one + ", " + other, one + "\", \"" + other, one + "\\\", \\\"" + other, one + "], [" + other);

        for (String forged : forgeries) {
            assertThat(hash(Map.of("list", List.of(forged)))).isNotEqualTo(hash(honest));
        }
    }

    @Property(tries = 300)
    void isEqualForEqualTreesAlone(@ForAll("trees") List<Map<String, Object>> trees) {
        Set<Map<String, Object>> different = Set.copyOf(trees);

        Set<String> hashes = different.stream().map(SpecHashTest::hash).collect(Collectors.toSet());

        assertThat(hashes).hasSameSizeAs(different);
    }

    @Provide
    Arbitrary<String> tricky() {
        return Arbitraries.of("a", "b", "\"", "\\", "=", ", ", ",", ":", "{", "}", "[", "]", " ", "\n", "null", "=\"a")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> trees() {
        Arbitrary<Object> leaves = tricky().map(text -> text);
        Arbitrary<Object> lists = leaves.list().ofMaxSize(3).map(ArrayList::new);
        Arbitrary<Object> maps = maps(leaves).map(map -> map);
        return maps(Arbitraries.oneOf(Arrays.asList(leaves, lists, maps)))
                .list()
                .ofMinSize(2)
                .ofMaxSize(60);
    }

    private Arbitrary<Map<String, Object>> maps(Arbitrary<Object> values) {
        return Arbitraries.maps(tricky(), values).ofMaxSize(2);
    }

    private static String hash(Map<String, ? extends @Nullable Object> spec) {
        return hash(Map.of(), spec);
    }

    private static String hash(
            Map<String, ? extends @Nullable Object> promise, Map<String, ? extends @Nullable Object> request) {
        return SpecHash.of(promise(promise), request(request), Optional.empty());
    }

    private static Document promise(Map<String, ? extends @Nullable Object> spec) {
        return Document.builder("platform.kratix.io/v1alpha1", "Promise", "redis")
                .spec(spec)
                .build();
    }

    private static Document request(Map<String, ? extends @Nullable Object> spec) {
        return Document.builder("marketplace.kratix.io/v1alpha1", "redis", "my-request")
                .spec(spec)
                .build();
    }
}
