// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

/**
 * The right to work on a task, until its lease ends.
 *
 * @param task the task
 * @param token tells this claim from all others
 * @param attempts how often the task was tried since it last succeeded, this time not counted
 */
public record Claim(Task task, String token, int attempts) {}
