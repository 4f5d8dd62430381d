/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ForwardingEngineTest {

  /** A default method that is not forwarded would hide what the engine behind it does. */
  @Test
  void everyMethodOfThePortIsForwarded() {
    assertThat(ExecutionEngine.class.getMethods())
        .filteredOn(method -> !Modifier.isStatic(method.getModifiers()))
        .isNotEmpty()
        .allSatisfy(method -> assertThat(declares(method)).as(method.toGenericString()).isTrue());
  }

  private static boolean declares(final Method method) {
    return Arrays.stream(ForwardingEngine.class.getDeclaredMethods())
        .anyMatch(
            own ->
                own.getName().equals(method.getName())
                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
  }
}
