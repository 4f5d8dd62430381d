/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.data.TransactionSimulationResult;
import org.junit.jupiter.api.Test;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.Trial;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.testkit.TestTransactions;

class BesuCallsTest {
  private static final Address ZERO = Address.wrap(Bytes.wrap(new byte[20]));
  private static final int MUL = 0x02;
  private static final int KECCAK = 0x20;
  private static final Resources MUCH =
      new Resources(1 << 30, 1_000, 1_000, 1 << 30, 1 << 30, 1 << 30, 1 << 30);

  private Function<OperationTracer, Optional<TransactionSimulationResult>> besus =
      tracer -> Optional.empty();
  private final ToyBesu besu = new ToyBesu();
  private final BesuCalls calls =
      new BesuCalls(
          () -> (call, overrides, header, tracer, parameters) -> besus.apply(tracer),
          new BlockExecutor(besu.rules()));

  private CallOutcome call() {
    return calls.call(
        new CallRequest(
            Optional.empty(), Optional.empty(), OptionalLong.empty(), BigInteger.ZERO, Bytes.EMPTY),
        besu.chain().getChainHeadHeader());
  }

  private Trial simulate(final Resources whole, final Duration time) {
    return calls.simulate(
        TestTransactions.transfer(
            TransactionType.LEGACY,
            TestTransactions.key(1),
            0,
            org.zknode.eth.Address.fromHex("0x000000000000000000000000000000000000beef")),
        besu.chain().getChainHeadHeader(),
        whole,
        time);
  }

  private static void execute(final OperationTracer tracer, final int opcode, final int times) {
    final MessageFrame frame =
        new MessageFrame(opcode, List.of(Bytes.of(0), Bytes.of(100)), ZERO, Bytes.EMPTY);
    for (int i = 0; i < times; i++) {
      tracer.tracePreExecution(frame);
    }
  }

  @Test
  void whatTheCallDidIsCounted() {
    besus =
        tracer -> {
          execute(tracer, MUL, 3);
          execute(tracer, KECCAK, 2);
          return Optional.of(TransactionSimulationResult.success(12_345));
        };

    assertThat(call())
        .isInstanceOfSatisfying(
            CallOutcome.Success.class,
            success -> {
              assertThat(success.gasUsed()).isEqualTo(12_345);
              assertThat(success.counters().orElseThrow().steps()).isEqualTo(5);
              assertThat(success.counters().orElseThrow().arithmetics()).isEqualTo(3);
              assertThat(success.counters().orElseThrow().keccakHashes()).isEqualTo(2);
            });
  }

  @Test
  void aRevertKeepsItsData() {
    besus = tracer -> Optional.of(TransactionSimulationResult.reverted(9, Bytes.of(0xab)));

    assertThat(call())
        .isInstanceOfSatisfying(
            CallOutcome.Reverted.class,
            reverted -> {
              assertThat(reverted.gasUsed()).isEqualTo(9);
              assertThat(reverted.data()).isEqualTo(Bytes.of(0xab));
            });
  }

  @Test
  void whatBesuDoesNotBeginIsInvalid() {
    besus = tracer -> Optional.of(TransactionSimulationResult.invalid("gas too low"));

    assertThat(call()).isEqualTo(new CallOutcome.Invalid("gas too low"));
  }

  @Test
  void failuresOfBesuAreTheEngines() {
    assertThatThrownBy(this::call)
        .isInstanceOf(EngineException.class)
        .hasMessage("Besu did not execute the call");

    besus =
        tracer -> {
          throw new IllegalStateException("world state is closed");
        };
    assertThatThrownBy(this::call)
        .isInstanceOf(EngineException.class)
        .hasMessage("the call could not be executed on block 0: world state is closed");

    besus =
        tracer -> {
          throw new UnsatisfiedLinkError("no gnark");
        };
    assertThatThrownBy(this::call)
        .isInstanceOf(EngineException.class)
        .hasMessageStartingWith("the call on block 0 could not be executed: this Besu lacks code");
  }

  @Test
  void aTrialWithinItsLimitsFits() {
    besus =
        tracer -> {
          execute(tracer, MUL, 10_000);
          return Optional.of(TransactionSimulationResult.success(50_000));
        };

    assertThat(simulate(MUCH, Duration.ofDays(1))).isEqualTo(new Trial.Fits());
  }

  @Test
  void gasIsJudgedAtTheEnd() {
    besus = tracer -> Optional.of(TransactionSimulationResult.success(50_000));

    assertThat(simulate(new Resources(49_999, 9, 9, 9, 9, 9, 9), Duration.ofDays(1)))
        .isInstanceOfSatisfying(
            Trial.Exceeds.class,
            exceeds -> assertThat(exceeds.reason()).endsWith("gas or more, a batch has 49999"));
  }

  /** Besu may turn what the tracer throws into a result, or let it through. */
  @Test
  void oneThatIsStoppedExceedsWhateverBesuMakesOfIt() {
    final Resources few = new Resources(1 << 30, 1 << 30, 9, 1 << 30, 5, 1 << 30, 1 << 30);
    besus =
        tracer -> {
          execute(tracer, MUL, 10_000);
          return Optional.empty();
        };
    assertThat(simulate(few, Duration.ofDays(1)))
        .isInstanceOfSatisfying(
            Trial.Exceeds.class,
            exceeds ->
                assertThat(exceeds.reason())
                    .isEqualTo("it uses 4096 arithmetic instructions or more, a batch has 5"));

    besus =
        tracer -> {
          try {
            execute(tracer, MUL, 10_000);
          } catch (final ExecutionStopped e) {
            return Optional.of(TransactionSimulationResult.invalid("internal error"));
          }
          return Optional.empty();
        };
    assertThat(simulate(few, Duration.ofDays(1))).isInstanceOf(Trial.Exceeds.class);
  }

  @Test
  void timeIsALimitToo() {
    besus =
        tracer -> {
          execute(tracer, MUL, 10_000);
          return Optional.of(TransactionSimulationResult.success(1));
        };

    assertThat(simulate(MUCH, Duration.ZERO))
        .isEqualTo(new Trial.Exceeds("its execution takes longer than 0 ms"));
  }

  @Test
  void aTrialThatFailsByItselfIsNotTheTransactions() {
    besus =
        tracer -> {
          throw new IllegalStateException("world state is closed");
        };

    assertThatThrownBy(() -> simulate(MUCH, Duration.ofDays(1)))
        .isInstanceOf(EngineException.class)
        .hasMessage("the transaction could not be tried on block 0: world state is closed");
  }
}
