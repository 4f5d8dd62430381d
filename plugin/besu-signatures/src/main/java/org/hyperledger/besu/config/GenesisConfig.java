/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.config;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class GenesisConfig {
  protected GenesisConfig() {}

  public static GenesisConfig fromConfig(final String json) {
    throw new DeclarationOnly();
  }

  public GenesisConfigOptions getConfigOptions() {
    throw new DeclarationOnly();
  }
}
