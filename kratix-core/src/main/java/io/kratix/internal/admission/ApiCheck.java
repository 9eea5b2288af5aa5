// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Kinds;
import io.kratix.model.PromiseApi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the CustomResourceDefinition of a Promise as an API server and Kratix check it. */
final class ApiCheck {
    private static final List<String> SCOPES = List.of("Cluster", "Namespaced");

    /** The engine's own kinds, and those that only a cluster has a use for. */
    private static final Set<String> TAKEN_GROUPS = Set.of(Kinds.GROUP, "rbac.authorization.k8s.io");

    private static final String APPROVAL = "api-approved.kubernetes.io";

    private final Map<String, @Nullable Object> definition;
    private final Map<String, @Nullable Object> spec;
    private final Where root;
    private final Findings findings = new Findings();
    private final List<String> warnings = new ArrayList<>();
    private final SchemaCheck schemas = new SchemaCheck(findings, warnings);

    private ApiCheck(PromiseApi api, Where root) {
        this.definition = api.definition();
        this.spec = Values.map(definition.get("spec"));
        this.root = root;
    }

    /**
     * {@return what is to be said of an API}
     *
     * @param api the API
     * @param root where its definition stands
     */
    static ApiCheck of(PromiseApi api, Where root) {
        ApiCheck check = new ApiCheck(api, root);
        check.checkType();
        check.checkNames();
        check.checkGroup();
        check.checkProtection();
        check.checkPreservation();
        check.checkScope();
        check.checkConversion();
        check.checkVersions();
        return check;
    }

    Findings findings() {
        return findings;
    }

    List<String> warnings() {
        return warnings;
    }

    private void checkType() {
        if (!"CustomResourceDefinition".equals(definition.get("kind"))
                || !"apiextensions.k8s.io/v1".equals(definition.get("apiVersion"))) {
            findings.invalid(
                    root.child("kind"),
                    definition.get("apiVersion") + "/" + definition.get("kind"),
                    "api is not a valid CRD",
                    "write kind CustomResourceDefinition and apiVersion apiextensions.k8s.io/v1");
        }
    }

    private void checkNames() {
        Where names = root.child("spec").child("names");
        Map<String, @Nullable Object> declared = Values.map(spec.get("names"));
        String plural = text(declared, "plural");
        String name = text(Values.map(definition.get("metadata")), "name");
        String due = plural + "." + text(spec, "group");
        if (!name.equals(due)) {
            tell(metadataName(), name, "must be spec.names.plural+\".\"+spec.group", "write \"" + due + '"');
        }
        Names.subdomain(name).ifPresent(rule -> tell(metadataName(), name, rule, "name it so"));
        checkLabel(names.child("plural"), plural);
        checkLabel(names.child("kind"), text(declared, "kind").toLowerCase(Locale.ROOT));
        for (String key : List.of("singular", "listKind")) {
            String word = text(declared, key);
            checkLabel(names.child(key), word.isEmpty() ? "a" : word.toLowerCase(Locale.ROOT));
        }
        List<?> shortNames = Values.list(declared.get("shortNames"));
        for (int i = 0; i < shortNames.size(); i++) {
            checkLabel(names.child("shortNames").item(i), String.valueOf(shortNames.get(i)));
        }
    }

    private void checkLabel(Where where, String name) {
        Names.letterLabel(name).ifPresent(rule -> tell(where, name, rule, "choose another name"));
    }

    private void checkGroup() {
        String group = text(spec, "group");
        Where where = root.child("spec").child("group");
        Names.subdomain(group).ifPresent(rule -> tell(where, group, rule, "choose another group"));
        if (group.indexOf('.') < 0) {
            tell(where, group, "should be a domain with at least one dot", "choose a domain of yours");
        }
        if (TAKEN_GROUPS.contains(group)) {
            tell(where, group, "requests of this group would never reach the Promise", "choose a domain of yours");
        }
    }

    /** Source: {@code api-approved.kubernetes.io}, an annotation that says where Kubernetes agreed to the definition. */
    private void checkProtection() {
        String group = "." + text(spec, "group");
        boolean isProtected = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        Map<String, @Nullable Object> metadata = Values.map(definition.get("metadata"));
        if (isProtected
                && text(Values.map(metadata.get("annotations")), APPROVAL).isEmpty()) {
            findings.required(
                    root.child("metadata").child("annotations").named(APPROVAL),
                    "protected groups must have approval annotation \"" + APPROVAL + "\"",
                    "choose a domain of yours, or say there where the definition was approved");
        }
    }

    private void checkPreservation() {
        if (Boolean.TRUE.equals(spec.get("preserveUnknownFields"))) {
            tell(
                    root.child("spec").child("preserveUnknownFields"),
                    true,
                    "must be false",
                    "write x-kubernetes-preserve-unknown-fields: true where unknown fields stay");
        }
    }

    private void checkScope() {
        String scope = text(spec, "scope");
        Where where = root.child("spec").child("scope");
        if (!SCOPES.contains(scope)) {
            findings.unsupported(where, scope, SCOPES);
        } else if (scope.equals("Cluster")) {
            findings.add(
                    where,
                    scope,
                    "promise api needs to be namespace scoped; spec.api.spec.scope cannot be: " + scope,
                    "write Namespaced");
        }
    }

    private void checkConversion() {
        Object strategy = Values.map(spec.get("conversion")).get("strategy");
        if (strategy != null && !strategy.equals("None")) {
            tell(
                    root.child("spec").child("conversion").child("strategy"),
                    strategy,
                    "versions are converted by nobody but the engine, which changes apiVersion alone",
                    "write None, or leave conversion out");
        }
    }

    private void checkVersions() {
        Where where = root.child("spec").child("versions");
        List<?> versions = Values.list(spec.get("versions"));
        Set<String> names = new HashSet<>();
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            Map<String, @Nullable Object> version = Values.map(versions.get(i));
            checkVersion(version, where.item(i));
            stored += Boolean.TRUE.equals(version.get("storage")) ? 1 : 0;
            if (!names.add(text(version, "name"))) {
                findings.duplicate(where.item(i).child("name"), text(version, "name"));
            }
        }
        if (stored != 1) {
            tell(
                    where,
                    versions.stream()
                            .map(version -> text(Values.map(version), "name"))
                            .toList(),
                    "must have exactly one version marked as storage version",
                    "write storage: true at one of them");
        }
    }

    private void checkVersion(Map<String, @Nullable Object> version, Where where) {
        checkLabel(where.child("name"), text(version, "name"));
        Where place = where.child("schema").child("openAPIV3Schema");
        Object schema = Values.map(version.get("schema")).get("openAPIV3Schema");
        if (schema == null) {
            findings.required(place);
            return;
        }
        schemas.checkRoot(Values.map(schema), place);
    }

    private Where metadataName() {
        return root.child("metadata").child("name");
    }

    private void tell(Where where, Object value, String rule, String remedy) {
        findings.invalid(where, value, rule, remedy);
    }

    private static String text(Map<String, @Nullable Object> tree, String key) {
        return tree.get(key) instanceof String text ? text : "";
    }
}
