/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.util.Optional;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.synchronizer.Derivation;

/** Whether the sequencer may build a block. */
final class BuildGate {
  private final Derivation derivation;
  private final L1Roles roles;
  private final L1Time l1Time;

  @Inject
  BuildGate(final Derivation derivation, final L1Roles roles, final L1Time l1Time) {
    this.derivation = derivation;
    this.roles = roles;
    this.l1Time = l1Time;
  }

  boolean isOpen() {
    return closedBecause().isEmpty();
  }

  /** Empty when it is open. */
  Optional<String> closedBecause() {
    final Optional<String> l1 = l1Time.unknownBecause();
    if (l1.isPresent()) {
      return l1;
    }
    if (!derivation.isCaughtUp()) {
      return Optional.of("L1 has to be followed first");
    }
    return roles.sequencerFits()
        ? Optional.empty()
        : Optional.of("this node's key is not the trusted sequencer's");
  }
}
