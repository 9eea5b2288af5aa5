// SPDX-License-Identifier: Apache-2.0
/**
 * Reads YAML and JSON as Kubernetes reads them, and prints YAML as Kubernetes' tooling prints it. Everything that comes
 * in is hostile until it was read: size, depth and aliases are bounded, and what is refused is refused with file,
 * document and line. Whoever turns text into documents or documents into text is here; nobody else knows a parser.
 */
@NullMarked
package io.kratix.internal.documents;

import org.jspecify.annotations.NullMarked;
