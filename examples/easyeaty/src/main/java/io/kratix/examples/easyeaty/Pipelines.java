// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.easyeaty;

import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the images of the Pipelines would do, as Java functions. */
final class Pipelines {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String services;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    /**
     * Makes them.
     *
     * @param services where Slack, PagerDuty and Zendesk are
     */
    Pipelines(String services) {
        this.services = services;
    }

    InProcessWorkflowRunner runner() {
        return InProcessWorkflowRunner.builder()
                .image("easyeaty/web-app-compose:v1", Pipelines::compose)
                .image("easyeaty/web-app-announce:v1", this::announce)
                .image("marketplace/jenkins-configure:v1.0.0", call -> jenkins(call, "2.440"))
                .image("marketplace/jenkins-configure:v1.1.0", call -> jenkins(call, "2.462"))
                .image("marketplace/postgresql-configure:v1.0.0", Pipelines::postgresql)
                .image("marketplace/nginx-configure:v1.0.0", Pipelines::nginx)
                .build();
    }

    /** One Jenkins, two PostgreSQL, three Nginx: requests, which go to the platform itself. */
    private static void compose(PipelineCall call) throws IOException {
        String host = String.valueOf(call.object().spec().get("host"));
        request(call, "Jenkins", "jenkins", "url: https://build." + host);
        request(call, "PostgreSQL", "orders", "size: large");
        request(call, "PostgreSQL", "sessions", "size: small");
        request(call, "Nginx", "front", "port: 80");
        request(call, "Nginx", "api", "port: 8080");
        request(call, "Nginx", "static", "port: 8081");
    }

    private static void request(PipelineCall call, String kind, String part, String spec) throws IOException {
        String name = call.object().metadata().name() + "-" + part;
        call.writeOutput(
                name + ".yaml",
                """
                apiVersion: marketplace.easyeaty.com/v1alpha1
                kind: %s
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  %s
                """
                        .formatted(kind, name, call.object().metadata().namespace(), spec));
    }

    /** Each service takes a message once for one key, and all tries of a Pipeline have the same one. */
    private void announce(PipelineCall call) throws IOException, InterruptedException {
        String app = call.object().metadata().namespace() + "/"
                + call.object().metadata().name();
        boolean told = tell(call, "slack", app + " is being set up")
                && tell(call, "pagerduty", "on-call rota for " + app)
                && tell(call, "zendesk", "ticket: welcome " + app);
        if (!told) {
            call.writeMetadata("workflow-control.yaml", "retryAfter: 1s\nmessage: PagerDuty does not answer\n");
        }
    }

    private boolean tell(PipelineCall call, String service, String message) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(services + "/" + service))
                .header("Idempotency-Key", call.environment().getOrDefault("JVM_KRATIX_RUN_KEY", ""))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() < 300;
    }

    private static void jenkins(PipelineCall call, String version) throws IOException {
        StringBuilder plugins = new StringBuilder();
        if (call.object().spec().get("plugins") instanceof Iterable<?> names) {
            names.forEach(name -> plugins.append("      - name: ").append(name).append('\n'));
        }
        output(
                call,
                """
                apiVersion: jenkins.io/v1alpha2
                kind: Jenkins
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  url: %s
                  master:
                    image: jenkins/jenkins:%s
                    plugins:
                %s""",
                call.object().spec().get("url"),
                version,
                plugins);
    }

    private static void postgresql(PipelineCall call) throws IOException {
        boolean large = "large".equals(call.object().spec().get("size"));
        output(
                call,
                """
                apiVersion: acid.zalan.do/v1
                kind: postgresql
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  numberOfInstances: %s
                """,
                large ? 3 : 1);
    }

    private static void nginx(PipelineCall call) throws IOException {
        output(
                call,
                """
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  selector: {app: nginx}
                  ports:
                    - port: %s
                """,
                call.object().spec().get("port"));
    }

    private static void output(PipelineCall call, String template, @Nullable Object... values) throws IOException {
        String name = call.object().metadata().name();
        List<String> all =
                new ArrayList<>(List.of(name, call.object().metadata().namespace()));
        for (Object value : values) {
            all.add(String.valueOf(value));
        }
        call.writeOutput(name + ".yaml", template.formatted(all.toArray()));
    }
}
