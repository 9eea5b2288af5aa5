// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** 10,000 requests of 3 KB, read and admitted by their Promise's API, against Jackson reading the same text as a tree. */
final class AdmissionBenchmark implements Benchmark {
    private static final int REQUESTS = 10_000;
    private static final int ROUNDS = 5;

    @Override
    public List<Measure> run() throws IOException {
        RequestAdmission admission = RequestAdmission.of(promise().api().orElseThrow());
        List<String> requests = requests();
        long parsing = Long.MAX_VALUE;
        long admitting = Long.MAX_VALUE;
        long reference = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            reference = Math.min(reference, jackson(requests));
            parsing = Math.min(parsing, parse(requests));
            admitting = Math.min(admitting, admit(requests, admission));
        }
        String note = "%,.0f documents per second, of %d bytes; best of %d rounds";
        int size = requests.get(0).getBytes(StandardCharsets.UTF_8).length;
        return List.of(
                Measure.ofNanos(
                        "%,d requests read and admitted vs Jackson's YAML tree".formatted(REQUESTS),
                        admitting,
                        reference,
                        note.formatted(REQUESTS * 1e9 / admitting, size, ROUNDS)),
                Measure.ofNanos(
                        "%,d requests read vs Jackson's YAML tree".formatted(REQUESTS),
                        parsing,
                        reference,
                        note.formatted(REQUESTS * 1e9 / parsing, size, ROUNDS)));
    }

    private static long admit(List<String> requests, RequestAdmission admission) {
        long start = System.nanoTime();
        for (String request : requests) {
            for (SourcedDocument sourced : DocumentReader.parse("request", request)) {
                Admission answer = admission.admit(sourced.document(), Optional.empty());
                if (!answer.isAdmitted()) {
                    throw new IllegalStateException(answer.problems().toString());
                }
            }
        }
        return System.nanoTime() - start;
    }

    private static long parse(List<String> requests) {
        long start = System.nanoTime();
        int documents = 0;
        for (String request : requests) {
            documents += DocumentReader.parse("request", request).size();
        }
        if (documents != REQUESTS) {
            throw new IllegalStateException("read " + documents);
        }
        return System.nanoTime() - start;
    }

    private static long jackson(List<String> requests) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        long start = System.nanoTime();
        for (String request : requests) {
            if (!mapper.readTree(request).has("spec")) {
                throw new IllegalStateException("no spec");
            }
        }
        return System.nanoTime() - start;
    }

    private static Promise promise() throws IOException {
        return Promise.of(
                DocumentReader.parse("promise", resource("promise.yaml")).get(0).document());
    }

    private static List<String> requests() throws IOException {
        String template = resource("request.yaml");
        List<String> requests = new ArrayList<>();
        for (int number = 0; number < REQUESTS; number++) {
            requests.add(template.replace("NUMBER", String.valueOf(number)));
        }
        return requests;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AdmissionBenchmark.class.getResourceAsStream("/admission/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
