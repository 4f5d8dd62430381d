/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.sequencesender.Following;
import org.zknode.rollup.synchronizer.Derivation;

/** Nothing is sent that would be refused, or that L1 may have otherwise. */
final class SenderFollows implements Following {
  private final Derivation derivation;
  private final L1Roles roles;

  @Inject
  SenderFollows(final Derivation derivation, final L1Roles roles) {
    this.derivation = derivation;
    this.roles = roles;
  }

  @Override
  public boolean isCaughtUp() {
    return derivation.isCaughtUp() && roles.sequencerFits();
  }

  @Override
  public void fellBehind() {
    derivation.fellBehind();
  }
}
