/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface BesuPlugin {
  default String getName() {
    throw new DeclarationOnly();
  }

  void register(ServiceManager context);

  default void beforeExternalServices() {
    throw new DeclarationOnly();
  }

  void start();

  void stop();
}
