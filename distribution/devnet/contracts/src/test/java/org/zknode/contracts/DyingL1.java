/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.zknode.rollup.l1.L1Client;

/** An L1 client whose process dies at one call: before the call, or after it before its answer. */
final class DyingL1 {
  /** Not a RuntimeException: nothing in the product catches it, like a kill. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  enum When {
    BEFORE,
    AFTER
  }

  private DyingL1() {}

  static L1Client dyingAt(final L1Client real, final String method, final When when) {
    return (L1Client)
        Proxy.newProxyInstance(
            L1Client.class.getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, called, args) -> {
              final boolean dies = called.getName().equals(method);
              if (dies && when == When.BEFORE) {
                throw new Killed();
              }
              try {
                final Object result = called.invoke(real, args);
                if (dies) {
                  throw new Killed();
                }
                return result;
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
