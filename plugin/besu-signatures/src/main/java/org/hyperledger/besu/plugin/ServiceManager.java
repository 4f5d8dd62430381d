/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin;

import java.util.Optional;
import org.hyperledger.besu.plugin.services.BesuService;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface ServiceManager {
  <T extends BesuService> void addService(Class<T> serviceType, T service);

  <T extends BesuService> Optional<T> getService(Class<T> serviceType);
}
