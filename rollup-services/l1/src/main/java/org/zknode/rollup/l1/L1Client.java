/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * Port to L1: JSON-RPC against the elderberry contracts (docs/spec/l1-contracts.md). As a view it
 * is whichever endpoint answers. An L1 that cannot be reached is a {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface L1Client extends L1View, AutoCloseable {
  /** Which L1 head to follow. */
  enum BlockTag {
    LATEST,
    SAFE,
    FINALIZED
  }

  long chainId();

  /**
   * Each endpoint as a view of its own, the best first, without those of another chain; the same
   * objects each time.
   */
  default List<L1View> views() {
    return List.of(this);
  }

  /** RollupManager.rollupIDToRollupData of our rollup. */
  RollupData rollupData();

  /** The last sequenced batch: the lowest that an endpoint which is well says. */
  default long leastBatchSequenced() {
    return rollupData().lastBatchSequenced();
  }

  /**
   * RollupManager.calculateRewardPerBatch(): what a verification is paid per batch now, in the
   * smallest unit of the fee token.
   */
  BigInteger rewardPerBatch();

  /** GlobalExitRootManager.getRoot(): the current L1 info root. */
  Bytes32 l1InfoRoot();

  boolean hasCode(Address address);

  BigInteger balance(Address address);

  /** Transaction count of the account at the latest block. */
  long minedNonce(Address account);

  /** The same as several endpoints say it, which may lag or lie. */
  default MinedNonces minedNonces(final Address account) {
    final long nonce = minedNonce(account);
    return new MinedNonces(nonce, nonce);
  }

  /** Transaction count of the account including L1's pool: the lowest that an endpoint says. */
  long pendingNonce(Address account);

  /**
   * Likewise.
   *
   * @param atLeast what is below is known to be used; of no effect when no endpoint says more
   */
  default long pendingNonce(final Address account, final long atLeast) {
    return pendingNonce(account);
  }

  /** Base fee and suggested priority fee now. */
  Fees fees();

  /** eth_gasPrice: what L1 suggests to pay per gas now, in wei. */
  BigInteger gasPrice();

  /** eth_estimateGas; also the dry run. */
  long estimateGas(Address from, Address to, Bytes data) throws L1RevertException;

  /**
   * Simulates calls of one account one after the other on the newest block (eth_simulateV1): the
   * dry run of the last one while the others are not mined.
   *
   * @throws L1RevertException the last call reverts
   */
  default Simulation simulate(final Address from, final List<Call> calls) throws L1RevertException {
    return new Simulation.NotOffered();
  }

  /** eth_sendRawTransaction, to all endpoints that are well; it has succeeded when one has it. */
  Bytes32 sendRaw(Bytes rawTransaction) throws L1SendException;

  Optional<Receipt> receipt(Bytes32 transactionHash);

  @Override
  void close();

  /**
   * How many transactions of one account are mined, as the endpoints say it.
   *
   * @param agreed more than half of them say at least that: neither who lags nor who lies decides
   * @param highest what at least one says
   */
  record MinedNonces(long agreed, long highest) {
    /**
     * @param answers at least one
     */
    public static MinedNonces of(final List<Long> answers) {
      final List<Long> sorted = answers.stream().sorted().toList();
      return new MinedNonces(sorted.get((sorted.size() - 1) / 2), sorted.getLast());
    }

    /** Whether a transaction of that nonce is mined. */
    public boolean isUsed(final long nonce) {
      return agreed > nonce;
    }
  }

  /**
   * @param rollupContract the consensus contract
   */
  record RollupData(
      Address rollupContract,
      long chainId,
      Address verifier,
      long forkId,
      long lastBatchSequenced,
      long lastVerifiedBatch) {}

  /**
   * L1's fees now, wei per gas.
   *
   * @param baseFeePerGas of the newest block
   * @param maxPriorityFeePerGas what the endpoint suggests
   */
  record Fees(BigInteger baseFeePerGas, BigInteger maxPriorityFeePerGas) {}

  record Call(Address to, Bytes data) {}

  /** What {@link #simulate} comes to. */
  sealed interface Simulation {
    /**
     * @param gas that the last call used
     */
    record Used(long gas) implements Simulation {}

    /** One of the others reverts. */
    record EarlierReverts() implements Simulation {}

    /** This L1 does not offer it. */
    record NotOffered() implements Simulation {}
  }

  record Receipt(Bytes32 transactionHash, long blockNumber, Bytes32 blockHash, boolean success) {}
}
