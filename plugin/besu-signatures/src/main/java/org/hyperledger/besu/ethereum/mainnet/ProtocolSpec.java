/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import org.hyperledger.besu.datatypes.HardforkId;
import org.hyperledger.besu.ethereum.mainnet.blockhash.PreExecutionProcessor;
import org.hyperledger.besu.ethereum.mainnet.feemarket.FeeMarket;
import org.hyperledger.besu.evm.precompile.PrecompileContractRegistry;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class ProtocolSpec {
  private ProtocolSpec() {}

  public MainnetTransactionProcessor getTransactionProcessor() {
    throw new DeclarationOnly();
  }

  public AbstractBlockProcessor.TransactionReceiptFactory getTransactionReceiptFactory() {
    throw new DeclarationOnly();
  }

  public FeeMarket getFeeMarket() {
    throw new DeclarationOnly();
  }

  public PreExecutionProcessor getPreExecutionProcessor() {
    throw new DeclarationOnly();
  }

  public PrecompileContractRegistry getPrecompileContractRegistry() {
    throw new DeclarationOnly();
  }

  public HardforkId getHardforkId() {
    throw new DeclarationOnly();
  }

  public boolean isPoS() {
    throw new DeclarationOnly();
  }
}
