// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs one benchmark by name, prints a table and writes {@code target/NAME.json}. */
public final class Benchmarks {
    private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of(
            "admission", new AdmissionBenchmark(),
            "bucket", new BucketBenchmark(),
            "docker", new DockerBenchmark(),
            "git", new GitBenchmark(),
            "registry", new RegistryBenchmark(),
            "requests", new RequestsBenchmark(),
            "scheduling", new SchedulingBenchmark()));

    private Benchmarks() {}

    /** Runs the benchmark that the one argument names. */
    public static void main(String[] args) throws Exception {
        Optional<Benchmark> chosen = args.length == 1 ? Optional.ofNullable(ALL.get(args[0])) : Optional.empty();
        if (chosen.isEmpty()) {
            System.err.println("usage: examples/benchmarks/run NAME, with one of: " + String.join(", ", ALL.keySet()));
            System.exit(2);
        }
        List<Measure> measures = chosen.orElseThrow().run();
        print(measures);
        write(args[0], measures);
    }

    private static void print(List<Measure> measures) {
        int width = measures.stream()
                .mapToInt(measure -> measure.measure().length())
                .max()
                .orElse(0);
        String row = "%-" + width + "s %12s %12s %5s %7s  %s%n";
        System.out.printf(row, "measure", "ours", "reference", "unit", "ratio", "note");
        for (Measure measure : measures) {
            System.out.printf(
                    row,
                    measure.measure(),
                    "%.2f".formatted(measure.ours()),
                    "%.2f".formatted(measure.reference()),
                    measure.unit(),
                    "%.3f".formatted(measure.ratio()),
                    measure.note());
        }
    }

    private static void write(String name, List<Measure> measures) throws IOException {
        Path file = Path.of("target", name + ".json");
        Files.createDirectories(Path.of("target"));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), measures);
        System.out.println("written: " + file);
    }
}
