/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import org.zknode.devnet.DevnetOptions.Engine;

class BesuL3IT extends L3FaultScenarios {
  BesuL3IT() {
    super(Engine.BESU);
  }
}
