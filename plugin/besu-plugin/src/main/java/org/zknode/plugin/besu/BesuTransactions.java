/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.encoding.EncodingContext;
import org.hyperledger.besu.ethereum.core.encoding.TransactionEncoder;

/** Besu's transactions as they travel in batches. */
public final class BesuTransactions {
  private BesuTransactions() {}

  /**
   * The EIP-2718 envelope, a bare RLP list for legacy ones. Besu's own {@code encoded()} wraps
   * typed transactions in an RLP string instead.
   */
  public static Bytes envelope(final org.hyperledger.besu.datatypes.Transaction transaction) {
    return TransactionEncoder.encodeOpaqueBytes(
        (Transaction) transaction, EncodingContext.BLOCK_BODY);
  }
}
