// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a Promise's API can no longer change once it is there. */
final class ApiChange {
    private static final String IMMUTABLE = "field is immutable";
    private static final String REMEDY = "make another Promise for it";
    private static final Where API = Where.root("spec.api");

    private ApiChange() {}

    static void check(Promise promise, Optional<Promise> before, Findings findings) {
        Optional<PromiseApi> old = before.flatMap(Promise::api);
        if (old.isEmpty()) {
            return;
        }
        if (promise.api().isEmpty()) {
            findings.add(API, "", "cannot remove API from existing promise", REMEDY);
        } else {
            compare(old.get().definition(), promise.api().get().definition(), findings);
        }
    }

    private static void compare(
            Map<String, @Nullable Object> old, Map<String, @Nullable Object> now, Findings findings) {
        Where metadataName = API.child("metadata").child("name");
        if (!findings.hasProblem(metadataName)) { // else the name that it has to be is told
            hold(metadataName, name(old), name(now), findings);
        }
        hold(API.child("kind"), old.get("kind"), now.get("kind"), findings);
        hold(API.child("apiVersion"), old.get("apiVersion"), now.get("apiVersion"), findings);
        Map<String, @Nullable Object> oldNames = names(old);
        Map<String, @Nullable Object> newNames = names(now);
        for (String key : List.of("plural", "singular", "kind", "listKind", "shortNames", "categories")) {
            hold(API.child("spec").child("names").child(key), oldNames.get(key), newNames.get(key), findings);
        }
        hold(API.child("spec").child("scope"), spec(old).get("scope"), spec(now).get("scope"), findings);
    }

    private static void hold(Where where, @Nullable Object old, @Nullable Object now, Findings findings) {
        if (!Objects.equals(old, now)) {
            findings.invalid(where, now, IMMUTABLE, REMEDY);
        }
    }

    private static @Nullable Object name(Map<String, @Nullable Object> definition) {
        return Values.map(definition.get("metadata")).get("name");
    }

    private static Map<String, @Nullable Object> names(Map<String, @Nullable Object> definition) {
        return Values.map(spec(definition).get("names"));
    }

    private static Map<String, @Nullable Object> spec(Map<String, @Nullable Object> definition) {
        return Values.map(definition.get("spec"));
    }
}
