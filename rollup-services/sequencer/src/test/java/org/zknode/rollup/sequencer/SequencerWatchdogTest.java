/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.SyncStatus;

/** A main node that makes no blocks says so, whatever keeps it. */
class SequencerWatchdogTest {
  private final SyncStatus status = new SyncStatus();
  private long now;
  private BooleanSupplier step = () -> true;
  private Optional<String> mayNotBuild = Optional.empty();
  private final SequencerWatchdog watchdog =
      new SequencerWatchdog(
          () -> step.getAsBoolean(),
          () -> mayNotBuild,
          Duration.ofSeconds(30),
          () -> now,
          status.status());

  private String text() {
    watchdog.check();
    return status.text(SequencerWatchdog.DEGRADED_KEY);
  }

  private void seconds(final int count) {
    for (int i = 0; i < count; i++) {
      now += 1_000;
      watchdog.step();
    }
  }

  @Test
  void aChainThatGrowsOrHasNothingToDoIsWell() {
    seconds(60);
    step = () -> false;
    seconds(39);
    assertThat(text()).isEmpty();
  }

  @Test
  void aStepThatDoesNotEndIsTold() {
    step =
        () -> {
          now += 9_000;
          assertThat(text()).isEmpty();
          now += 6_000;
          assertThat(text()).contains("15 s", "running for 15 s");
          return true;
        };
    watchdog.step();
    assertThat(text()).isEmpty();
  }

  @Test
  void stepsThatFailAreToldWithTheLastCause() {
    step =
        () -> {
          throw new TemporaryException("another process holds the lock");
        };
    for (int i = 0; i < 12; i++) {
      now += 1_000;
      assertThatThrownBy(watchdog::step).isInstanceOf(TemporaryException.class);
    }
    assertThat(text()).contains("12 s: another process holds the lock");
    step = () -> true;
    seconds(1);
    assertThat(text()).isEmpty();
  }

  @Test
  void anErrorOfTheVirtualMachineIsNoProgress() {
    step =
        () -> {
          throw new StackOverflowError();
        };
    assertThatThrownBy(watchdog::step).isInstanceOf(StackOverflowError.class);
    now += 15_000;
    assertThat(text()).contains("15 s: java.lang.StackOverflowError");
  }

  @Test
  void aNodeThatMayNotBuildSaysWhy() {
    mayNotBuild = Optional.of("L1 has to be followed first");
    step = () -> false;
    seconds(11);
    assertThat(text()).contains("L1 has to be followed first");
  }

  @Test
  void aLoopThatDoesNotRunAtAllIsTold() {
    now += 11_000;
    assertThat(text()).contains("no block could be built for 11 s");
  }

  @Test
  void noEmptyBlockWhenOneIsDueIsTold() {
    step = () -> false;
    seconds(41);
    assertThat(text()).contains("an empty one is due after 30 s");
  }
}
