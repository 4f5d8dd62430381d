/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.DevnetOptions.Engine;

class BesuRollupIT extends RelayScenarios {
  BesuRollupIT() {
    super(Engine.BESU);
  }

  @Override
  Map<String, String> externalFlags() {
    return TakeOver.externalFlags();
  }

  @Test
  @Order(30)
  void aSecondMainNodeTakesOverFromOneThatWasKilledAndBack() {
    // The main node has a page of metrics, whose port is its own.
    new TakeOver(this).thereAndBack(Map.of("--metrics-enabled", "false"));
  }
}
