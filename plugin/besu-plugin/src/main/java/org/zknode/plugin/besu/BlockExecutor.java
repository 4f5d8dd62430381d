/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.Block;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.BlockHeaderBuilder;
import org.hyperledger.besu.ethereum.core.Difficulty;
import org.hyperledger.besu.ethereum.core.ProcessableBlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.mainnet.BodyValidation;
import org.hyperledger.besu.ethereum.mainnet.MainnetBlockHeaderFunctions;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSpec;
import org.hyperledger.besu.ethereum.mainnet.feemarket.BaseFeeMarket;
import org.hyperledger.besu.ethereum.mainnet.systemcall.BlockProcessingContext;
import org.hyperledger.besu.evm.blockhash.BlockHashLookup;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

/**
 * Executes one block on a world state that stands at its parent and assembles header, body and
 * receipts. Persists nothing. Every header field is set here, none by the host's defaults, because
 * all nodes must get the same hash (docs/spec/chain-rules.md, "Block header").
 */
final class BlockExecutor {
  /** Post-merge headers carry this nonce (EIP-3675). */
  private static final long NONCE = 0;

  private final ProtocolSchedule schedule;

  BlockExecutor(final ProtocolSchedule schedule) {
    this.schedule = schedule;
  }

  /**
   * A block with its receipts; the world state has its changes, unpersisted.
   *
   * @param included network encodings of its transactions
   */
  record Executed(
      Block block,
      List<TransactionReceipt> receipts,
      List<Bytes> included,
      List<SkippedTransaction> skipped) {}

  /** Where BLOCKHASH looks. */
  @FunctionalInterface
  interface HashLookups {
    BlockHashLookup forBlock(ProtocolSpec spec, ProcessableBlockHeader header);
  }

  /** Lookup among the canonical ancestors. */
  static HashLookups canonical(final Blockchain chain) {
    return (spec, header) -> spec.getPreExecutionProcessor().createBlockHashLookup(chain, header);
  }

  /** How the state root is found when all transactions are executed. */
  @FunctionalInterface
  interface StateRoot {
    Hash of(MutableWorldState worldState);
  }

  /**
   * Executes all of a block, see {@link #begin}.
   *
   * @param raw network encodings
   * @param decoded one for each of them
   */
  Executed execute(
      final MutableWorldState worldState,
      final BlockHeader parent,
      final BlockAttributes attributes,
      final List<Bytes> raw,
      final List<Decoded> decoded,
      final HashLookups lookups,
      final TransactionMeter meter,
      final StateRoot stateRoot) {
    final Running running = begin(worldState, parent, attributes, lookups, meter);
    running.apply(raw, decoded);
    return running.finish(stateRoot);
  }

  /**
   * Begins a block: what every block does before its transactions is done.
   *
   * @param worldState at the parent
   */
  Running begin(
      final MutableWorldState worldState,
      final BlockHeader parent,
      final BlockAttributes attributes,
      final HashLookups lookups,
      final TransactionMeter meter) {
    final ProtocolSpec spec = schedule.getForNextBlockHeader(parent, attributes.timestamp());
    final Wei baseFee = baseFee(spec, parent, attributes.number());
    final ProcessableBlockHeader pending =
        common(parent, attributes, baseFee).buildProcessableBlockHeader();
    final BlockHashLookup hashes = lookups.forBlock(spec, pending);
    spec.getPreExecutionProcessor()
        .process(
            new BlockProcessingContext(
                pending, worldState, spec, hashes, OperationTracer.NO_TRACING, Optional.empty()),
            Optional.empty());
    return new Running(
        worldState,
        common(parent, attributes, baseFee),
        new BlockTransactions(worldState, spec, pending, hashes, meter));
  }

  /** A block that is being executed. */
  record Running(
      MutableWorldState worldState, BlockHeaderBuilder common, BlockTransactions transactions) {
    /** Applies transactions, or leaves them out; the index of each is that in the list. */
    void apply(final List<Bytes> raw, final List<Decoded> decoded) {
      for (int i = 0; i < raw.size(); i++) {
        transactions.apply(i, raw.get(i), decoded.get(i));
      }
    }

    /** Once, when all are applied. */
    Executed finish(final StateRoot stateRoot) {
      final List<Transaction> included = transactions.included();
      final List<TransactionReceipt> receipts = transactions.receipts();
      final BlockHeader header =
          common
              .ommersHash(BodyValidation.ommersHash(List.of()))
              .stateRoot(stateRoot.of(worldState))
              .transactionsRoot(BodyValidation.transactionsRoot(included))
              .receiptsRoot(BodyValidation.receiptsRoot(receipts))
              .logsBloom(BodyValidation.logsBloom(receipts))
              .gasUsed(transactions.gasUsed())
              .extraData(Bytes.EMPTY)
              .nonce(NONCE)
              .withdrawalsRoot(BodyValidation.withdrawalsRoot(List.of()))
              .blobGasUsed(0L)
              .excessBlobGas(BlobGas.ZERO)
              // No consensus layer takes requests from a rollup (EIP-7685): none is ever made.
              .requestsHash(Hash.EMPTY_REQUESTS_HASH)
              .blockHeaderFunctions(new MainnetBlockHeaderFunctions())
              .buildBlockHeader();
      final BlockBody body = new BlockBody(included, List.of(), Optional.of(new ArrayList<>()));
      return new Executed(
          new Block(header, body), receipts, transactions.includedBytes(), transactions.skipped());
    }
  }

  /** Header of a block that is about to be executed on that parent. */
  ProcessableBlockHeader pending(final BlockHeader parent, final BlockAttributes attributes) {
    final ProtocolSpec spec = schedule.getForNextBlockHeader(parent, attributes.timestamp());
    return common(parent, attributes, baseFee(spec, parent, attributes.number()))
        .buildProcessableBlockHeader();
  }

  private static BlockHeaderBuilder common(
      final BlockHeader parent, final BlockAttributes attributes, final Wei baseFee) {
    final Hash parentHash = parent.getHash();
    return BlockHeaderBuilder.create()
        .parentHash(parentHash)
        .coinbase(BesuBlocks.toBesu(attributes.coinbase()))
        .difficulty(Difficulty.ZERO)
        .number(attributes.number())
        .gasLimit(attributes.gasLimit())
        .timestamp(attributes.timestamp())
        .baseFee(baseFee)
        .prevRandao(Bytes32.ZERO)
        .parentBeaconBlockRoot(attributes.l1InfoRoot());
  }

  private static Wei baseFee(final ProtocolSpec spec, final BlockHeader parent, final long number) {
    final BaseFeeMarket market = (BaseFeeMarket) spec.getFeeMarket();
    return market.computeBaseFee(
        number,
        parent.getBaseFee().orElseThrow(),
        parent.getGasUsed(),
        market.targetGasUsed(parent));
  }
}
