// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "redis, docker.io, redis, latest",
        "redis:7, docker.io, redis, 7",
        "acme/redis, docker.io, acme/redis, latest",
        "registry.example.org/acme/redis:7, registry.example.org, registry.example.org/acme/redis, 7",
        "localhost:5000/redis, localhost:5000, localhost:5000/redis, latest",
        "localhost/redis:1, localhost, localhost/redis, 1",
        "acme/redis:7@sha256:abc, docker.io, acme/redis, sha256:abc"
    })
    void partsANameAsEnginesDo(String image, String registry, String repository, String reference) {
        assertThat(ImageName.parse(image)).isEqualTo(new ImageName(registry, repository, reference));
    }
}
