/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet.systemcall;

import java.util.Optional;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface BlockContextProcessor<T, C extends BlockProcessingContext> {
  T process(C context, Optional<?> accessLocationTracker);
}
