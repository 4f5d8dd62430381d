/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.data.TransactionSimulationResult;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.TransactionSimulationService.SimulationParameters;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.Trial;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;

/** Calls on a state of Besu's, by its simulation service, with the instructions counted. */
final class BesuCalls {
  private final Supplier<TransactionSimulationService> simulation;
  private final BlockExecutor executor;

  /**
   * @param simulation Besu's service, which exists from {@code start} on
   */
  BesuCalls(final Supplier<TransactionSimulationService> simulation, final BlockExecutor executor) {
    this.simulation = simulation;
    this.executor = executor;
  }

  CallOutcome call(final CallRequest request, final BlockHeader parent) {
    final CountingTracer counting = new CountingTracer();
    final TransactionSimulationResult result;
    try {
      result =
          NativeCode.required(
              () -> "the call on block %d".formatted(parent.getNumber()),
              () -> simulate(request, parent, counting));
    } catch (final EngineException e) {
      throw e;
    } catch (final RuntimeException e) {
      throw new EngineException(
          "the call could not be executed on block %d: %s"
              .formatted(parent.getNumber(), e.getMessage()),
          e);
    }
    final Optional<ExecutionCounters> counters = Optional.of(counting.counters());
    if (result.isInvalid()) {
      return new CallOutcome.Invalid(result.getInvalidReason().orElse("Besu gives no reason"));
    }
    return result.isSuccessful()
        ? new CallOutcome.Success(result.getGasEstimate(), counters)
        : new CallOutcome.Reverted(
            result.getGasEstimate(), result.getRevertReason().orElse(Bytes.EMPTY), counters);
  }

  /** Executes a transaction without its nonce and fee, and stops it at a limit. */
  Trial simulate(
      final SignedTransaction transaction,
      final BlockHeader parent,
      final Resources whole,
      final Duration time) {
    final long end = System.nanoTime() + time.toNanos();
    final CountingTracer limited =
        new CountingTracer(Optional.of(whole), () -> System.nanoTime() - end >= 0);
    final CallRequest request =
        new CallRequest(
            Optional.of(transaction.sender()),
            transaction.to(),
            OptionalLong.of(transaction.gasLimit()),
            transaction.value(),
            transaction.data());
    final TransactionSimulationResult result;
    try {
      result =
          NativeCode.required(
              () -> "transaction %s".formatted(transaction.hash()),
              () -> simulate(request, parent, limited));
    } catch (final RuntimeException e) {
      if (!limited.stopped()) {
        throw new EngineException(
            "the transaction could not be tried on block %d: %s"
                .formatted(parent.getNumber(), e.getMessage()),
            e);
      }
      return exceeds(limited, limited.exceeded(), whole, time);
    }
    final Optional<Resource> beyond =
        limited.stopped()
            ? limited.exceeded()
            : Resources.of(result.getGasEstimate(), limited.counters()).firstAbove(whole);
    return limited.stopped() || beyond.isPresent()
        ? exceeds(limited, beyond, whole, time)
        : new Trial.Fits();
  }

  private static Trial exceeds(
      final CountingTracer limited,
      final Optional<Resource> beyond,
      final Resources whole,
      final Duration time) {
    return new Trial.Exceeds(
        beyond
            .map(
                resource ->
                    "it uses %d %s or more, a batch has %d"
                        .formatted(
                            Resources.of(0, limited.counters()).amount(resource),
                            resource.text(),
                            whole.amount(resource)))
            .orElse("its execution takes longer than %d ms".formatted(time.toMillis())));
  }

  private TransactionSimulationResult simulate(
      final CallRequest request, final BlockHeader parent, final OperationTracer tracer) {
    final BlockAttributes next =
        new BlockAttributes(
            parent.getNumber() + 1,
            BesuBlocks.toBytes32(parent.getHash()),
            parent.getTimestamp() + 1,
            new Address(parent.getCoinbase().getBytes()),
            parent.getGasLimit(),
            0,
            Bytes32.ZERO);
    return simulation
        .get()
        .simulate(
            new BesuCallParameter(request),
            Optional.empty(),
            executor.pending(parent, next),
            tracer,
            EnumSet.of(
                SimulationParameters.ALLOW_EXCEEDING_BALANCE,
                SimulationParameters.ALLOW_FUTURE_NONCE,
                SimulationParameters.ALLOW_UNDERPRICED))
        .orElseThrow(() -> new EngineException("Besu did not execute the call"));
  }
}
