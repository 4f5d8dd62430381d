/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.core.ProcessableBlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSpec;
import org.hyperledger.besu.ethereum.mainnet.TransactionValidationParams;
import org.hyperledger.besu.ethereum.processing.TransactionProcessingResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;
import org.hyperledger.besu.evm.blockhash.BlockHashLookup;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;
import org.zknode.plugin.besu.TransactionMeter.Excess;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.SkipKind;

/** The transaction loop of one block; used by one thread. */
final class BlockTransactions {
  /** A later block may take these: state or base fee can change without the user's doing. */
  private static final Set<TransactionInvalidReason> RETRYABLE =
      Set.of(
          TransactionInvalidReason.NONCE_TOO_HIGH,
          TransactionInvalidReason.UPFRONT_COST_EXCEEDS_BALANCE,
          TransactionInvalidReason.GAS_PRICE_BELOW_CURRENT_BASE_FEE,
          TransactionInvalidReason.MAX_FEE_PER_GAS_BELOW_CURRENT_BASE_FEE);

  /** Not the transaction's fault: skipping it would make nodes disagree. */
  private static final Set<TransactionInvalidReason> HOST_FAILURE =
      Set.of(
          TransactionInvalidReason.INTERNAL_ERROR, TransactionInvalidReason.EXECUTION_INTERRUPTED);

  private final MutableWorldState worldState;
  private final ProtocolSpec spec;
  private final ProcessableBlockHeader header;
  private final BlockHashLookup hashes;
  private final Wei blobGasPrice;
  private final TransactionMeter meter;
  private final List<Transaction> included = new ArrayList<>();
  private final List<Bytes> includedBytes = new ArrayList<>();
  private final List<TransactionReceipt> receipts = new ArrayList<>();
  private final List<SkippedTransaction> skipped = new ArrayList<>();
  private long gasUsed;

  BlockTransactions(
      final MutableWorldState worldState,
      final ProtocolSpec spec,
      final ProcessableBlockHeader header,
      final BlockHashLookup hashes,
      final TransactionMeter meter) {
    this.worldState = worldState;
    this.spec = spec;
    this.header = header;
    this.hashes = hashes;
    this.meter = meter;
    this.blobGasPrice = spec.getFeeMarket().blobGasPricePerGas(BlobGas.ZERO);
  }

  /** Applies the transaction, or reports it as skipped and leaves no trace of it. */
  void apply(final int index, final Bytes raw, final Decoded decoded) {
    switch (decoded) {
      case Decoded.Invalid invalid ->
          skipped.add(new SkippedTransaction(index, raw, invalid.reason(), false));
      case Decoded.Valid valid -> apply(index, raw, valid.transaction());
    }
  }

  private void apply(final int index, final Bytes raw, final Transaction transaction) {
    final Optional<Excess> refusal = meter.refuses(index, transaction.getGasLimit());
    if (refusal.isPresent()) {
      skip(index, raw, refusal.get());
      return;
    }
    if (transaction.getGasLimit() > header.getGasLimit() - gasUsed) {
      final boolean fitsAnEmptyBlock = transaction.getGasLimit() <= header.getGasLimit();
      final String reason =
          fitsAnEmptyBlock ? "block gas exhausted" : "gas limit above the block's";
      skip(
          index,
          raw,
          new Excess(reason, fitsAnEmptyBlock ? SkipKind.NOT_TRIED : SkipKind.CANNOT_APPLY));
      return;
    }
    final WorldUpdater blockUpdater = worldState.updater();
    final WorldUpdater transactionUpdater = blockUpdater.updater();
    final TransactionProcessingResult result =
        NativeCode.required(
            () -> name(index, transaction), () -> process(transactionUpdater, transaction));
    final Optional<Excess> stop = meter.stopped();
    if (stop.isPresent()) {
      skip(index, raw, stop.get());
      return;
    }
    if (result.isInvalid()) {
      skip(index, raw, result);
      return;
    }
    final long gas = transaction.getGasLimit() - result.getGasRemaining();
    final Optional<Excess> excess = meter.executed(index, gas);
    if (excess.isPresent()) {
      skip(index, raw, excess.get());
      return;
    }
    transactionUpdater.commit();
    blockUpdater.commit();
    blockUpdater.markTransactionBoundary();
    gasUsed += gas;
    included.add(transaction);
    includedBytes.add(raw);
    receipts.add(
        spec.getTransactionReceiptFactory()
            .create(transaction.getType(), result, worldState, gasUsed));
  }

  private TransactionProcessingResult process(
      final WorldUpdater updater, final Transaction transaction) {
    return spec.getTransactionProcessor()
        .processTransaction(
            updater,
            header,
            transaction,
            header.getCoinbase(),
            meter.tracer(),
            hashes,
            TransactionValidationParams.processingBlock(),
            blobGasPrice);
  }

  private String name(final int index, final Transaction transaction) {
    return "transaction %d (%s) of block %d"
        .formatted(
            index, BesuBlocks.toBytes32(transaction.getHash()).toHexString(), header.getNumber());
  }

  private void skip(final int index, final Bytes raw, final Excess excess) {
    skipped.add(new SkippedTransaction(index, raw, excess.reason(), excess.kind()));
  }

  private void skip(final int index, final Bytes raw, final TransactionProcessingResult result) {
    final TransactionInvalidReason reason = result.getValidationResult().getInvalidReason();
    final String text = result.getValidationResult().getErrorMessage();
    if (HOST_FAILURE.contains(reason)) {
      throw new EngineException(
          "transaction %d of block %d could not be executed: %s"
              .formatted(index, header.getNumber(), text));
    }
    skipped.add(new SkippedTransaction(index, raw, text, RETRYABLE.contains(reason)));
  }

  List<Transaction> included() {
    return included;
  }

  /** Network encodings of what is included. */
  List<Bytes> includedBytes() {
    return includedBytes;
  }

  List<TransactionReceipt> receipts() {
    return receipts;
  }

  List<SkippedTransaction> skipped() {
    return skipped;
  }

  long gasUsed() {
    return gasUsed;
  }
}
