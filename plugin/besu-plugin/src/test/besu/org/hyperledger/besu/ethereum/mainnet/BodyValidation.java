/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.core.Withdrawal;
import org.zknode.eth.Keccak256;

/** Stands for Besu's in unit tests: a root is a hash of what it is over. */
public final class BodyValidation {
  private BodyValidation() {}

  public static Hash transactionsRoot(final List<Transaction> transactions) {
    return root("transactions", transactions.stream().map(Transaction::getHash).toList());
  }

  public static Hash withdrawalsRoot(final List<Withdrawal> withdrawals) {
    return root("withdrawals", withdrawals);
  }

  public static Hash receiptsRoot(final List<TransactionReceipt> receipts) {
    return root(
        "receipts", receipts.stream().map(TransactionReceipt::getCumulativeGasUsed).toList());
  }

  public static Hash ommersHash(final List<BlockHeader> ommers) {
    return root("ommers", ommers);
  }

  public static LogsBloomFilter logsBloom(final List<TransactionReceipt> receipts) {
    return new LogsBloomFilter();
  }

  private static Hash root(final String name, final List<?> of) {
    final Bytes text = Bytes.wrap((name + of).getBytes(StandardCharsets.UTF_8));
    return Hash.wrap(Bytes32.wrap(Keccak256.hash(text)));
  }
}
