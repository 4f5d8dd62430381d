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
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.testkit.NonCanonical;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * Stands for Besu's in unit tests. It is less strict than we are: it takes a blob transaction, and
 * one that is not encoded as it should be, whose bytes it keeps. Of one it finds no sender.
 */
public class TransactionDecoder {
  /** EIP-4844. */
  public static final Bytes BLOB = Bytes.fromHexString("0x03aa");

  public static final Bytes WITHOUT_SENDER = transfer(77).raw();
  public static final Bytes NOT_CANONICAL = NonCanonical.of(transfer(78)).get("a leading zero");

  private TransactionDecoder() {}

  private static SignedTransaction transfer(final long nonce) {
    final PrivateKey key = TestTransactions.key(7);
    return TestTransactions.transfer(
        org.zknode.eth.TransactionType.DYNAMIC_FEE, key, nonce, key.address());
  }

  public static Transaction decodeOpaqueBytes(
      final Bytes opaqueBytes, final EncodingContext context) {
    if (opaqueBytes.equals(BLOB)) {
      return special(TransactionType.BLOB, opaqueBytes);
    }
    if (opaqueBytes.equals(NOT_CANONICAL) || opaqueBytes.equals(WITHOUT_SENDER)) {
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
