/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.LogEntry;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;

/** Turns logs of our contracts into events; reads their blocks and calldata where needed. */
final class L1EventDecoder {
  private final EthCalls eth;
  private final RollupCalls calls;
  private final IndirectCalls indirect;
  private final L1Config config;

  L1EventDecoder(
      final EthCalls eth,
      final RollupCalls calls,
      final IndirectCalls indirect,
      final L1Config config) {
    this.eth = eth;
    this.calls = calls;
    this.indirect = indirect;
    this.config = config;
  }

  /**
   * Decodes logs in their order.
   *
   * @throws TemporaryException the endpoint does not have a block or a transaction, or something
   *     more is needed than it has
   * @throws CriticalException a transaction or an event cannot be decoded
   */
  List<L1Event> decode(final List<LogEntry> logs) {
    final Map<Bytes32, L1BlockRef> blocks = new HashMap<>();
    final List<L1Event> events = new ArrayList<>(logs.size());
    for (int i = 0; i < logs.size(); i++) {
      final LogEntry log = logs.get(i);
      final L1BlockRef block = blocks.computeIfAbsent(log.blockHash(), hash -> block(log));
      decode(log, block, logs.subList(0, i)).ifPresent(events::add);
    }
    return events;
  }

  private Optional<L1Event> decode(
      final LogEntry log, final L1BlockRef block, final List<LogEntry> before) {
    final Bytes32 transaction = log.transactionHash();
    final Bytes32 topic = log.topic(0);
    if (log.address().equals(config.globalExitRootManager())
        && topic.equals(ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC)) {
      return Optional.of(
          new L1Event.UpdateL1InfoTree(block, transaction, log.topic(1), log.topic(2)));
    }
    if (!log.address().equals(config.rollup())) {
      return Optional.empty();
    }
    if (topic.equals(ElderberryAbi.SEQUENCE_BATCHES_TOPIC)) {
      return Optional.of(sequence(block, log));
    }
    if (topic.equals(ForcedBatchAbi.FORCE_BATCH_TOPIC)) {
      return Optional.of(forceBatch(block, log, before));
    }
    if (topic.equals(ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC)) {
      return Optional.of(sequenceForced(block, log));
    }
    if (topic.equals(ForcedBatchAbi.INITIAL_SEQUENCE_BATCHES_TOPIC)) {
      return Optional.of(initial(block, log, ForcedBatchAbi::decodeInitialLog));
    }
    if (topic.equals(ForcedBatchAbi.UPDATE_ETROG_SEQUENCE_TOPIC)) {
      return Optional.of(initial(block, log, ForcedBatchAbi::decodeUpdateLog));
    }
    if (topic.equals(ElderberryAbi.VERIFY_BATCHES_TOPIC)) {
      return Optional.of(
          new L1Event.VerifyBatches(
              block, transaction, log.number(1), log.word(), log.addressTopic(2)));
    }
    return Optional.empty();
  }

  private L1Event sequence(final L1BlockRef block, final LogEntry log) {
    final long lastBatch = log.number(1);
    final RollupCalls.Transaction transaction = calls.transaction(log);
    final ElderberryAbi.SequenceCall call;
    try {
      call =
          calls.isDirect(transaction)
              ? EtrogSequence.decode(transaction.input(), lastBatch, block.timestamp())
              : indirect.sequence(log, block, transaction);
    } catch (final IllegalArgumentException e) {
      throw undecodable("batch %d of a sequencing transaction".formatted(lastBatch), block, log, e);
    }
    return new L1Event.SequenceBatches(
        block,
        log.transactionHash(),
        lastBatch,
        log.word(),
        call.batches(),
        call.maxSequenceTimestamp(),
        call.initSequencedBatch(),
        call.coinbase());
  }

  /**
   * The contract leaves the data out of its event when the caller is the account that signed the
   * transaction. Mostly that account called it directly, then the calldata is the call; an account
   * with a delegation (EIP-7702) can do it from its own code.
   */
  private L1Event forceBatch(
      final L1BlockRef block, final LogEntry log, final List<LogEntry> before) {
    final long number = log.number(1);
    try {
      final ForcedBatchAbi.ForceBatchLog event = ForcedBatchAbi.decodeForceBatchLog(log.data());
      Bytes data = event.transactions();
      if (data.isEmpty()) {
        final RollupCalls.Transaction transaction = calls.transaction(log);
        if (transaction.from().equals(event.sender())) {
          data =
              calls.isDirect(transaction)
                  ? ForcedBatchAbi.decodeForceBatch(transaction.input())
                  : indirect.forced(log, block, event, transaction, before);
        }
      }
      return new L1Event.ForceBatch(
          block, log.transactionHash(), number, event.lastGlobalExitRoot(), event.sender(), data);
    } catch (final IllegalArgumentException e) {
      throw undecodable("forced batch " + number, block, log, e);
    }
  }

  private static L1Event initial(
      final L1BlockRef block,
      final LogEntry log,
      final Function<Bytes, ForcedBatchAbi.InitialLog> decoder) {
    try {
      final ForcedBatchAbi.InitialLog event = decoder.apply(log.data());
      return new L1Event.InitialSequenceBatches(
          block,
          log.transactionHash(),
          event.batch(),
          event.transactions(),
          event.lastGlobalExitRoot(),
          event.sequencer());
    } catch (final IllegalArgumentException e) {
      throw undecodable("the initial batch", block, log, e);
    }
  }

  private L1Event sequenceForced(final L1BlockRef block, final LogEntry log) {
    final RollupCalls.Transaction transaction = calls.transaction(log);
    if (calls.isDirect(transaction)) {
      return new L1Event.SequenceForceBatches(
          block, log.transactionHash(), log.number(1), List.of(transaction.from()));
    }
    final List<Address> callers = new ArrayList<>();
    transaction.to().ifPresent(callers::add);
    callers.add(transaction.from());
    final Optional<List<Address>> traced = calls.traces().callers(log.transactionHash());
    traced.ifPresent(callers::addAll);
    return new L1Event.SequenceForceBatches(
        block, log.transactionHash(), log.number(1), callers, traced.isPresent());
  }

  private static CriticalException undecodable(
      final String what,
      final L1BlockRef block,
      final LogEntry log,
      final IllegalArgumentException why) {
    return new CriticalException(
        new NodeStatus.Halt(
            HaltCode.L1_UNREADABLE,
            "l1",
            what + " of the consensus contract cannot be decoded",
            "L1 transaction %s in block %d: %s"
                .formatted(log.transactionHash(), block.number(), why.getMessage())));
  }

  private L1BlockRef block(final LogEntry log) {
    return eth.ask(
        "eth_getBlockByHash",
        found -> {
          final L1BlockRef block = found.isNull() ? null : EthCalls.block(found);
          if (block == null
              || block.number() != log.blockNumber()
              || !block.hash().equals(log.blockHash())) {
            throw new TemporaryException(
                "L1 block %d %s of a log is not there"
                    .formatted(log.blockNumber(), log.blockHash()));
          }
          return block;
        },
        log.blockHash().toHexString(),
        false);
  }
}
