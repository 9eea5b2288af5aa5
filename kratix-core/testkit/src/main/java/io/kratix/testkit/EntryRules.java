// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries, their versions and what they are found by. */
abstract class EntryRules extends RegistryRules {
    EntryRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void isFoundByItsKeyInItsTable() {
        Stored<RegisteredObject> stored = stored(object("redis"));

        assertThat(stored.table()).isEqualTo(Table.OBJECTS);
        assertThat(stored.key()).isEqualTo("Promise/redis");
        assertThat(stored.value()).isEqualTo(object("redis"));
        assertThat(registry().find(Table.OBJECTS, "Promise/postgres")).isEmpty();
        assertThat(registry().find(Table.WORKS, "Promise/redis")).isEmpty();
    }

    @Test
    void getsALaterVersionWithEachChange() {
        Stored<RegisteredObject> first = stored(object("redis"));

        registry().commit(Step.builder().update(first, object("redis", "2")).build());

        assertThat(find("redis").orElseThrow().version()).isGreaterThan(first.version());
    }

    @Test
    void neverGetsAVersionAgainWhenItWasRemovedAndMadeAnew() {
        Stored<RegisteredObject> first = stored(object("redis"));

        registry().commit(Step.builder().remove(first).build());
        Stored<RegisteredObject> second = stored(object("redis"));

        assertThat(second.version()).isGreaterThan(first.version());
        assertThatThrownBy(() -> registry().commit(Step.builder().expect(first).build()))
                .isInstanceOf(StaleStepException.class);
    }

    @Test
    void isFoundByItsIndexes() {
        stored(request("b", "redis"));
        stored(request("a", "redis"));
        stored(request("c", "postgres"));

        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).containsExactly("a", "b");
        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "postgres"))).containsExactly("c");
        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "kafka"))).isEmpty();
        assertThat(names(Query.where(RegisteredObject.BY_KIND, "marketplace.kratix.io/redis")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void isFoundByEachOfItsLabels() {
        RegisteredObject request = request("a", "redis");
        Document labelled = request.document()
                .withMetadata(request.document().metadata().withLabels(Map.of("team", "a", "tier", "gold")));
        stored(request.withDocument(labelled));
        stored(request("b", "redis"));

        assertThat(names(Query.where(RegisteredObject.byLabel("team"), "a"))).containsExactly("a");
        assertThat(names(Query.where(RegisteredObject.byLabel("tier"), "gold"))).containsExactly("a");
        assertThat(names(Query.where(RegisteredObject.byLabel("tier"), "silver")))
                .isEmpty();
    }

    @Test
    void isNoLongerAmongTheStayingOnceItIsAskedToGo() {
        RegisteredObject request = request("a", "redis");
        Stored<RegisteredObject> staying = stored(request);
        stored(request("b", "redis"));

        registry()
                .commit(Step.builder()
                        .update(staying, request.deleting(request.created()))
                        .build());

        assertThat(names(Query.where(RegisteredObject.BY_STAYING, "redis"))).containsExactly("b");
        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).containsExactly("a", "b");
    }

    @Test
    void movesInAnIndexWhenItChanges() {
        Stored<RegisteredObject> before = stored(request("a", "redis"));

        registry()
                .commit(Step.builder().update(before, request("a", "postgres")).build());

        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).isEmpty();
        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "postgres"))).containsExactly("a");
    }

    @Test
    void leavesItsIndexesWhenItIsRemoved() {
        stored(request("a", "redis"));
        Stored<RegisteredObject> removed = stored(request("b", "redis"));

        registry().commit(Step.builder().remove(removed).build());

        assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).containsExactly("a");
        assertThat(names(Query.all())).containsExactly("a");
    }

    @Test
    void isListedInTheOrderOfKeysPageByPage() {
        for (String name : List.of("d", "a", "c", "e", "b")) {
            stored(object(name));
        }

        List<Stored<RegisteredObject>> first =
                registry().list(Table.OBJECTS, Query.all().limit(2));
        List<Stored<RegisteredObject>> second = registry()
                .list(Table.OBJECTS, Query.all().limit(2).after(first.get(1).key()));
        List<Stored<RegisteredObject>> third = registry()
                .list(Table.OBJECTS, Query.all().limit(2).after(second.get(1).key()));

        assertThat(first).extracting(Stored::key).containsExactly("Promise/a", "Promise/b");
        assertThat(second).extracting(Stored::key).containsExactly("Promise/c", "Promise/d");
        assertThat(third).extracting(Stored::key).containsExactly("Promise/e");
    }

    @Test
    void isListedPageByPageFromAnIndexToo() {
        for (String name : List.of("c", "a", "b")) {
            stored(request(name, "redis"));
            stored(request("x" + name, "postgres"));
        }
        Query redis = Query.where(RegisteredObject.BY_PROMISE, "redis").limit(2);

        List<Stored<RegisteredObject>> first = registry().list(Table.OBJECTS, redis);
        List<Stored<RegisteredObject>> second =
                registry().list(Table.OBJECTS, redis.after(first.get(1).key()));

        assertThat(first)
                .extracting(stored -> stored.value().reference().name())
                .containsExactly("a", "b");
        assertThat(second)
                .extracting(stored -> stored.value().reference().name())
                .containsExactly("c");
    }

    @Test
    void areCountedWithoutBeingListed() {
        stored(object("one"));
        stored(request("first", "one"));
        stored(request("second", "one"));
        stored(request("third", "another"));

        assertThat(registry().count(Table.OBJECTS, Query.all())).isEqualTo(4);
        assertThat(registry().count(Table.OBJECTS, Query.where(RegisteredObject.BY_PROMISE, "one")))
                .isEqualTo(2);
        assertThat(registry().count(Table.OBJECTS, Query.where(RegisteredObject.BY_PROMISE, "none")))
                .isZero();
        assertThat(registry().count(Table.WORKS, Query.all())).isZero();
    }

    @Test
    void needsNotBeThereForAPageToBeginAfterItsKey() {
        stored(object("a"));
        stored(object("c"));

        assertThat(names(Query.all().after("Promise/b"))).containsExactly("c");
        assertThat(names(Query.all().after("Promise/c"))).isEmpty();
    }
}
