/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A process that dies at the n-th change: ports wrapped by it work until then, and after that every
 * call fails, as if nobody were there to call. Even points die before the change, odd ones after
 * it.
 */
public final class CrashPoint {
  /** Thrown in place of everything that a dead process would have done. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final int changeAt;
  private final boolean after;
  private int changes;
  private boolean dead;

  public CrashPoint(final int point) {
    this.changeAt = point / 2;
    this.after = point % 2 == 1;
  }

  public synchronized boolean isDead() {
    return dead;
  }

  /**
   * @param changing names of the methods that change something durable
   */
  public <T> T wrap(final Class<T> port, final T target, final Set<String> changing) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              final boolean counts = changing.contains(method.getName());
              before(counts);
              final Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
              after(counts);
              return result;
            }));
  }

  private synchronized void before(final boolean counts) {
    if (counts && !after && changes == changeAt) {
      dead = true;
    }
    if (dead) {
      throw new Crash();
    }
  }

  private synchronized void after(final boolean counts) {
    if (counts && after && changes == changeAt) {
      dead = true;
      throw new Crash();
    }
    changes += counts ? 1 : 0;
  }
}
