/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.junit.jupiter.api.Test;
import org.zknode.plugin.besu.TransactionMeter.Excess;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.engine.WorkLimits;

class TransactionMeterTest {
  private static final int MUL = 0x02;
  private static final MessageFrame FRAME =
      new MessageFrame(MUL, List.of(), Address.wrap(Bytes.wrap(new byte[20])), Bytes.EMPTY);

  private final AtomicLong now = new AtomicLong();

  private static Resources arithmetics(final long gas, final long arithmetics) {
    return new Resources(gas, 1_000, 1_000, 1 << 20, arithmetics, 1 << 20, 1 << 20);
  }

  private static Optional<Excess> run(
      final TransactionMeter meter, final int index, final int instructions, final long gas) {
    final OperationTracer tracer = meter.tracer();
    try {
      for (int i = 0; i < instructions; i++) {
        tracer.tracePreExecution(FRAME);
      }
    } catch (final ExecutionStopped e) {
      return meter.stopped();
    }
    assertThat(meter.stopped()).isEmpty();
    return meter.executed(index, gas);
  }

  private static SkipKind kind(final Optional<Excess> excess) {
    return excess.orElseThrow().kind();
  }

  @Test
  void whoHasNoBudgetLeavesNothingOutAndCountsGas() {
    final TransactionMeter meter = TransactionMeter.none();

    assertThat(meter.refuses(0, Long.MAX_VALUE)).isEmpty();
    assertThat(meter.tracer()).isSameAs(OperationTracer.NO_TRACING);
    assertThat(meter.stopped()).isEmpty();
    assertThat(meter.executed(0, 21_000)).isEmpty();
    assertThat(meter.executed(1, 30_000)).isEmpty();
    assertThat(meter.used()).isEqualTo(Resources.ofGas(51_000));
    assertThat(meter.exhausted()).isEmpty();
  }

  @Test
  void whoIsUnlimitedCountsAll() {
    final TransactionMeter meter = TransactionMeter.unlimited();

    assertThat(run(meter, 0, 10_000, 50_000)).isEmpty();
    assertThat(run(meter, 1, 10_000, 50_000)).isEmpty();
    assertThat(meter.used().arithmetics()).isEqualTo(20_000);
    assertThat(meter.used().steps()).isEqualTo(20_000);
    assertThat(meter.used().gas()).isEqualTo(100_000);
  }

  /** It may never fit: its sender answers for it. */
  @Test
  void whatExceedsAnEmptyBatchIsStopped() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(arithmetics(1 << 30, 5_000), arithmetics(1 << 30, 5_000)));

    final Optional<Excess> excess = run(meter, 0, 20_000, 0);

    assertThat(kind(excess)).isEqualTo(SkipKind.OVERSIZED);
    assertThat(excess.orElseThrow().reason()).contains("arithmetic instructions");
    assertThat(meter.used()).isEqualTo(Resources.ZERO);
    assertThat(meter.exhausted()).isEmpty();
  }

  /** Between two looks of the tracer. */
  @Test
  void whatExceedsAnEmptyBatchByALittleIsSeenAtTheEnd() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(arithmetics(1 << 30, 100), arithmetics(1 << 30, 100)));

    final Optional<Excess> excess = run(meter, 0, 101, 0);

    assertThat(kind(excess)).isEqualTo(SkipKind.OVERSIZED);
    assertThat(excess.orElseThrow().reason())
        .isEqualTo("it uses 101 arithmetic instructions, an empty batch has 100");
    assertThat(run(meter, 1, 100, 0)).as("the next one has all").isEmpty();
  }

  @Test
  void whatExceedsTheRestWaitsForAnotherBatchAndTheBatchEnds() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(arithmetics(1 << 30, 60), arithmetics(1 << 30, 100)));

    final Optional<Excess> excess = run(meter, 0, 61, 0);

    assertThat(kind(excess)).isEqualTo(SkipKind.NO_RESOURCES);
    assertThat(excess.orElseThrow().reason())
        .isEqualTo("it uses 61 arithmetic instructions, the batch has 60 left");
    assertThat(meter.exhausted()).hasValue(Resource.ARITHMETICS);
    assertThat(run(meter, 1, 60, 0)).as("one that fits is still taken").isEmpty();
    assertThat(meter.used().arithmetics()).isEqualTo(60);
    assertThat(kind(run(meter, 2, 1, 0))).isEqualTo(SkipKind.NO_RESOURCES);
  }

  /** Else empty batches could be closed by whoever is never executed. */
  @Test
  void aBatchThatIsNearlyEmptyDoesNotEnd() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(arithmetics(1 << 30, 90), arithmetics(1 << 30, 100)));

    assertThat(kind(run(meter, 0, 91, 0))).isEqualTo(SkipKind.NO_RESOURCES);
    assertThat(meter.exhausted()).isEmpty();
  }

  @Test
  void gasIsAResourceOfTheBatchToo() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(arithmetics(50_000, 100), arithmetics(100_000, 100)));

    assertThat(kind(run(meter, 0, 1, 100_001))).isEqualTo(SkipKind.OVERSIZED);
    assertThat(kind(run(meter, 1, 1, 50_001))).isEqualTo(SkipKind.NO_RESOURCES);
    assertThat(meter.exhausted()).hasValue(Resource.GAS);
    assertThat(run(meter, 2, 1, 50_000)).isEmpty();
  }

  @Test
  void roomIsTakenOnlyByWhatStays() {
    final TransactionMeter meter =
        TransactionMeter.within(
            new ResourceBudget(
                arithmetics(1 << 30, 100),
                arithmetics(1 << 30, 100),
                new Room(250, 2),
                WorkLimits.none()),
            index -> 100 + index);

    assertThat(meter.refuses(0, 21_000)).isEmpty();
    assertThat(kind(run(meter, 0, 101, 0))).isEqualTo(SkipKind.OVERSIZED);
    assertThat(meter.refuses(1, 21_000)).isEmpty();
    assertThat(run(meter, 1, 1, 0)).isEmpty();
    assertThat(kind(meter.refuses(50, 21_000))).isEqualTo(SkipKind.NO_ROOM);
    assertThat(meter.refuses(50, 21_000).orElseThrow().reason())
        .isEqualTo("it has 150 bytes, the batch has 149 left");
    assertThat(meter.refuses(2, 21_000)).isEmpty();
    assertThat(run(meter, 2, 1, 0)).isEmpty();
    assertThat(meter.refuses(3, 21_000).orElseThrow().reason())
        .isEqualTo("the batch is full: transactions");
  }

  private TransactionMeter timed() {
    return TransactionMeter.within(
        new ResourceBudget(
            arithmetics(1 << 30, 1 << 20),
            arithmetics(1 << 30, 1 << 20),
            new Room(1 << 20, 100),
            new WorkLimits(
                Duration.ofMillis(100),
                Duration.ofMillis(40),
                Duration.ofMillis(20),
                200_000,
                () -> now.get() * 1_000_000)));
  }

  @Test
  void oneThatTakesTooLongIsStopped() {
    final TransactionMeter meter = timed();
    final OperationTracer tracer = meter.tracer();
    now.set(40);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                tracer.tracePreExecution(FRAME);
              }
            })
        .isInstanceOf(ExecutionStopped.class);
    assertThat(kind(meter.stopped())).isEqualTo(SkipKind.OUT_OF_TIME);
    assertThat(meter.refuses(1, 200_001))
        .as("its time was more than all that may come to nothing")
        .isPresent();
    assertThat(meter.refuses(1, 50_000)).as("a transfer").isEmpty();
  }

  /** It did not have its time: it is not to blame. */
  @Test
  void oneThatTheBlocksEndStopsIsNotToBlame() {
    final TransactionMeter meter = timed();
    now.set(90);
    final OperationTracer tracer = meter.tracer();
    now.set(100);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                tracer.tracePreExecution(FRAME);
              }
            })
        .isInstanceOf(ExecutionStopped.class);
    assertThat(kind(meter.stopped())).isEqualTo(SkipKind.NOT_TRIED);
    assertThat(meter.refuses(1, 21_000).orElseThrow().reason())
        .isEqualTo("the block's time is over");
    assertThat(kind(meter.refuses(1, 21_000))).isEqualTo(SkipKind.NOT_TRIED);
  }
}
