// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/** What a workflow is there for. */
public enum WorkflowAction {
    /** To bring about what is declared. */
    CONFIGURE("configure"),
    /** To take it back, before it goes. */
    DELETE("delete");

    private final String text;

    WorkflowAction(String text) {
        this.text = text;
    }

    /** {@return the action as documents and variables spell it} */
    public String text() {
        return text;
    }

    /** {@return the action as it stands in events: {@code Configure}} */
    public String title() {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
