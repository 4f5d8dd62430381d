/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core.encoding;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionEncoder {
  private TransactionEncoder() {}

  public static Bytes encodeOpaqueBytes(Transaction transaction, EncodingContext encodingContext) {
    throw new DeclarationOnly();
  }
}
