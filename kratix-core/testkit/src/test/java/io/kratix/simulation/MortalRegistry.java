// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.registry.Registry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What one program sees of a registry: nothing any more as soon as it was killed, which happens just before or just after a
 * certain commit.
 */
final class MortalRegistry {
    private final Registry registry;
    private final OtherThreads others;
    private int commitsLeft = Integer.MAX_VALUE;
    private boolean commitsLast;
    private boolean dead;

    MortalRegistry(Registry registry, OtherThreads others) {
        this.registry = registry;
        this.others = others;
    }

    /** The program is dead. */
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1;

        KilledException() {
            super("killed", null, false, false);
        }
    }

    boolean isDead() {
        return dead;
    }

    /**
     * Kills the program.
     *
     * @param commit with which of its commits, from 1
     * @param committed whether that one is still made
     */
    void dieAt(int commit, boolean committed) {
        commitsLeft = commit;
        commitsLast = committed;
    }

    /** It lives as long as it wants. */
    void spare() {
        commitsLeft = Integer.MAX_VALUE;
    }

    Registry view() {
        return (Registry) Proxy.newProxyInstance(
                MortalRegistry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (!dead) {
                        others.beforeALook();
                    }
                    if (dead) {
                        throw new KilledException();
                    }
                    boolean last = method.getName().equals("commit") && --commitsLeft == 0;
                    dead = last;
                    Object answer = last && !commitsLast ? null : call(method, arguments);
                    if (last) {
                        throw new KilledException();
                    }
                    return answer;
                });
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(registry, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
