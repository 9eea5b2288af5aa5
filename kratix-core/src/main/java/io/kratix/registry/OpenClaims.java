// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claims that were given and not ended, by their tokens. A database that crashes may forget that one was ended, since
 * that is not waited for on its disk, and an engine that had the registry's place for a while may have left some: then it
 * holds claims that nobody works on. Safe for several threads.
 */
final class OpenClaims {
    private final String prefix = UUID.randomUUID() + "-";
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final String held;

    OpenClaims(TableNames names) {
        held = names.in("SELECT key, token FROM {task} WHERE token <> ''");
    }

    /** {@return the claim on a task, open from now on; the number is nobody else's} */
    Claim open(Task task, long number, int attempts) {
        Claim claim = new Claim(task, prefix + number, attempts);
        open.add(claim.token());
        return claim;
    }

    void ended(Claim claim) {
        open.remove(claim.token());
    }

    /** {@return the tokens of claims that the database holds and that are not open here, by the keys of their tasks} */
    Map<String, String> forgotten(Link link) throws SQLException {
        Map<String, String> forgotten = new HashMap<>();
        try (ResultSet rows = link.statement(held).executeQuery()) {
            while (rows.next()) {
                String token = rows.getString(2);
                if (!open.contains(token)) {
                    forgotten.put(rows.getString(1), token);
                }
            }
        }
        return forgotten;
    }
}
