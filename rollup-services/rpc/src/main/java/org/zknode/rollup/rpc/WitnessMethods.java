/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.InFlight;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchRecordings;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.witness.ExecutionPayload;
import org.zknode.rollup.witness.StatelessInput;

/**
 * Execution witnesses (docs/concepts/witness.md) of blocks and of batches: those that are kept, or
 * by executing again what they are asked for.
 */
public final class WitnessMethods {
  /** As other clients call it; a host may have it itself. */
  public static final String DEBUG = "debug_executionWitness";

  /** The same, which no host has. */
  static final String BLOCK = "zknode_executionWitness";

  static final String BATCH = "zkevm_getBatchWitness";

  /** What the guests of zkVM provers take. */
  static final String PROVER_INPUT = "zknode_getProverInput";

  /** Each executes a block or a batch; Besu answers with 6 threads. */
  static final int MAX_COSTLY = 2;

  /** Blocks of one answer; a batch of a busy minute. */
  static final int MAX_BLOCKS = 1_000;

  private static final int HASH_DIGITS = 2 + 2 * Bytes32.SIZE;

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainConfig chain;
  private final BatchRecordings recordings;
  private final BlockTags tags;
  private final BatchTags batchTags;
  private final InFlight costly = new InFlight(MAX_COSTLY, InFlight.SHORT_WAIT);

  public WitnessMethods(
      final ExecutionEngine engine, final StateStore store, final ChainConfig chain) {
    this.engine = engine;
    this.store = store;
    this.chain = chain;
    this.recordings = new BatchRecordings(engine, store, chain);
    this.tags = new BlockTags(engine, store);
    this.batchTags = new BatchTags(store);
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.put(DEBUG, this::ofBlock);
    methods.put(BLOCK, this::ofBlocks);
    methods.put(BATCH, this::ofBatch);
    methods.put(PROVER_INPUT, this::proverInput);
    methods.replaceAll((name, method) -> ZkevmMethods.withoutInternals(few(method)));
    return Map.copyOf(methods);
  }

  private RpcMethod few(final RpcMethod method) {
    return params -> {
      if (!costly.enter()) {
        throw new RpcException(
            OtsMethods.LIMIT_EXCEEDED,
            "too many calls at the same time: %d execution witnesses are being recorded, try again"
                .formatted(costly.limit()));
      }
      try {
        return method.call(params);
      } finally {
        costly.leave();
      }
    };
  }

  private Object ofBlock(final List<Object> params) throws RpcException {
    final Object wanted = RpcParams.of(params, 1, 1).value(0);
    final long number = tags.resolve(byHash(wanted), 0);
    if (number == 0) {
      throw new RpcException(RpcException.DEFAULT, "nothing was executed to get block 0");
    }
    return json(engine.recordWitness(List.of(input(number))).blocks().getFirst());
  }

  /** One block, or what several need that are in a batch as they are in the chain. */
  private Object ofBlocks(final List<Object> params) throws RpcException {
    final RpcParams given = RpcParams.of(params, 1, 2);
    if (params.size() < 2) {
      return ofBlock(params);
    }
    final long first = given.quantity(0);
    final long last = given.quantity(1);
    if (first < 1 || last < first || last - first >= MAX_BLOCKS) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "%d to %d are not 1 to %d blocks".formatted(first, last, MAX_BLOCKS));
    }
    final List<BlockInput> inputs = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      inputs.add(input(number));
    }
    return json(engine.recordWitness(inputs).range());
  }

  private static Object byHash(final Object wanted) {
    return wanted instanceof String text && text.length() == HASH_DIGITS
        ? Map.of("blockHash", text)
        : wanted;
  }

  private BlockInput input(final long number) throws RpcException {
    final L2Block block =
        engine
            .block(number)
            .orElseThrow(
                () -> new RpcException(RpcException.DEFAULT, "there is no block " + number));
    return new BlockInput(
        new BlockAttributes(
            number,
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            0,
            engine.l1InfoRoot(number).orElse(Bytes32.ZERO)),
        block.transactions());
  }

  private Object ofBatch(final List<Object> params) throws RpcException {
    final long number = batchTags.resolve(RpcParams.of(params, 1, 1), 0);
    final Optional<Batch> batch = store.read(tx -> tx.batches().find(number));
    if (batch.isEmpty()) {
      return null;
    }
    requireBlocks(batch.get());
    return json(recordings.range(batch.get()));
  }

  /** What a zkVM's guest takes of each block, and what it has to find. */
  private Object proverInput(final List<Object> params) throws RpcException {
    final long number = batchTags.resolve(RpcParams.of(params, 1, 1), 0);
    final Optional<Batch> batch = store.read(tx -> tx.batches().find(number));
    if (batch.isEmpty()) {
      return null;
    }
    requireBlocks(batch.get());
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("batchNumber", hex(number));
    json.put("chainId", hex(chain.l2ChainId()));
    json.put("stateRoot", batch.get().stateRoot().toHexString());
    json.put(
        "blocks",
        recordings.of(batch.get()).orElseThrow().blocks().stream()
            .map(WitnessMethods::json)
            .toList());
    return json;
  }

  private static Map<String, Object> json(final StatelessInput input) {
    final ExecutionPayload payload = input.request().payload();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", hex(payload.number()));
    json.put("hash", payload.blockHash().toHexString());
    json.put("stateRoot", payload.stateRoot().toHexString());
    json.put("receiptsRoot", payload.receiptsRoot().toHexString());
    json.put("gasUsed", hex(payload.gasUsed()));
    json.put("input", input.encode().toHexString());
    return json;
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  private static void requireBlocks(final Batch batch) throws RpcException {
    if (!batch.closed()) {
      throw new RpcException(RpcException.DEFAULT, "batch %d is open".formatted(batch.number()));
    }
    if (batch.firstBlock() > batch.lastBlock()) {
      throw new RpcException(
          RpcException.DEFAULT, "batch %d has no blocks".formatted(batch.number()));
    }
  }

  private static Map<String, Object> json(final ExecutionWitness witness) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", hex(witness.state()));
    json.put("codes", hex(witness.codes()));
    // Nothing needs them: the preimages of what the nodes' paths are.
    json.put("keys", List.of());
    json.put("headers", hex(witness.headers()));
    return json;
  }

  private static List<String> hex(final List<Bytes> parts) {
    return parts.stream().map(Bytes::toHexString).toList();
  }
}
