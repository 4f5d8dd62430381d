/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.EngineException;

class NativeCodeTest {
  @Test
  void whatIsMissingIsAFailureOfTheEngineThatNamesTheTransaction() {
    assertThatThrownBy(
            () ->
                NativeCode.required(
                    () -> "transaction 3 of block 7",
                    () -> {
                      throw new ExceptionInInitializerError(
                          new UnsatisfiedLinkError("no gnark in java.library.path"));
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessageStartingWith("transaction 3 of block 7 could not be executed: this Besu lacks")
        .hasMessageContaining(System.getProperty("os.arch"))
        .hasMessageContaining("no gnark in java.library.path");
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    assertThat(NativeCode.required(() -> "x", () -> 5)).isEqualTo(5);
    assertThatThrownBy(
            () ->
                NativeCode.required(
                    () -> "x",
                    () -> {
                      throw new IllegalStateException("other");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("other");
  }
}
