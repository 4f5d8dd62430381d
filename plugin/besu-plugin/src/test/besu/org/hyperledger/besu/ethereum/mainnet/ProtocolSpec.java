/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import org.hyperledger.besu.datatypes.HardforkId;
import org.hyperledger.besu.ethereum.mainnet.blockhash.PreExecutionProcessor;
import org.hyperledger.besu.ethereum.mainnet.feemarket.FeeMarket;
import org.hyperledger.besu.evm.precompile.PrecompileContractRegistry;

/** Stands for Besu's in unit tests: the rules of one fork, made of what a test gives. */
public class ProtocolSpec {
  private final String fork;
  private final boolean proofOfStake;
  private final PrecompileContractRegistry precompiles;
  private final MainnetTransactionProcessor processor;
  private final AbstractBlockProcessor.TransactionReceiptFactory receipts;
  private final FeeMarket market;
  private final PreExecutionProcessor before;

  public ProtocolSpec(
      final String fork,
      final boolean proofOfStake,
      final PrecompileContractRegistry precompiles,
      final MainnetTransactionProcessor processor,
      final AbstractBlockProcessor.TransactionReceiptFactory receipts,
      final FeeMarket market,
      final PreExecutionProcessor before) {
    this.fork = fork;
    this.proofOfStake = proofOfStake;
    this.precompiles = precompiles;
    this.processor = processor;
    this.receipts = receipts;
    this.market = market;
    this.before = before;
  }

  public MainnetTransactionProcessor getTransactionProcessor() {
    return processor;
  }

  public AbstractBlockProcessor.TransactionReceiptFactory getTransactionReceiptFactory() {
    return receipts;
  }

  public FeeMarket getFeeMarket() {
    return market;
  }

  public PreExecutionProcessor getPreExecutionProcessor() {
    return before;
  }

  public PrecompileContractRegistry getPrecompileContractRegistry() {
    return precompiles;
  }

  public HardforkId getHardforkId() {
    return () -> fork;
  }

  public boolean isPoS() {
    return proofOfStake;
  }
}
