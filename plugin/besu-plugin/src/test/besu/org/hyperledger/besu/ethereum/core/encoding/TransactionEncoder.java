/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core.encoding;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.Transaction;

/** Stands for Besu's in unit tests: gives back what was decoded. */
public class TransactionEncoder {
  private TransactionEncoder() {}

  public static Bytes encodeOpaqueBytes(
      final Transaction transaction, final EncodingContext encodingContext) {
    return transaction.getRawRlp().orElseThrow();
  }
}
