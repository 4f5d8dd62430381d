/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services;

import java.nio.file.Path;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface BesuConfiguration extends BesuService {
  Path getDataPath();
}
