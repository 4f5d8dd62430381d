/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import org.zknode.devnet.DevnetOptions.Engine;

class EmbeddedL3IT extends L3FaultScenarios {
  EmbeddedL3IT() {
    super(Engine.EMBEDDED);
  }
}
