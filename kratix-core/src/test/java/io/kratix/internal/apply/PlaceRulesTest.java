// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceRulesTest {
    private static final Map<String, String> FACTS =
            Map.of(RegisteredObject.MODE, "none", RegisteredObject.NAMESPACE, "", RegisteredObject.LOCATION, "here");

    private final Registry registry = Registry.inMemory();
    private final AtomicInteger lists = new AtomicInteger();

    @Test
    void looksAtOthersOnlyIfADestinationChangesItsPlace() {
        Document store = Document.builder("platform.kratix.io/v1alpha1", "GitStateStore", "default")
                .build();
        declare(store);
        declare(destination("one", "a", "dev"));
        declare(destination("two", "b", "dev"));

        assertThat(problems(destination("one", "a", "prod"))).isEmpty();
        assertThat(problems(store)).isEmpty();
        assertThat(lists).hasValue(0);
        assertThat(problems(destination("one", "b", "dev"))).hasSize(1);
        assertThat(lists).hasPositiveValue();
    }

    @ParameterizedTest
    @CsvSource({".,1", "a,1", "A,1", "a/b,1", "a/B/c,1", "a/bc,0", "b,0"})
    void meetsWhatIsAboveAndBelow(String path, int problems) {
        declare(Document.builder("platform.kratix.io/v1alpha1", "GitStateStore", "default")
                .build());
        declare(destination("one", "a/b", "dev"));

        assertThat(problems(destination("two", path, "dev"))).hasSize(problems);
    }

    @Test
    void meetsEverythingBelowTheRootWhereADestinationLiesThere() {
        declare(Document.builder("platform.kratix.io/v1alpha1", "GitStateStore", "default")
                .build());
        declare(destination("one", ".", "dev"));

        assertThat(problems(destination("two", "a/b", "dev"))).hasSize(1);
    }

    @Test
    void saysThatAPlaceIsFreeOnceItsDestinationIsGone() {
        declare(Document.builder("platform.kratix.io/v1alpha1", "GitStateStore", "default")
                .build());
        declare(destination("one", "a", "dev"), Optional.of(Instant.EPOCH));

        assertThat(problems(destination("two", "a", "dev")))
                .singleElement()
                .asString()
                .contains("apply it when the other one is gone: it is being deleted");
    }

    private List<String> problems(Document document) {
        ObjectReference reference = document.reference();
        Map<ObjectReference, SourcedDocument> accepted =
                Map.of(reference, new SourcedDocument(document, "test", List.of()));
        return PlaceRules.problems(counting(), accepted, Map.of(reference, FACTS), open -> false).stream()
                .map(Object::toString)
                .toList();
    }

    private Registry counting() {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        lists.incrementAndGet();
                    }
                    return method.invoke(registry, arguments);
                });
    }

    private void declare(Document document) {
        declare(document, Optional.empty());
    }

    private void declare(Document document, Optional<Instant> deletion) {
        RegisteredObject object = new RegisteredObject(document, 1, Instant.EPOCH, deletion, Map.of(), FACTS);
        registry.commit(Step.builder().create(Table.OBJECTS, object).build());
    }

    private static Document destination(String name, String path, String environment) {
        return Destination.builder(name, new StateStoreReference("GitStateStore", "default"))
                .path(path)
                .label("environment", environment)
                .build()
                .document();
    }
}
