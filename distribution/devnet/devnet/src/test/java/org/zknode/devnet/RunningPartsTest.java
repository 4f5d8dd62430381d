/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.process.LauncherException;

class RunningPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final RunningParts parts = new RunningParts();

  private void start() {
    parts.started(() -> closed.add("first"));
    parts.started(
        () -> {
          throw new NoClassDefFoundError("an Error");
        });
    parts.started(
        () -> {
          throw new IOException("an Exception");
        });
    parts.started(() -> closed.add("last"));
  }

  @Test
  void theLastIsStoppedFirstAndOneThatFailsKeepsNoOther() {
    start();
    assertThatThrownBy(parts::close)
        .isInstanceOf(LauncherException.class)
        .hasMessage("not everything could be stopped: [an Exception, an Error]");
    assertThat(closed).containsExactly("last", "first");
    parts.close();
    assertThat(closed).hasSize(2);
  }

  @Test
  void whatCannotBeStoppedDoesNotHideWhyItIsStopped() {
    start();
    final Error cause = new NoClassDefFoundError("the cause");
    parts.closeBecauseOf(cause);
    assertThat(closed).containsExactly("last", "first");
    assertThat(cause.getSuppressed()).singleElement().isInstanceOf(LauncherException.class);
  }
}
