/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.time.Duration;
import java.util.OptionalLong;
import org.zknode.rollup.engine.ResourceLimits;

/**
 * @param blockTime shortest time between two L2 blocks; whole seconds, at least 1, because block
 *     timestamps are seconds and must rise
 * @param emptyBlockInterval an empty block is built when none was for this long
 * @param batchTimeout a batch with at least one block is closed this long after its first block
 * @param maxBatchBytes limit of batchL2Data; 120000 is the L1 contract's
 * @param maxBatchTransactions limit of transactions per batch
 * @param sequencerKeyFile file with the hex key that sends sequenceBatches
 * @param sequenceInterval how often closed batches are sent to L1 that do not fill a sequence
 * @param maxBatchesPerSequence how many batches at the most go into one L1 transaction
 * @param verifierThreshold distinct accepted signatures that a batch needs before it goes to L1; 0
 *     switches verification off
 * @param acceptedVerifiers addresses whose signatures count
 * @param verifierRequestTimeout one attempt to collect signatures
 * @param verifierRetryDelay between attempts
 * @param forcedBatches when batches that users forced on L1 are taken
 * @param maxFeeAllowance most that the consensus contract may take of the fee token at a time, in
 *     its smallest unit; 0 = no limit
 * @param haltAtBatch no batch from this number on is opened, and the node halts when the one before
 *     is verified on L1; 0 = never
 * @param resources what one batch may use besides bytes and transactions
 * @param settlement how far this node runs ahead of L1
 * @param preconfirmationInterval how often transactions of the block that is being assembled are
 *     made durable and told of; zero = never, blocks are built at once
 * @param witnessRetention of so many verified batches the execution witness is kept, and of each
 *     batch until then; empty: none is recorded
 */
public record SequencerConfig(
    Duration blockTime,
    Duration emptyBlockInterval,
    Duration batchTimeout,
    int maxBatchBytes,
    int maxBatchTransactions,
    java.nio.file.Path sequencerKeyFile,
    Duration sequenceInterval,
    int maxBatchesPerSequence,
    int verifierThreshold,
    java.util.List<org.zknode.eth.Address> acceptedVerifiers,
    Duration verifierRequestTimeout,
    Duration verifierRetryDelay,
    ForcedBatchPolicy forcedBatches,
    BigInteger maxFeeAllowance,
    long haltAtBatch,
    ResourceLimits resources,
    Settlement settlement,
    Duration preconfirmationInterval,
    OptionalLong witnessRetention) {

  /**
   * How far this node runs ahead of L1.
   *
   * @param maxSequencesInFlight sequences that wait in L1's pool at a time, one nonce after the
   *     other; 1 or more
   * @param maxUnsafeBatches at so many batches that are in no sequence on L1 no block is built; 0 =
   *     no limit
   * @param maxUnsafeBytes at so many bytes of them no block is built; 0 = no limit
   */
  public record Settlement(int maxSequencesInFlight, long maxUnsafeBatches, long maxUnsafeBytes) {
    /**
     * Eight sequences of 128 KiB per L1 block of 12 s are 87 kB/s and 42 million gas of calldata.
     * An L1 that stands still for an hour is outlasted at 48 kB/s, and for half a day by an idle
     * chain.
     */
    public static final Settlement DEFAULT = new Settlement(8, 4_096, 268_435_456);
  }

  /** With the default settlement, without preconfirmations and execution witnesses. */
  public SequencerConfig(
      final Duration blockTime,
      final Duration emptyBlockInterval,
      final Duration batchTimeout,
      final int maxBatchBytes,
      final int maxBatchTransactions,
      final java.nio.file.Path sequencerKeyFile,
      final Duration sequenceInterval,
      final int maxBatchesPerSequence,
      final int verifierThreshold,
      final java.util.List<org.zknode.eth.Address> acceptedVerifiers,
      final Duration verifierRequestTimeout,
      final Duration verifierRetryDelay,
      final ForcedBatchPolicy forcedBatches,
      final BigInteger maxFeeAllowance,
      final long haltAtBatch,
      final ResourceLimits resources) {
    this(
        blockTime,
        emptyBlockInterval,
        batchTimeout,
        maxBatchBytes,
        maxBatchTransactions,
        sequencerKeyFile,
        sequenceInterval,
        maxBatchesPerSequence,
        verifierThreshold,
        acceptedVerifiers,
        verifierRequestTimeout,
        verifierRetryDelay,
        forcedBatches,
        maxFeeAllowance,
        haltAtBatch,
        resources,
        Settlement.DEFAULT,
        Duration.ZERO,
        OptionalLong.empty());
  }

  /** The same with preconfirmations that often. */
  public SequencerConfig preconfirming(final Duration interval) {
    return new SequencerConfig(
        blockTime,
        emptyBlockInterval,
        batchTimeout,
        maxBatchBytes,
        maxBatchTransactions,
        sequencerKeyFile,
        sequenceInterval,
        maxBatchesPerSequence,
        verifierThreshold,
        acceptedVerifiers,
        verifierRequestTimeout,
        verifierRetryDelay,
        forcedBatches,
        maxFeeAllowance,
        haltAtBatch,
        resources,
        settlement,
        interval,
        witnessRetention);
  }

  /**
   * When batches that users forced on L1 are taken.
   *
   * @param l1Confirmations L1 blocks on top of the one with the ForceBatch event; as many are
   *     waited for before a block names a leaf of the L1 info tree
   * @param deadline after this long with enough confirmations, the open batch is closed for it
   */
  public record ForcedBatchPolicy(int l1Confirmations, Duration deadline) {}

  public SequencerConfig {
    acceptedVerifiers = java.util.List.copyOf(acceptedVerifiers);
  }
}
