/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;

/** Turns logs of our contracts into events; reads their blocks and calldata where needed. */
final class L1EventDecoder {
  private final EthCalls eth;
  private final L1Config config;

  L1EventDecoder(final EthCalls eth, final L1Config config) {
    this.eth = eth;
    this.config = config;
  }

  /**
   * Decodes logs in their order.
   *
   * @throws TemporaryException a block or a transaction is gone (an L1 reorg while reading)
   * @throws CriticalException a sequencing transaction cannot be decoded
   */
  List<L1Event> decode(final List<JsonNode> logs) {
    final Map<Bytes32, L1BlockRef> blocks = new HashMap<>();
    final List<L1Event> events = new ArrayList<>(logs.size());
    for (final JsonNode log : logs) {
      final L1BlockRef block =
          blocks.computeIfAbsent(EthCalls.bytes32(log, "blockHash"), this::block);
      decode(log, block).ifPresent(events::add);
    }
    return events;
  }

  private Optional<L1Event> decode(final JsonNode log, final L1BlockRef block) {
    final Bytes32 transaction = EthCalls.bytes32(log, "transactionHash");
    final Address emitter = new Address(EthCalls.bytes(log.path("address"), "address"));
    final Bytes data = EthCalls.bytes(log.path("data"), "data");
    final Bytes32 topic = topic(log, 0);
    if (emitter.equals(config.globalExitRootManager())
        && topic.equals(ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC)) {
      return Optional.of(
          new L1Event.UpdateL1InfoTree(block, transaction, topic(log, 1), topic(log, 2)));
    }
    if (!emitter.equals(config.rollup())) {
      return Optional.empty();
    }
    if (topic.equals(ElderberryAbi.SEQUENCE_BATCHES_TOPIC)) {
      return Optional.of(sequence(block, transaction, number(topic(log, 1)), word(data)));
    }
    if (topic.equals(ForcedBatchAbi.FORCE_BATCH_TOPIC)) {
      return Optional.of(forceBatch(block, transaction, number(topic(log, 1)), data));
    }
    if (topic.equals(ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC)) {
      return Optional.of(
          new L1Event.SequenceForceBatches(
              block, transaction, number(topic(log, 1)), callers(transaction, block)));
    }
    if (topic.equals(ForcedBatchAbi.INITIAL_SEQUENCE_BATCHES_TOPIC)) {
      return Optional.of(initial(block, transaction, data, ForcedBatchAbi::decodeInitialLog));
    }
    if (topic.equals(ForcedBatchAbi.UPDATE_ETROG_SEQUENCE_TOPIC)) {
      return Optional.of(initial(block, transaction, data, ForcedBatchAbi::decodeUpdateLog));
    }
    if (topic.equals(ElderberryAbi.VERIFY_BATCHES_TOPIC)) {
      return Optional.of(
          new L1Event.VerifyBatches(
              block,
              transaction,
              number(topic(log, 1)),
              word(data),
              new Address(topic(log, 2).slice(Bytes32.SIZE - Address.SIZE))));
    }
    return Optional.empty();
  }

  private L1Event sequence(
      final L1BlockRef block,
      final Bytes32 transaction,
      final long lastBatch,
      final Bytes32 l1InfoRoot) {
    final JsonNode found = transaction(transaction, block);
    final ElderberryAbi.SequenceCall call;
    try {
      call =
          EtrogSequence.decode(
              EthCalls.bytes(found.path("input"), "input"), lastBatch, block.timestamp());
    } catch (final IllegalArgumentException e) {
      throw new CriticalException(
          new NodeStatus.Halt(
              HaltCode.L1_UNREADABLE,
              "l1",
              "the calldata of a sequencing transaction cannot be decoded",
              "batch %d, L1 transaction %s in block %d: %s"
                  .formatted(lastBatch, transaction, block.number(), e.getMessage())));
    }
    return new L1Event.SequenceBatches(
        block,
        transaction,
        lastBatch,
        l1InfoRoot,
        call.batches(),
        call.maxSequenceTimestamp(),
        call.initSequencedBatch(),
        call.coinbase());
  }

  /** An event without data comes from a direct call: then the data is in the calldata. */
  private L1Event forceBatch(
      final L1BlockRef block, final Bytes32 transaction, final long number, final Bytes data) {
    try {
      final ForcedBatchAbi.ForceBatchLog log = ForcedBatchAbi.decodeForceBatchLog(data);
      Bytes transactions = log.transactions();
      if (transactions.isEmpty()) {
        final JsonNode found = transaction(transaction, block);
        // A contract that forces an empty batch has its own calldata here, and no data either way.
        if (config.rollup().equals(recipient(found).orElse(Address.ZERO))) {
          transactions =
              ForcedBatchAbi.decodeForceBatch(EthCalls.bytes(found.path("input"), "input"));
        }
      }
      return new L1Event.ForceBatch(
          block, transaction, number, log.lastGlobalExitRoot(), log.sender(), transactions);
    } catch (final IllegalArgumentException e) {
      throw undecodable("forced batch " + number, block, transaction, e);
    }
  }

  private static L1Event initial(
      final L1BlockRef block,
      final Bytes32 transaction,
      final Bytes data,
      final Function<Bytes, ForcedBatchAbi.InitialLog> decoder) {
    try {
      final ForcedBatchAbi.InitialLog log = decoder.apply(data);
      return new L1Event.InitialSequenceBatches(
          block,
          transaction,
          log.batch(),
          log.transactions(),
          log.lastGlobalExitRoot(),
          log.sequencer());
    } catch (final IllegalArgumentException e) {
      throw undecodable("the initial batch", block, transaction, e);
    }
  }

  private List<Address> callers(final Bytes32 transaction, final L1BlockRef block) {
    final JsonNode found = transaction(transaction, block);
    final List<Address> callers = new ArrayList<>();
    callers.add(new Address(EthCalls.bytes(found.path("from"), "from")));
    recipient(found).ifPresent(callers::add);
    return callers;
  }

  private static Optional<Address> recipient(final JsonNode transaction) {
    return transaction.path("to").isTextual()
        ? Optional.of(new Address(EthCalls.bytes(transaction.path("to"), "to")))
        : Optional.empty();
  }

  private JsonNode transaction(final Bytes32 hash, final L1BlockRef block) {
    final JsonNode found = eth.request("eth_getTransactionByHash", hash.toHexString());
    if (found.isNull()) {
      throw new TemporaryException(
          "L1 transaction %s of block %d is gone".formatted(hash, block.number()));
    }
    return found;
  }

  private static CriticalException undecodable(
      final String what,
      final L1BlockRef block,
      final Bytes32 transaction,
      final IllegalArgumentException why) {
    return new CriticalException(
        new NodeStatus.Halt(
            HaltCode.L1_UNREADABLE,
            "l1",
            what + " of the consensus contract cannot be decoded",
            "L1 transaction %s in block %d: %s"
                .formatted(transaction, block.number(), why.getMessage())));
  }

  private L1BlockRef block(final Bytes32 hash) {
    final JsonNode block = eth.request("eth_getBlockByHash", hash.toHexString(), false);
    if (block.isNull()) {
      throw new TemporaryException("L1 block %s is gone".formatted(hash));
    }
    return EthCalls.block(block);
  }

  private static Bytes32 topic(final JsonNode log, final int index) {
    final Bytes topic = EthCalls.bytes(log.path("topics").path(index), "topic");
    return Bytes32.leftPad(topic);
  }

  private static Bytes32 word(final Bytes data) {
    if (data.size() < Bytes32.SIZE) {
      throw new TemporaryException(
          "L1 answered a log with %d data bytes, expected 32".formatted(data.size()));
    }
    return Bytes32.wrap(data.slice(0, Bytes32.SIZE));
  }

  private static long number(final Bytes32 topic) {
    return topic.toUnsignedBigInteger().longValueExact();
  }
}
