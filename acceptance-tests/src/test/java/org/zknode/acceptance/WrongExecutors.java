/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.zknode.devnet.ExecutorProcess;

/** Two executors of the main node's batch check: one is killed, then one lies in its place. */
final class WrongExecutors {
  private final DevnetScenarios devnet;
  private final ExecutorProcess right;
  private final ExecutorProcess other;

  WrongExecutors(final DevnetScenarios devnet) {
    this.devnet = devnet;
    this.right = devnet.devnet().l2().executors().get(0);
    this.other = devnet.devnet().l2().executors().get(1);
  }

  void oneKilledThenOneThatLies() throws IOException, InterruptedException {
    // Both have confirmed batches: nothing was executed again for these here.
    DevnetScenarios.eventually()
        .untilAsserted(() -> assertThat(metric("executor_client_answers_total")).isGreaterThan(3));
    assertThat(metric("executor_client_wrong_total")).isZero();

    other.killHard();
    DevnetScenarios.eventually()
        .untilAsserted(() -> Facts.assertDegraded(devnet.main(), "executors", other.url()));
    devnet.verifiedBeyond(Facts.closedBatches(devnet.main()));

    try (LyingExecutor liar = new LyingExecutor(other.port(), right.port())) {
      DevnetScenarios.eventually()
          .untilAsserted(
              () -> {
                assertThat(liar.lies()).isPositive();
                Facts.assertDegraded(
                    devnet.main(), "an executor was wrong", other.url(), liar.lie());
              });
      assertThat(metric("executor_client_wrong_total")).isPositive();
      devnet.verifiedBeyond(Facts.closedBatches(devnet.main()));
    }
    Facts.assertNeverHalted(devnet.main());
    // Who lied is left alone for a minute, or until the main node begins anew.
    other.start();
    devnet.devnet().mainNode().killHard();
    devnet.devnet().mainNode().start();
    devnet.devnet().mainNode().awaitReady();
  }

  private double metric(final String name) throws IOException, InterruptedException {
    return Facts.metric(devnet.metrics(), name);
  }
}
