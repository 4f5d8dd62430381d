/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.zknode.launcher.devnet.DevnetOptions.Engine;

@EnabledIfSystemProperty(
    named = FaultScenarios.SWITCH,
    matches = "true",
    disabledReason = FaultScenarios.WHY_NOT)
class BesuFaultsIT extends FaultScenarios {
  BesuFaultsIT() {
    super(Engine.BESU, Duration.ofSeconds(20));
  }
}
