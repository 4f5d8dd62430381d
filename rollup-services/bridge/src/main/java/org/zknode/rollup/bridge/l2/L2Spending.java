/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.ExecutionEngine;

/**
 * One round of all that the bridge's account does: what is on its way first, then global exit
 * roots, which all wait for, then claims. Of one thread.
 */
public final class L2Spending {
  /** Without a new block, what else may have changed is looked for as seldom. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final ExecutionEngine engine;
  private final L2Account account;
  private final ExitRootInjector injector;
  private final Optional<ClaimSponsor> sponsor;
  private final Clock clock;
  private Bytes32 lastHead = Bytes32.ZERO;
  private long lastRound;

  public L2Spending(
      final ExecutionEngine engine,
      final L2Account account,
      final ExitRootInjector injector,
      final Optional<ClaimSponsor> sponsor,
      final Clock clock) {
    this.engine = engine;
    this.account = account;
    this.injector = injector;
    this.sponsor = sponsor;
    this.clock = clock;
  }

  /** Looks at once when there is a new block. */
  public void step() {
    final Bytes32 head = engine.head().hash();
    if (head.equals(lastHead) && clock.millis() - lastRound < IDLE.toMillis()) {
      return;
    }
    account.settle();
    injector.step();
    sponsor.ifPresent(ClaimSponsor::step);
    lastHead = head;
    lastRound = clock.millis();
  }
}
