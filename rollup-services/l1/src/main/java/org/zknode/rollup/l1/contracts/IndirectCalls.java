/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.contracts.ElderberryAbi.SequenceCall;
import org.zknode.rollup.l1.contracts.RollupCalls.Call;
import org.zknode.rollup.l1.contracts.RollupCalls.Transaction;
import org.zknode.rollup.l1.jsonrpc.LogEntry;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * The calldata of sequences and forced batches that reached the rollup contract through other code:
 * wallets, multisignatures, accounts with a delegation (EIP-7702). Of several that it might be, the
 * contract's own hashes decide.
 */
final class IndirectCalls {
  private final RollupCalls calls;
  private final ContractViews contracts;

  IndirectCalls(final RollupCalls calls, final ContractViews contracts) {
    this.calls = calls;
    this.contracts = contracts;
  }

  /**
   * @throws TemporaryException no endpoint traces, and it is not in the transaction's calldata
   * @throws IllegalArgumentException a trace does not have it either
   */
  SequenceCall sequence(final LogEntry log, final L1BlockRef block, final Transaction transaction) {
    final long lastBatch = log.number(1);
    final Optional<SequenceCall> carried =
        Stream.of(ElderberryAbi.SEQUENCE_BATCHES_SELECTOR, EtrogSequence.SELECTOR)
            .flatMap(selector -> RollupCalls.carried(transaction, selector).stream())
            .flatMap(call -> sequence(call, log, block).stream())
            .findFirst();
    return carried.orElseGet(
        () ->
            traced(
                    log,
                    "batch %d was sequenced through another contract".formatted(lastBatch),
                    found ->
                        found.stream()
                            .flatMap(call -> sequence(call, log, block).stream())
                            .findFirst())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "no call in it has the contract's accumulated input hash")));
  }

  private Optional<SequenceCall> sequence(
      final Call call, final LogEntry log, final L1BlockRef block) {
    final long lastBatch = log.number(1);
    final SequenceCall decoded;
    try {
      decoded = EtrogSequence.decode(call.calldata(), lastBatch, block.timestamp());
    } catch (final IllegalArgumentException other) {
      return Optional.empty();
    }
    final long first = decoded.initSequencedBatch();
    if (first + decoded.batches().size() != lastBatch) {
      return Optional.empty();
    }
    Bytes32 hash = first == 0 ? AccInputHash.GENESIS : contracts.sequencedAccInputHash(first);
    for (final SequencedBatch batch : decoded.batches()) {
      hash =
          batch.forcedTimestamp() == 0
              ? AccInputHash.next(
                  hash,
                  batch.transactions(),
                  log.word(),
                  decoded.maxSequenceTimestamp(),
                  decoded.coinbase())
              : AccInputHash.nextForced(
                  hash,
                  batch.transactions(),
                  batch.forcedGlobalExitRoot(),
                  batch.forcedTimestamp(),
                  decoded.coinbase(),
                  batch.forcedBlockHashL1());
    }
    return hash.equals(contracts.sequencedAccInputHash(lastBatch))
        ? Optional.of(decoded)
        : Optional.empty();
  }

  /**
   * Data of a forced batch whose event leaves it out.
   *
   * @param before logs before this one
   * @throws TemporaryException no endpoint traces, and it is not in the transaction's calldata
   * @throws IllegalArgumentException a trace does not have it either
   */
  Bytes forced(
      final LogEntry log,
      final L1BlockRef block,
      final ForcedBatchAbi.ForceBatchLog event,
      final Transaction transaction,
      final List<LogEntry> before) {
    final long number = log.number(1);
    final Bytes32 queued = contracts.forcedBatchHash(number, block.number());
    final ForcedInput input =
        new ForcedInput(number, event.lastGlobalExitRoot(), block.timestamp(), block.parentHash());
    final Optional<Bytes> carried =
        dataOf(RollupCalls.carried(transaction, ForcedBatchAbi.FORCE_BATCH_SELECTOR)).stream()
            .filter(data -> ForcedBatchAbi.queuedHash(data, input).equals(queued))
            .findFirst();
    if (carried.isPresent()) {
      return carried.get();
    }
    final long place = placeAmong(before, log, event.sender());
    return traced(
            log,
            "forced batch %d was forced by the code of an account (EIP-7702)".formatted(number),
            found -> {
              final Stream<Bytes> data =
                  dataOf(
                      found.stream()
                          .filter(call -> call.caller().filter(event.sender()::equals).isPresent())
                          .toList())
                      .stream();
              return queued.isZero()
                  // It is sequenced by now, so its hash is gone; the sequence's will tell.
                  ? data.skip(place).findFirst()
                  : data.filter(one -> ForcedBatchAbi.queuedHash(one, input).equals(queued))
                      .findFirst();
            })
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    queued.isZero()
                        ? "a trace of it has no more than %d such calls".formatted(place)
                        : "no call in it has the hash " + queued));
  }

  /** How many batches the same account forced before this one in the same transaction. */
  private static long placeAmong(
      final List<LogEntry> before, final LogEntry log, final Address sender) {
    return before.stream()
        .filter(other -> other.transactionHash().equals(log.transactionHash()))
        .filter(other -> other.topic(0).equals(ForcedBatchAbi.FORCE_BATCH_TOPIC))
        .filter(other -> ForcedBatchAbi.decodeForceBatchLog(other.data()).sender().equals(sender))
        .count();
  }

  private static List<Bytes> dataOf(final List<Call> found) {
    final List<Bytes> data = new ArrayList<>();
    for (final Call call : found) {
      try {
        data.add(ForcedBatchAbi.decodeForceBatch(call.calldata()));
      } catch (final IllegalArgumentException other) {
        // Another method of the contract, or bytes that only looked like a call.
        continue;
      }
    }
    return data;
  }

  private <T> Optional<T> traced(
      final LogEntry log, final String what, final Function<List<Call>, Optional<T>> chooser) {
    try {
      return calls.traces().find(log.transactionHash(), chooser);
    } catch (final CallTraces.NoTraceException e) {
      throw new TemporaryException(
          "%s in L1 transaction %s of block %d; its data can only be read with an L1 endpoint that has debug_traceTransaction or trace_transaction: add one to --plugin-zknode-l1-urls (%s)"
              .formatted(what, log.transactionHash(), log.blockNumber(), e.getMessage()),
          e);
    }
  }
}
