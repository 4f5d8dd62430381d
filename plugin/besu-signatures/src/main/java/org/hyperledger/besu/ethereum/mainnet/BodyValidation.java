/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import java.util.List;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.core.Withdrawal;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class BodyValidation {
  private BodyValidation() {}

  public static Hash transactionsRoot(List<Transaction> transactions) {
    throw new DeclarationOnly();
  }

  public static Hash withdrawalsRoot(List<Withdrawal> withdrawals) {
    throw new DeclarationOnly();
  }

  public static Hash receiptsRoot(List<TransactionReceipt> receipts) {
    throw new DeclarationOnly();
  }

  public static Hash ommersHash(List<BlockHeader> ommers) {
    throw new DeclarationOnly();
  }

  public static LogsBloomFilter logsBloom(List<TransactionReceipt> receipts) {
    throw new DeclarationOnly();
  }
}
