// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.documents.DocumentReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server refuses of a schema, in its words, beyond the rows of table admission. */
final class SchemaCheckTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            minLength: '3'                                 | minLength: Invalid value: "3": must be of type integer
            maximum: big                                   | maximum: Invalid value: "big": must be of type number
            nullable: 'yes'                                | nullable: Invalid value: "yes": must be of type boolean
            required: s                                    | required: Invalid value: "s": must be of type array
            required: [1]                                  | required[0]: Invalid value: 1: must be of type string
            enum: a                                        | enum: Invalid value: "a": must be of type array
            pattern: 5                                     | pattern: Invalid value: 5: must be of type string
            properties: [a]                                | properties: Invalid value: ["a"]: must be of type object
            allOf: {a: b}                                  | allOf: Invalid value: {"a":"b"}: must be of type array
            allOf: [{minLength: '1'}]                      | allOf[0].minLength: Invalid value: "1": must be of type integer
            additionalProperties: 'no'                     | additionalProperties: Invalid value: "no": must be of type object
            additionalProperties: false                    | additionalProperties: Forbidden: additionalProperties cannot be set to false
            definitions: {a: {type: string}}               | definitions: Forbidden: definitions is not supported
            $ref: x                                        | $ref: Forbidden: $ref is not supported
            anyOf: [{description: x}]                      | anyOf[0].description: Forbidden: must be empty to be structural
            anyOf: [{default: 1}]                          | anyOf[0].default: Forbidden: must be undefined to be structural
            not: {nullable: true}                          | not.nullable: Forbidden: must be false to be structural
            oneOf: [{properties: {metadata: {}}}]          | oneOf[0].properties[metadata]: Forbidden: must not be specified in a nested context
            x-kubernetes-map-type: odd                     | x-kubernetes-map-type: Unsupported value: "odd": supported values: "atomic", "granular"
            x-kubernetes-list-type: set                    | type: Invalid value: "object": must be array if x-kubernetes-list-type is specified
            x-kubernetes-list-map-keys: [a]                | x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty
            x-kubernetes-embedded-resource: true           | properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields
            x-kubernetes-preserve-unknown-fields: false    | x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined
            """)
    void refusesASchemaThatIsNotStructural(String keyword, String expected) {
        assertThat(schemaProblems("type: object\n" + keyword)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            set  | {type: string, nullable: true}                                  | items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set
            set  | {type: object}                                                  | items.x-kubernetes-map-type: Invalid value: "null": must be atomic as item of a list with x-kubernetes-list-type=set
            map  | {type: string}                                                  | items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map & x-kubernetes-list-map-keys: Invalid value: ["k"]: entries must all be names of item properties
            map  | {type: object, properties: {k: {type: string}}}                 | items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property
            map  | {type: object, required: [k], properties: {k: {type: object}}}  | items.properties[k].type: Invalid value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map
            bag  | {type: string}                                                  | x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"
            map  | [{type: string}]                                                | items: Forbidden: items must be a schema object and not an array
            """)
    void refusesAListWhoseElementsCannotBeToldApart(String listType, String items, String expected) {
        String keys = listType.equals("map") ? "[k]" : "[]";
        String schema = "type: array\nx-kubernetes-list-type: " + listType + "\nx-kubernetes-list-map-keys: " + keys
                + "\nitems: " + items;

        assertThat(schemaProblems(schema)).contains(expected.split(" & ", -1));
    }

    @Test
    void refusesPatternsThatTogetherAreTooLarge() {
        StringBuilder schema = new StringBuilder("type: object\nproperties:\n");
        for (int i = 0; i < 2_000; i++) {
            schema.append("  x" + i + ": {type: string, default: a, pattern: '(a{95}){100}'}\n");
        }

        assertThat(schemaProblems(schema.toString()))
                .containsExactly("properties[x20].pattern: Forbidden: the patterns of the API have more than 200000"
                        + " steps when written out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {additionalProperties: true}                         | additionalProperties: Forbidden: must not be used at the root
            {properties: {metadata: {type: string}}}             | properties[metadata].type: Invalid value: "string": must be object
            {properties: {kind: {type: object}}}                 | properties[kind].type: Invalid value: "object": must be string
            {properties: {metadata: {type: object, required: [name]}}} | properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified
            {oneOf: [{properties: {spec: {properties: {a: {}}}}}], properties: {spec: {type: object}}} | properties[spec].properties[a]: Required value: because it is defined in oneOf[0].properties[spec].properties[a]
            """)
    void refusesASchemaThatIsNotAWholeObjects(String schema, String expected) {
        Map<String, Object> root = Crds.merge(Values.map(DocumentReader.readTree(schema)), Map.of("type", "object"));

        assertThat(problemsOf(Crds.of("things", List.of(Crds.version("v1", true, root))), ""))
                .contains(expected);
    }

    private static List<String> schemaProblems(String specSchema) {
        return problemsOf(Crds.of("things", Values.map(DocumentReader.readTree(specSchema))), ".properties[spec]");
    }

    private static List<String> problemsOf(Map<String, ?> definition, String place) {
        String root = "spec.api.spec.versions[0].schema.openAPIV3Schema";
        return ApiCheckTest.admitDefinition(definition).problems().stream()
                .map(problem ->
                        problem.message().replace(root + place + ".", "").replace(root, "S"))
                .toList();
    }
}
