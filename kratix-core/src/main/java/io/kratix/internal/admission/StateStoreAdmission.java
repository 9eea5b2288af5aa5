// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Admits State Stores as far as Kratix does it before anything is opened. What else their fields mean, and which fields
 * there are, is the business of the plugin that opens them.
 */
public final class StateStoreAdmission {
    private static final Where SECRET = Where.root("spec.secretRef");
    private static final String SECRET_REMEDY = "name the secret that holds accessKeyID and secretAccessKey";

    private StateStoreAdmission() {}

    /**
     * {@return what is to be said of a State Store}
     *
     * @param document a document of a State Store's kind, a plugin's own for one
     */
    public static Admission admit(Document document) {
        Findings findings = new Findings();
        MetadataRules.check(document, findings);
        document.body().keySet().stream()
                .filter(field -> !field.equals("spec"))
                .forEach(field -> findings.add(Problem.unknown(field, List.of("spec"))));
        Map<String, @Nullable Object> spec = document.spec();
        if (document.kind().equals(Kinds.GIT_STATE_STORE)) {
            checkMethod(spec, List.of("basicAuth", "ssh", "githubApp"), findings);
        } else if (document.kind().equals(Kinds.BUCKET_STATE_STORE)) {
            checkMethod(spec, List.of("accessKey", "IAM"), findings);
            checkSecret(spec, findings);
        }
        String subject = document.kind() + "/" + document.metadata().name();
        return new Admission(document, findings.sorted(subject), List.of());
    }

    private static void checkMethod(Map<String, @Nullable Object> spec, List<String> methods, Findings findings) {
        Object method = spec.get("authMethod");
        if (method != null && !method.equals("") && !methods.contains(String.valueOf(method))) {
            findings.unsupported(Where.root().child("spec").child("authMethod"), method, methods);
        }
    }

    /** A secret without a namespace lies in the State Store's, so that one may be missing. */
    private static void checkSecret(Map<String, @Nullable Object> spec, Findings findings) {
        Object method = spec.get("authMethod");
        if (method != null && !method.equals("") && !method.equals("accessKey")) {
            return;
        }
        Object name = Values.map(spec.get("secretRef")).get("name");
        if (spec.get("secretRef") == null) {
            findings.add(
                    SECRET, "", "spec.secretRef must be set when using authentication method accessKey", SECRET_REMEDY);
        } else if (!(name instanceof String text) || text.isEmpty()) {
            findings.add(SECRET.child("name"), "", "spec.secretRef must contain secret name", SECRET_REMEDY);
        }
    }
}
