/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.sync.SynchronizationService;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.StateWindow;

/** An engine whose surroundings a test can make bad. */
public final class DriverEngine {
  /** As the driver's note: Besu is not looked at before, to see what an unfit one does then. */
  public static final String UNCHECKED = "unchecked";

  private final CountDownLatch never = new CountDownLatch(1);
  private final DiskSpace disk =
      new DiskSpace(
          "the test", () -> new DiskSpace.Room(freeMiB() << 20, 1L << 40), Clock.systemUTC());
  private volatile long free = 100_000;
  private volatile boolean hanging;
  private volatile boolean hangs;
  private BesuController controller;

  private long freeMiB() {
    return free;
  }

  /**
   * @param note of the driver's options
   */
  public BesuEngine create(
      final String note,
      final BesuController host,
      final long chainId,
      final Supplier<SynchronizationService> synchronization,
      final Supplier<TransactionSimulationService> simulation) {
    controller = host;
    final Supplier<SynchronizationService> mayHang =
        () -> {
          awaitIfHanging();
          return synchronization.get();
        };
    return note.equals(UNCHECKED)
        ? new BesuEngine(controller, chainId, Optional.of(disk), mayHang, simulation)
        : BesuEngine.create(controller, chainId, Optional.of(disk), mayHang, simulation);
  }

  private void awaitIfHanging() {
    if (hanging) {
      hangs = true;
      try {
        never.await();
      } catch (final InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /**
   * @param engine the one that was made
   */
  public Map<String, RpcMethod> methods(final Supplier<BesuEngine> engine) {
    return Map.of(
        "driver_disk",
        params -> {
          free = ((Number) params.get(0)).longValue();
          return true;
        },
        "driver_hangInUnwind",
        params -> {
          hanging = true;
          return true;
        },
        "driver_dieBeforeAppend",
        params -> {
          HalfStoredBlock.storeAndDie(controller);
          return true;
        },
        "driver_isHanging",
        params -> hangs,
        "driver_stateWindow",
        params ->
            StateWindow.tooSmall(
                    engine.get().readableStates(), BlockTag.LATEST, Duration.ofSeconds(1))
                .orElse(""));
  }
}
