/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.service.TemporaryException;

/**
 * Checks a user's transaction and stores it in the pool. Rules, their order and their texts are
 * those of spec zkevm-node 5.1, with typed transactions and the EIPs that came with them; rules 11,
 * 15 and 16 need the table and are the pool's.
 */
public final class TransactionAdmission implements TransactionGateway {
  private final TransactionPool pool;
  private final ExecutionEngine engine;
  private final AdmissionLimits limits;

  public TransactionAdmission(
      final TransactionPool pool, final ExecutionEngine engine, final AdmissionLimits limits) {
    this.pool = pool;
    this.engine = engine;
    this.limits = limits;
  }

  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    try {
      checkForm(transaction);
      checkState(transaction, engine.account(transaction.sender()));
      checkGas(transaction);
      pool.add(transaction);
    } catch (final TemporaryException | EngineException e) {
      throw new PoolRejectedException(
          "this node cannot take transactions now, try again later: " + e.getMessage());
    }
  }

  private void checkForm(final SignedTransaction transaction) throws PoolRejectedException {
    if (transaction.chainId().isPresent()) {
      final long chainId = transaction.chainId().getAsLong();
      final boolean legacy = transaction.type() == TransactionType.LEGACY;
      // v = 35 claims EIP-155 for chain id 0, which stands for no chain id.
      refuseIf(legacy && chainId == 0, "invalid sender");
      refuseIf(chainId != engine.chainId(), "invalid chain id");
    }
    refuseIf(!limits.allowedTypes().contains(transaction.type()), "transaction type not supported");
    refuseIf(
        BatchCodec.encodedSize(transaction.raw()) > limits.maxTransactionBytes(), "oversized data");
  }

  private void checkState(final SignedTransaction transaction, final AccountState account)
      throws PoolRejectedException {
    refuseIf(transaction.nonce() < account.nonce(), "nonce too low");
    refuseIf(transaction.nonce() - account.nonce() >= limits.maxNonceGap(), "nonce too high");
    refuseIf(transaction.maxFeePerGas().compareTo(limits.minGasPrice()) < 0, "gas price too low");
    refuseIf(
        transaction.maxPriorityFeePerGas().compareTo(transaction.maxFeePerGas()) > 0,
        "max priority fee per gas higher than max fee per gas");
    refuseIf(
        account.balance().compareTo(transaction.upfrontCost()) < 0,
        "insufficient funds for gas * price + value");
  }

  private void checkGas(final SignedTransaction transaction) throws PoolRejectedException {
    refuseIf(
        IntrinsicGas.of(transaction).compareTo(BigInteger.valueOf(transaction.gasLimit())) > 0,
        "intrinsic gas too low");
    final int dataBytes = transaction.data().size();
    refuseIf(
        dataBytes > limits.maxDataBytes(),
        "data size bigger than allowed, current size is %d bytes and max allowed is %d bytes"
            .formatted(dataBytes, limits.maxDataBytes()));
    refuseIf(
        transaction.to().isEmpty() && dataBytes > IntrinsicGas.MAX_INIT_CODE_BYTES,
        "max initcode size exceeded: code size %d, limit %d"
            .formatted(dataBytes, IntrinsicGas.MAX_INIT_CODE_BYTES));
    refuseIf(transaction.gasLimit() > limits.blockGasLimit(), "exceeds block gas limit");
  }

  private static void refuseIf(final boolean condition, final String text)
      throws PoolRejectedException {
    if (condition) {
      throw new PoolRejectedException(text);
    }
  }
}
