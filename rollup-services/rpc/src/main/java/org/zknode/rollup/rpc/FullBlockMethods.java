/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ChainReader.TransactionPosition;
import org.zknode.rollup.engine.EngineException;

/** Blocks with receipts, and transactions by L2 hash (docs/spec/rpc.md, "Methods of zkevm"). */
final class FullBlockMethods {
  private final ChainReader reader;
  private final BlockTags tags;

  FullBlockMethods(final ChainReader reader, final BlockTags tags) {
    this.reader = reader;
    this.tags = tags;
  }

  void addTo(final Map<String, RpcMethod> methods) {
    methods.put("zkevm_getFullBlockByNumber", this::byNumber);
    methods.put("zkevm_getFullBlockByHash", this::byHash);
    methods.put(
        "zkevm_getTransactionByL2Hash", params -> byL2Hash(params, ReceiptJson::transaction));
    methods.put(
        "zkevm_getTransactionReceiptByL2Hash", params -> byL2Hash(params, ReceiptJson::receipt));
  }

  private Object byNumber(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 1, 2);
    final boolean full = checked.flag(1, false);
    return json(reader.executed(tags.resolve(checked, 0)), full);
  }

  private Object byHash(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 1, 2);
    final Bytes32 hash = checked.bytes32(0);
    final boolean full = checked.flag(1, false);
    return json(
        reader
            .blockByHash(hash)
            .map(L2Block::number)
            .flatMap(reader::executed)
            // A reorg may come in between.
            .filter(executed -> executed.block().hash().equals(hash)),
        full);
  }

  private static Object json(final Optional<ExecutedBlock> executed, final boolean full) {
    return executed.map(block -> ReceiptJson.block(block, full)).orElse(null);
  }

  private Object byL2Hash(
      final List<Object> params, final BiFunction<ExecutedBlock, Integer, Object> view)
      throws RpcException {
    final Bytes32 hash = RpcParams.of(params, 1, 1).bytes32(0);
    final Optional<TransactionPosition> position = reader.find(hash);
    if (position.isEmpty()) {
      return null;
    }
    final TransactionPosition at = position.get();
    final ExecutedBlock executed =
        reader
            .executed(at.block())
            .filter(block -> at.index() < block.receipts().size())
            .orElseThrow(
                () -> new EngineException("block %d has just been replaced".formatted(at.block())));
    return view.apply(executed, at.index());
  }
}
