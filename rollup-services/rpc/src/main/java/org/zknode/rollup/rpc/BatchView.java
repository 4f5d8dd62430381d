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
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/**
 * The Batch object of {@code zkevm_getBatchByNumber} (docs/spec/rpc.md, "Methods of zkevm").
 *
 * @param leaf the newest L1 info leaf that the batch names, if any
 */
record BatchView(
    Batch batch,
    Optional<VirtualBatch> virtual,
    Optional<VerifiedBatch> verified,
    Optional<L1InfoLeaf> leaf) {

  static Optional<BatchView> find(
      final StateStore.Tx tx, final long number, final ExecutionEngine engine) {
    final Optional<Batch> batch = tx.batches().find(number);
    if (batch.isEmpty() && number == 0) {
      return engine
          .block(0)
          .map(
              genesis ->
                  new BatchView(
                      new Batch(
                          0, 0, 0, Bytes.EMPTY, genesis.stateRoot(), true, true, Optional.empty()),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()));
    }
    return batch.map(
        row ->
            new BatchView(
                row,
                tx.virtualBatches().find(number),
                number == 0 ? Optional.empty() : tx.verifiedBatches().covering(number),
                tx.blocks().ofBatch(number).stream()
                    .map(BlockInfo::l1InfoTreeIndex)
                    .filter(index -> index > 0)
                    .max(Long::compare)
                    .flatMap(index -> tx.l1InfoLeaves().find(index))));
  }

  Map<String, Object> json(
      final ExecutionEngine engine, final ExitRoots exitRoots, final boolean full) {
    final List<L2Block> blocks = new ArrayList<>();
    for (long number = batch.firstBlock(); number <= batch.lastBlock(); number++) {
      engine.block(number).ifPresent(blocks::add);
    }
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", RpcJson.quantity(batch.number()));
    batch
        .forced()
        .filter(forced -> forced.number() > 0)
        .ifPresent(forced -> json.put("forcedBatchNumber", RpcJson.quantity(forced.number())));
    json.put("coinbase", coinbase(blocks).toString());
    json.put("stateRoot", batch.stateRoot().toHexString());
    json.put("globalExitRoot", hex(leaf.map(L1InfoLeaf::globalExitRoot)));
    json.put("mainnetExitRoot", hex(leaf.map(L1InfoLeaf::mainnetExitRoot)));
    json.put("rollupExitRoot", hex(leaf.map(L1InfoLeaf::rollupExitRoot)));
    json.put("localExitRoot", exitRoots.after(batch.lastBlock()).toHexString());
    json.put("accInputHash", hex(virtual.map(VirtualBatch::accInputHash)));
    json.put("timestamp", RpcJson.quantity(timestamp(blocks)));
    json.put(
        "sendSequencesTxHash", virtual.map(row -> row.l1Transaction().toHexString()).orElse(null));
    json.put(
        "verifyBatchTxHash", verified.map(row -> row.l1Transaction().toHexString()).orElse(null));
    json.put("closed", batch.closed());
    json.put("blocks", blocks.stream().<Object>map(block -> block(block, full)).toList());
    json.put(
        "transactions",
        blocks.stream().flatMap(block -> transactions(block, full).stream()).toList());
    json.put("batchL2Data", batch.batchL2Data().toHexString());
    return json;
  }

  private static Object block(final L2Block block, final boolean full) {
    return full ? RpcJson.block(block) : block.hash().toHexString();
  }

  private static List<Object> transactions(final L2Block block, final boolean full) {
    final List<Object> json = new ArrayList<>();
    for (int i = 0; i < block.transactions().size(); i++) {
      json.add(full ? RpcJson.transaction(block, i) : RpcJson.hash(block.transactions().get(i)));
    }
    return json;
  }

  private Address coinbase(final List<L2Block> blocks) {
    return virtual
        .map(VirtualBatch::coinbase)
        .orElseGet(() -> blocks.isEmpty() ? Address.ZERO : blocks.getLast().coinbase());
  }

  private long timestamp(final List<L2Block> blocks) {
    return blocks.isEmpty()
        ? virtual.map(VirtualBatch::timestampLimit).orElse(0L)
        : blocks.getLast().timestamp();
  }

  private static String hex(final Optional<Bytes32> value) {
    return value.orElse(Bytes32.ZERO).toHexString();
  }
}
