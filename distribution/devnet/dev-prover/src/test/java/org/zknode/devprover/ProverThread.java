/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import org.zknode.rollup.grpc.ClientAccess;

/** A dev prover in this JVM, connected over real gRPC. */
public final class ProverThread implements AutoCloseable {
  private final DevProver prover;
  private final Thread thread;

  private ProverThread(final DevProver prover, final Thread thread) {
    this.prover = prover;
    this.thread = thread;
  }

  /**
   * @param fault of all of its proofs
   * @param outcomes what batches lead to, by their number: nobody executes here
   */
  public static ProverThread start(
      final int port,
      final String name,
      final Fault fault,
      final LongFunction<BatchOutcome> outcomes) {
    final DevProver prover =
        new DevProver(
            new DevProverConfig(
                "127.0.0.1",
                port,
                name,
                DevProverConfig.FORK_ID,
                Duration.ofMillis(5),
                FaultPlan.always(fault),
                ClientAccess.NONE,
                batch -> outcomes.apply(batch.number()),
                Optional.empty()));
    return new ProverThread(
        prover, Thread.ofVirtual().name("prover-" + name).start(() -> run(prover)));
  }

  private static void run(final DevProver prover) {
    try {
      prover.run();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    prover.close();
    thread.join(Duration.ofSeconds(5));
  }
}
