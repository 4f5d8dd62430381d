/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.txvalidator;

import java.util.Optional;
import org.hyperledger.besu.datatypes.Transaction;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface PluginTransactionPoolValidator {
  Optional<String> validateTransaction(
      Transaction transaction, boolean isLocal, boolean hasPriority);
}
