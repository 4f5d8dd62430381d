/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import org.junit.jupiter.api.Tag;
import org.zknode.devnet.DevnetOptions.Engine;

@Tag("alone")
class BesuRollupIT extends RelayScenarios {
  BesuRollupIT() {
    super(Engine.BESU);
  }
}
