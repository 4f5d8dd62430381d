/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.time.Duration;
import org.zknode.launcher.devnet.DevnetOptions.Engine;

class BesuFaultsIT extends FaultScenarios {
  BesuFaultsIT() {
    super(Engine.BESU, Duration.ofSeconds(20));
  }
}
