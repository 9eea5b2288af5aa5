// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What reaches Ceph, and what it costs. */
@Tag("long")
@Tag("proof-bucket")
@ExtendWith(Radosgw.Fixture.class)
class RadosgwStoreTest extends BucketStateStoreTest {
    @Override
    S3Server startServer() {
        return Radosgw.bucket();
    }

    @Test
    void wantsConditionsWithoutQuotes() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        hold(owner("redis", "a.yaml", "1"));
        hold(owner("redis", "a.yaml", "2"));

        assertThatTheNextConditionIsWithoutQuotes();
    }

    @Test
    void makesABucketWhereTheServerMakesThem() throws InterruptedException {
        server.removeBucket();
        store = open(builder().createBucket(true));

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void removesNamesThatXmlCannotCarryAndThoseThatOnlyXmlCan() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a"));
        List<String> names =
                List.of("rocket \ud83d\ude80", "return \r", "one \u0001", "line \n", "_under", "+plus", "a%20b");
        names.forEach(name -> server.put("worker/redis/" + name, new byte[] {'x'}));

        hold(owner("redis"));

        assertThat(visible()).isEmpty();
    }

    @Test
    void isUnavailableWhenAContentIsAlteredOnItsWay() throws InterruptedException {
        proxy.alterContents(content -> "z".repeat(content.length).getBytes(StandardCharsets.UTF_8));

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertThat(visible()).isEmpty();
    }
}
