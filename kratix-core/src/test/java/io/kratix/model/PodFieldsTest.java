// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.Documents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistyped word is refused at each level of a Pipeline that Kubernetes shapes. */
final class PodFieldsTest {
    private static final String PIPELINE = "spec.workflows.promise.configure[0].";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            comand: [x]                                                    | comand
            volumeMounts: [{name: a, mountpath: /x}]                       | volumeMounts[0].mountpath
            env: [{name: A, valueFrom: {secretRef: {name: a}}}]            | env[0].valueFrom.secretRef
            env: [{name: A, valueFrom: {secretKeyRef: {nam: a}}}]          | env[0].valueFrom.secretKeyRef.nam
            env: [{name: A, valueFrom: {configMapKeyRef: {ky: a}}}]        | env[0].valueFrom.configMapKeyRef.ky
            env: [{name: A, valueFrom: {fieldRef: {path: a}}}]             | env[0].valueFrom.fieldRef.path
            env: [{name: A, valueFrom: {resourceFieldRef: {name: a}}}]     | env[0].valueFrom.resourceFieldRef.name
            envFrom: [{secret: {name: a}}]                                 | envFrom[0].secret
            envFrom: [{secretRef: {key: a}}]                               | envFrom[0].secretRef.key
            envFrom: [{configMapRef: {key: a}}]                            | envFrom[0].configMapRef.key
            resources: {limit: {cpu: 1}}                                   | resources.limit
            securityContext: {runAsRoot: true}                             | securityContext.runAsRoot
            """)
    void refusesAMistypedWordInAContainer(String field, String expected) {
        assertThat(refusedFields("containers: [{name: main, image: x, " + field + "}]"))
                .isEqualTo(PIPELINE + "spec.containers[0]." + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            volumes: [{name: a, secrets: {secretName: b}}]                 | volumes[0].secrets
            volumes: [{name: a, secret: {name: b}}]                        | volumes[0].secret.name
            volumes: [{name: a, configMap: {configMapName: b}}]            | volumes[0].configMap.configMapName
            volumes: [{name: a, emptyDir: {size: 1Gi}}]                    | volumes[0].emptyDir.size
            volumes: [{name: a, persistentVolumeClaim: {name: b}}]         | volumes[0].persistentVolumeClaim.name
            tolerations: [{keys: a}]                                       | tolerations[0].keys
            imagePullSecrets: [{secret: a}]                                | imagePullSecrets[0].secret
            """)
    void refusesAMistypedWordBesideTheContainers(String field, String expected) {
        assertThat(refusedFields("{containers: [{name: main, image: x}], " + field + "}"))
                .isEqualTo(PIPELINE + "spec." + expected);
    }

    @Test
    void takesWhatKubernetesKnows() {
        String spec =
                """
                {containers: [{name: main, image: x, imagePullPolicy: Always, command: [a], args: [b],
                  env: [{name: A, value: b}, {name: B, valueFrom: {secretKeyRef: {name: a, key: b, optional: true}}},
                    {name: C, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}],
                  envFrom: [{prefix: A_, secretRef: {name: a, optional: true}}, {configMapRef: {name: a}}],
                  volumeMounts: [{name: a, mountPath: /a, subPath: b, readOnly: true}],
                  resources: {limits: {cpu: 1}, requests: {memory: 1Gi}, claims: [{name: a}]},
                  securityContext: {runAsUser: 0, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}],
                 volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: c, items: [{key: k, path: p}], defaultMode: 256}},
                   {name: c, configMap: {name: c, optional: true}}, {name: d, projected: {sources: []}}, {name: e, hostPath: {path: /}}],
                 tolerations: [{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 3}],
                 imagePullSecrets: [{name: a}], nodeSelector: {a: b}, restartPolicy: Never, jobOptions: {backoffLimit: 4},
                 rbac: {serviceAccount: a, permissions: [{apiGroups: [""], resources: [pods], verbs: [get]}]}}
                """;

        assertThat(promise(spec.replace("\n", " ")).workflows().promiseConfigure())
                .hasSize(1);
    }

    @Test
    void tellsNoMoreThanAThousand() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            fields.append(", f").append(i).append(": 1");
        }

        InvalidDocumentException refusal = catchThrowableOfType(
                InvalidDocumentException.class, () -> promise("{containers: [{name: a, image: b" + fields + "}]}"));

        assertThat(refusal.problems()).hasSize(1_000);
    }

    private static String refusedFields(String spec) {
        InvalidDocumentException refusal = catchThrowableOfType(
                InvalidDocumentException.class, () -> promise(spec.startsWith("{") ? spec : "{" + spec + "}"));
        assertThat(refusal.problems()).singleElement().satisfies(problem -> assertThat(problem.message())
                .startsWith("unknown field"));
        return refusal.problems().get(0).field();
    }

    private static Promise promise(String spec) {
        return Promise.of(Documents.parse(
                        """
                apiVersion: platform.kratix.io/v1alpha1
                kind: Promise
                metadata: {name: x}
                spec:
                  workflows:
                    promise:
                      configure:
                      - apiVersion: platform.kratix.io/v1alpha1
                        kind: Pipeline
                        metadata: {name: configure}
                        spec: %s
                """
                                .formatted(spec))
                .get(0));
    }
}
