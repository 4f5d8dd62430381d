/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.cli;

import org.hyperledger.besu.controller.BesuController;

/** Stands for Besu's in unit tests: its controller comes late, in a field that nobody hands out. */
public class BesuCommand {
  private BesuController besuController;

  public BesuCommand() {}

  /** Besu has built it. */
  public void built(final BesuController controller) {
    besuController = controller;
  }

  @Override
  public String toString() {
    return "besu with " + besuController;
  }
}
