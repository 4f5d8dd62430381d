/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.transactions.TransactionSize;
import org.zknode.rollup.state.Batch;

/** Makes the sequenceBatches call of as many batches as one L1 transaction takes. */
final class SequenceBuilder {
  /**
   * Seconds that the last block may be later than L1's newest block. The contract allows 36 after
   * the block that mines the sequence; the rest is for an L1 reorg to an earlier timestamp.
   */
  static final long TIMESTAMP_MARGIN_SECONDS = 30;

  private final Address coinbase;

  /**
   * @param maxBatchBytes limit of a batch's data
   * @throws IllegalArgumentException L1's nodes would not take a full batch
   */
  SequenceBuilder(final Address coinbase, final int maxBatchBytes) {
    this.coinbase = coinbase;
    final int largest = size(encode(List.of(full(maxBatchBytes)), Long.MAX_VALUE));
    if (largest > TransactionSize.LIMIT) {
      throw new IllegalArgumentException(
          "a batch of %d bytes makes an L1 transaction of %d bytes, L1 nodes take %d: lower --plugin-sequencer-max-batch-bytes by %d"
              .formatted(
                  maxBatchBytes, largest, TransactionSize.LIMIT, largest - TransactionSize.LIMIT));
    }
  }

  private static Batch full(final int bytes) {
    return new Batch(
        1, 1, 1, Bytes.wrap(new byte[bytes]), Bytes32.ZERO, true, true, Optional.empty());
  }

  /** Of the signed transaction, in bytes, at the most. */
  private static int size(final Sequence sequence) {
    return TransactionSize.most(sequence.calldata().size());
  }

  /**
   * @param batches consecutive, at least one
   * @param lastTimestamp of a batch's last block, seconds
   * @param timestampLimit a batch that ends later must wait
   * @return empty when the first batch must wait
   */
  Optional<Sequence> longest(
      final List<Batch> batches,
      final ToLongFunction<Batch> lastTimestamp,
      final long timestampLimit) {
    for (int count = batches.size(); count > 0; count--) {
      final Batch last = batches.get(count - 1);
      final long timestamp = lastTimestamp.applyAsLong(last);
      if (timestamp > timestampLimit) {
        continue;
      }
      final Sequence sequence = encode(batches.subList(0, count), timestamp);
      if (size(sequence) <= TransactionSize.LIMIT || count == 1) {
        return Optional.of(sequence);
      }
    }
    return Optional.empty();
  }

  private Sequence encode(final List<Batch> batches, final long maxSequenceTimestamp) {
    final long first = batches.getFirst().number();
    final Bytes calldata =
        ElderberryAbi.sequenceBatches(
            new ElderberryAbi.SequenceCall(
                batches.stream().map(SequenceBuilder::batchData).toList(),
                maxSequenceTimestamp,
                first - 1,
                coinbase));
    return new Sequence(
        first,
        batches.getLast().number(),
        batches.stream().filter(batch -> batch.forced().isEmpty()).count(),
        calldata);
  }

  /** As it stands in the call. */
  static SequencedBatch batchData(final Batch batch) {
    return batch
        .forced()
        .map(input -> ElderberryAbi.forcedBatch(batch.batchL2Data(), input))
        .orElseGet(() -> ElderberryAbi.normalBatch(batch.batchL2Data()));
  }
}
