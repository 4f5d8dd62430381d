/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core.encoding;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.TransactionType;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.zknode.eth.SignedTransaction;

/**
 * Stands for Besu's in unit tests. Some first bytes are not what they seem, as seen by Besu: a blob
 * transaction, one that is encoded otherwise than it came, and one whose signature has no sender.
 */
public class TransactionDecoder {
  /** EIP-4844. */
  public static final Bytes BLOB = Bytes.fromHexString("0x03aa");

  public static final Bytes NOT_CANONICAL = Bytes.fromHexString("0x02bb");
  public static final Bytes WITHOUT_SENDER = Bytes.fromHexString("0x02cc");

  private TransactionDecoder() {}

  public static Transaction decodeOpaqueBytes(
      final Bytes opaqueBytes, final EncodingContext context) {
    if (opaqueBytes.equals(BLOB)) {
      return special(TransactionType.BLOB, opaqueBytes);
    }
    if (opaqueBytes.equals(NOT_CANONICAL)) {
      return special(TransactionType.EIP1559, Bytes.of(2));
    }
    if (opaqueBytes.equals(WITHOUT_SENDER)) {
      return special(TransactionType.EIP1559, opaqueBytes);
    }
    final SignedTransaction ours = SignedTransaction.decode(opaqueBytes);
    return new Transaction(
        type(ours), ours.gasLimit(), Address.wrap(ours.sender().bytes()), hash(ours), ours.raw());
  }

  private static Hash hash(final SignedTransaction ours) {
    return Hash.wrap(ours.hash());
  }

  private static Transaction special(final TransactionType type, final Bytes raw) {
    return new Transaction(type, 21_000, null, Hash.ZERO, raw);
  }

  private static TransactionType type(final SignedTransaction ours) {
    return switch (ours.type()) {
      case LEGACY -> TransactionType.FRONTIER;
      case ACCESS_LIST -> TransactionType.ACCESS_LIST;
      case DYNAMIC_FEE -> TransactionType.EIP1559;
      case SET_CODE -> TransactionType.DELEGATE_CODE;
    };
  }
}
