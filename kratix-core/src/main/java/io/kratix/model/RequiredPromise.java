// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/**
 * A Promise that another one needs.
 *
 * @param name the needed Promise's name
 * @param version the needed version; empty for any
 */
public record RequiredPromise(String name, String version) {}
