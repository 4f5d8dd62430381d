/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.ProcessableBlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.mainnet.MainnetTransactionProcessor;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSpec;
import org.hyperledger.besu.ethereum.mainnet.blockhash.PreExecutionProcessor;
import org.hyperledger.besu.ethereum.mainnet.feemarket.BaseFeeMarket;
import org.hyperledger.besu.ethereum.mainnet.systemcall.BlockProcessingContext;
import org.hyperledger.besu.ethereum.processing.TransactionProcessingResult;
import org.hyperledger.besu.evm.blockhash.BlockHashLookup;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.precompile.PrecompileContractRegistry;
import org.hyperledger.besu.evm.precompile.PrecompiledContract;
import org.hyperledger.besu.evm.tracing.OperationTracer;

/** The rules by a genesis file; those of a rollup unless a test says otherwise. */
public final class ToyRules implements ProtocolSchedule {
  private static final String PRAGUE = "PRAGUE";

  private Optional<BigInteger> chainId = Optional.of(BigInteger.valueOf(1001));
  private String fork = PRAGUE;
  private String laterFork = PRAGUE;
  private boolean proofOfStake = true;
  private final PrecompileContractRegistry precompiles = new PrecompileContractRegistry();
  private BiFunction<Transaction, OperationTracer, TransactionProcessingResult> execution =
      (transaction, tracer) -> TransactionProcessingResult.done(transaction.getGasLimit() - 21_000);

  ToyRules() {
    for (int address = 1; address <= Precompiles.LAST; address++) {
      precompiles.put(address, new Working());
    }
  }

  private static class Working implements PrecompiledContract {
    @Override
    public String getName() {
      return "EXAMPLE";
    }

    @Override
    public PrecompileContractResult computePrecompile(final Bytes input, final MessageFrame frame) {
      return null;
    }
  }

  public void chainId(final Optional<Long> value) {
    chainId = value.map(BigInteger::valueOf);
  }

  /**
   * @param next of the next block
   * @param later of a block at the end of time
   */
  public void forks(final String next, final String later) {
    fork = next;
    laterFork = later;
  }

  /** The genesis file has another terminalTotalDifficulty than 0. */
  public void beforeTheMerge() {
    proofOfStake = false;
  }

  public PrecompileContractRegistry precompiles() {
    return precompiles;
  }

  /** What executing a transaction does. */
  public void execute(
      final BiFunction<Transaction, OperationTracer, TransactionProcessingResult> value) {
    execution = value;
  }

  /** One that needs code which is not there. */
  public static PrecompiledContract withoutNativeCode() {
    return new Working() {
      @Override
      public PrecompileContractResult computePrecompile(
          final Bytes input, final MessageFrame frame) {
        throw new UnsatisfiedLinkError("no such library in java.library.path");
      }
    };
  }

  /** One that does not like the example. */
  public static PrecompiledContract picky() {
    return new Working() {
      @Override
      public PrecompileContractResult computePrecompile(
          final Bytes input, final MessageFrame frame) {
        throw new IllegalArgumentException("not a point");
      }
    };
  }

  @Override
  public Optional<BigInteger> getChainId() {
    return chainId;
  }

  @Override
  public ProtocolSpec getForNextBlockHeader(
      final org.hyperledger.besu.plugin.data.BlockHeader parent, final long timestamp) {
    return new ProtocolSpec(
        timestamp == Long.MAX_VALUE ? laterFork : fork,
        proofOfStake,
        precompiles,
        new MainnetTransactionProcessor(execution),
        (type, result, worldState, gasUsed) -> new TransactionReceipt(1, gasUsed, List.of()),
        new Market(),
        new Before());
  }

  private static final class Market implements BaseFeeMarket {
    @Override
    public Wei blobGasPricePerGas(final BlobGas excess) {
      return Wei.of(BigInteger.ONE);
    }

    @Override
    public long targetGasUsed(final BlockHeader header) {
      return header.getGasLimit() / 2;
    }

    @Override
    public Wei computeBaseFee(
        final long number, final Wei parentFee, final long parentGas, final long target) {
      return parentFee;
    }
  }

  private static final class Before implements PreExecutionProcessor {
    @Override
    public Void process(final BlockProcessingContext context, final Optional<?> tracker) {
      return null;
    }

    @Override
    public BlockHashLookup createBlockHashLookup(
        final Blockchain chain, final ProcessableBlockHeader header) {
      return (frame, number) -> chain.getBlockHeader(number).map(BlockHeader::getHash).orElse(null);
    }
  }
}
