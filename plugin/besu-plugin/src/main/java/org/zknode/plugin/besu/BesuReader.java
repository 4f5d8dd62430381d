/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.Block;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.TraceLimits;

/** Blocks, receipts and calls of Besu's chain. */
final class BesuReader implements ChainReader {
  private final Blockchain chain;
  private final BesuCalls calls;
  private final BesuTraces traces;
  private final BesuStates states;

  BesuReader(
      final Blockchain chain,
      final BesuCalls calls,
      final BesuTraces traces,
      final BesuStates states) {
    this.chain = chain;
    this.calls = calls;
    this.traces = traces;
    this.states = states;
  }

  @Override
  public Optional<L2Block> blockByHash(final Bytes32 hash) {
    return canonical(Hash.wrap(hash))
        .map(header -> BesuBlocks.toL2Block(header, transactions(header)));
  }

  /** Besu knows blocks of branches that were left, too. */
  private Optional<BlockHeader> canonical(final Hash hash) {
    return chain
        .getBlockHeader(hash)
        .flatMap(header -> chain.getBlockHeader(header.getNumber()))
        .filter(header -> header.getHash().getBytes().equals(hash.getBytes()));
  }

  private BlockBody body(final BlockHeader header) {
    return BesuBlocks.body(chain, header.getHash())
        .orElseThrow(
            () -> new EngineException("block %d has no body".formatted(header.getNumber())));
  }

  private List<org.hyperledger.besu.ethereum.core.Transaction> transactions(
      final BlockHeader header) {
    return body(header).getTransactions();
  }

  @Override
  public Optional<ExecutedBlock> executed(final long number) {
    return chain.getBlockHeader(number).map(this::executed);
  }

  private ExecutedBlock executed(final BlockHeader header) {
    final BlockBody body = body(header);
    final List<TransactionReceipt> receipts =
        header.getNumber() == 0
            ? List.of()
            : chain
                .getTxReceipts(header.getHash())
                .orElseThrow(
                    () ->
                        new EngineException(
                            "block %d has no receipts".formatted(header.getNumber())));
    return new ExecutedBlock(
        BesuBlocks.toL2Block(header, body.getTransactions()),
        BesuBlocks.toBytes32(header.getTransactionsRoot()),
        BesuBlocks.toBytes32(header.getReceiptsRoot()),
        header.getLogsBloom().getBytes(),
        // BlockExecutor sets no other.
        Bytes32.ZERO,
        new Block(header, body).getSize(),
        receipts.stream().map(BesuBlocks::receipt).toList());
  }

  @Override
  public Optional<TransactionPosition> find(final Bytes32 transactionHash) {
    return chain
        .getTransactionLocation(Hash.wrap(transactionHash))
        .flatMap(
            location ->
                canonical(location.getBlockHash())
                    .map(
                        header ->
                            new TransactionPosition(
                                header.getNumber(), location.getTransactionIndex())));
  }

  @Override
  public CallOutcome call(final CallRequest request, final long block) {
    return calls.call(request, header(block));
  }

  @Override
  public List<CallTrace> trace(final long block, final int index, final TraceLimits limits) {
    return traces.trace(header(block), index, limits);
  }

  @Override
  public List<CallSummary> callSummaries(final long block) {
    return traces.summaries(header(block));
  }

  @Override
  public Bytes code(final Address address, final long block) {
    return states.code(header(block), address);
  }

  @Override
  public long nonce(final Address address, final long block) {
    return states.nonce(header(block), address);
  }

  private BlockHeader header(final long number) {
    return chain
        .getBlockHeader(number)
        .orElseThrow(() -> new EngineException("no canonical block %d".formatted(number)));
  }
}
