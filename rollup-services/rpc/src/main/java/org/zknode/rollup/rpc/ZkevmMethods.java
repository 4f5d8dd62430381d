/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * The {@code zkevm_} namespace (docs/spec/rpc.md, "Methods of zkevm"), read from the engine and the
 * state DB.
 */
public final class ZkevmMethods {
  /** Most blocks per zkevm_getNativeBlockHashesInRange (docs/spec/rpc.md, "Methods of zkevm"). */
  public static final int MAX_NATIVE_BLOCK_HASHES = 60_000;

  private final ExecutionEngine engine;
  private final ExitRoots exitRoots;
  private final StateStore store;
  private final ChainConfig chain;
  private final BlockTags tags;
  private final BatchTags batchTags;

  public ZkevmMethods(
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain) {
    this.engine = engine;
    this.exitRoots = exitRoots;
    this.store = store;
    this.chain = chain;
    this.tags = new BlockTags(engine, store);
    this.batchTags = new BatchTags(store);
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.put("zkevm_consolidatedBlockNumber", this::consolidatedBlockNumber);
    methods.put("zkevm_isBlockVirtualized", this::isBlockVirtualized);
    methods.put("zkevm_isBlockConsolidated", this::isBlockConsolidated);
    methods.put("zkevm_batchNumber", this::batchNumber);
    methods.put("zkevm_virtualBatchNumber", this::virtualBatchNumber);
    methods.put("zkevm_verifiedBatchNumber", this::verifiedBatchNumber);
    methods.put("zkevm_batchNumberByBlockNumber", this::batchNumberByBlockNumber);
    methods.put("zkevm_getBatchByNumber", this::getBatchByNumber);
    methods.put("zkevm_getLatestGlobalExitRoot", this::getLatestGlobalExitRoot);
    methods.put("zkevm_getExitRootsByGER", this::getExitRootsByGer);
    methods.put("zkevm_getNativeBlockHashesInRange", this::getNativeBlockHashesInRange);
    methods.put("zkevm_forkId", this::forkId);
    new FullBlockMethods(engine.reader(), tags).addTo(methods);
    new EstimateMethods(engine, tags, chain.blockGasLimit()).addTo(methods);
    methods.replaceAll((name, method) -> withoutInternals(method));
    return Map.copyOf(methods);
  }

  /** A database or engine that is not there now is a plain error for the client. */
  static RpcMethod withoutInternals(final RpcMethod method) {
    return params -> {
      try {
        return method.call(params);
      } catch (final TemporaryException e) {
        throw new RpcException(RpcException.DEFAULT, e.getMessage());
      }
    };
  }

  private Object consolidatedBlockNumber(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    return RpcJson.quantity(tags.consolidatedBlock());
  }

  private Object isBlockVirtualized(final List<Object> params) throws RpcException {
    final long number = tags.resolve(RpcParams.of(params, 1, 1), 0);
    return isInBatchUpTo(number, store.read(BatchTags::lastVirtual));
  }

  private Object isBlockConsolidated(final List<Object> params) throws RpcException {
    final long number = tags.resolve(RpcParams.of(params, 1, 1), 0);
    return isInBatchUpTo(number, store.read(BatchTags::lastVerified));
  }

  private boolean isInBatchUpTo(final long block, final long lastBatch) {
    if (block == 0) {
      return true;
    }
    return store
        .read(tx -> tx.blocks().find(block))
        .filter(row -> row.batchNumber() > 0 && row.batchNumber() <= lastBatch)
        .isPresent();
  }

  private Object batchNumber(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    final long last = store.read(BatchTags::last);
    return RpcJson.quantity(last);
  }

  private Object virtualBatchNumber(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    final long last = store.read(BatchTags::lastVirtual);
    return RpcJson.quantity(last);
  }

  private Object verifiedBatchNumber(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    final long last = store.read(BatchTags::lastVerified);
    return RpcJson.quantity(last);
  }

  private Object batchNumberByBlockNumber(final List<Object> params) throws RpcException {
    final long number = tags.resolve(RpcParams.of(params, 1, 1), 0);
    if (number == 0) {
      return RpcJson.quantity(0);
    }
    return store
        .read(tx -> tx.blocks().find(number))
        .map(BlockInfo::batchNumber)
        .filter(batch -> batch > 0)
        .map(batch -> RpcJson.quantity(batch.longValue()))
        .orElse(null);
  }

  private Object getBatchByNumber(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 1, 2);
    final boolean full = checked.flag(1, false);
    final long number = batchTags.resolve(checked, 0);
    return store
        .read(tx -> BatchView.find(tx, number, engine))
        .map(view -> view.json(engine, exitRoots, full))
        .orElse(null);
  }

  private Object getLatestGlobalExitRoot(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    return store
        .read(tx -> tx.l1InfoLeaves().last())
        .map(L1InfoLeaf::globalExitRoot)
        .orElse(Bytes32.ZERO)
        .toHexString();
  }

  private Object getExitRootsByGer(final List<Object> params) throws RpcException {
    final Bytes32 root = RpcParams.of(params, 1, 1).bytes32(0);
    return store
        .read(tx -> tx.l1InfoLeaves().byGlobalExitRoot(root))
        .map(ZkevmMethods::exitRoots)
        .orElse(null);
  }

  private static Map<String, Object> exitRoots(final L1InfoLeaf leaf) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("blockNumber", RpcJson.quantity(leaf.l1Block()));
    json.put("timestamp", RpcJson.quantity(leaf.timestamp()));
    json.put("mainnetExitRoot", leaf.mainnetExitRoot().toHexString());
    json.put("rollupExitRoot", leaf.rollupExitRoot().toHexString());
    return json;
  }

  /** State roots of the blocks; blocks above the head are left out. */
  private Object getNativeBlockHashesInRange(final List<Object> params) throws RpcException {
    final Map<?, ?> filter = RpcParams.of(params, 1, 1).object(0);
    final long from = tags.resolve(filter.get("fromBlock"), 0);
    final long to = tags.resolve(filter.get("toBlock"), 0);
    if (to < from) {
      throw RpcParams.invalid("invalid block range");
    }
    if (to - from > MAX_NATIVE_BLOCK_HASHES) {
      throw RpcParams.invalid(
          "native block hashes are limited to a %d block range".formatted(MAX_NATIVE_BLOCK_HASHES));
    }
    final List<String> roots = new ArrayList<>();
    final long last = Long.min(to, engine.head().number());
    for (long number = from; number <= last; number++) {
      engine.stateRoot(number).map(Bytes32::toHexString).ifPresent(roots::add);
    }
    return roots;
  }

  private Object forkId(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    return RpcJson.quantity(chain.forkId());
  }
}
