/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.Call;
import org.zknode.rollup.l1.L1Client.Simulation;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.transactions.DryRun.Result;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;

class DryRunTest {
  private interface Answer {
    Object of() throws L1RevertException;
  }

  private Answer estimate = () -> 100_000L;
  private Answer simulation = Simulation.NotOffered::new;
  private final List<List<Call>> simulated = new ArrayList<>();

  private final DryRun dryRun =
      new DryRun(
          (L1Client)
              Proxy.newProxyInstance(
                  L1Client.class.getClassLoader(),
                  new Class<?>[] {L1Client.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "estimateGas" -> estimate.of();
                        case "simulate" -> simulate(arguments[1]);
                        default -> throw new UnsupportedOperationException(method.getName());
                      }));

  private Object simulate(final Object calls) throws L1RevertException {
    simulated.add(((List<?>) calls).stream().map(Call.class::cast).toList());
    return simulation.of();
  }

  private static MonitoredTransaction row(
      final String id, final Optional<String> dependsOn, final Bytes data, final long gasLimit) {
    return new MonitoredTransaction(
        "owner",
        id,
        dependsOn,
        Address.ZERO,
        Address.ZERO,
        data,
        Optional.empty(),
        gasLimit,
        Price.NONE,
        Optional.empty(),
        Status.CREATED,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static final MonitoredTransaction ALONE =
      row("a", Optional.empty(), Bytes.of(1, 2, 3), 0);
  private static final MonitoredTransaction BUILDS =
      row("b", Optional.of("a"), Bytes.of(4, 5, 6), 0);

  private static Answer reverts(final String reason) {
    return () -> {
      throw new L1RevertException(reason);
    };
  }

  @Test
  void anEstimateGetsAFifthOnTop() {
    assertThat(dryRun.of(ALONE, List.of())).isEqualTo(new Result.Gas(120_000));
    assertThat(dryRun.of(ALONE, List.of(BUILDS)))
        .as("what comes before does not matter to it")
        .isEqualTo(new Result.Gas(120_000));
    assertThat(simulated).isEmpty();
  }

  @Test
  void oneThatStandsAloneRevertsAtOnce() {
    estimate = reverts("not the sequencer");

    assertThat(dryRun.of(ALONE, List.of()))
        .isEqualTo(new Result.Reverts("the dry run reverted: not the sequencer"));
  }

  @Test
  void oneThatBuildsOnOthersIsSimulatedAfterThem() {
    simulation = () -> new Simulation.Used(200_000);

    assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Gas(300_000));
    assertThat(simulated)
        .containsExactly(
            List.of(new Call(ALONE.to(), ALONE.data()), new Call(BUILDS.to(), BUILDS.data())));
  }

  @Test
  void whatItBuildsOnIsMinedByNow() {
    assertThat(dryRun.of(BUILDS, List.of())).isEqualTo(new Result.Gas(120_000));
    assertThat(simulated).isEmpty();
  }

  @Test
  void anEarlierOneThatRevertsIsWaitedFor() {
    simulation = Simulation.EarlierReverts::new;

    for (int i = 0; i < 10; i++) {
      assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Later());
    }
  }

  /** An endpoint that lags has not seen the one before. */
  @Test
  void oneThatBuildsOnOthersRevertsAtTheThirdTime() {
    simulation = reverts("batch already sequenced");

    assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Later());
    assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Later());
    assertThat(dryRun.of(BUILDS, List.of(ALONE))).isInstanceOf(Result.Reverts.class);
    assertThat(dryRun.of(BUILDS, List.of(ALONE)))
        .as("a new attempt is counted from the start")
        .isEqualTo(new Result.Later());
  }

  @Test
  void onlyRoundsInARowCount() {
    final Answer revert = reverts("batch already sequenced");
    for (int i = 0; i < 5; i++) {
      simulation = revert;
      assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Later());
      assertThat(dryRun.of(BUILDS, List.of(ALONE))).isEqualTo(new Result.Later());
      simulation = () -> new Simulation.Used(1);
      assertThat(dryRun.of(BUILDS, List.of(ALONE))).isInstanceOf(Result.Gas.class);
    }
  }

  private long likeTheOneBefore(final Bytes other, final long otherLimit, final Bytes own) {
    final Result result =
        dryRun.of(
            row("b", Optional.of("a"), own, 0),
            List.of(row("a", Optional.empty(), other, otherLimit)));
    return ((Result.Gas) result).limit();
  }

  /** L1 without eth_simulateV1: the gas follows from the call before. */
  @Test
  void withoutASimulationTheCallBeforeIsTheMeasure() {
    final Bytes data = Bytes.repeat((byte) 1, 1_000);
    final long limit = 500_000;
    final long execution = limit - CalldataGas.intrinsic(data);

    assertThat(likeTheOneBefore(data, limit, data))
        .as("the same call needs no more")
        .isGreaterThanOrEqualTo(limit);
    assertThat(likeTheOneBefore(data, limit, Bytes.repeat((byte) 1, 2_000)))
        .as("twice the bytes are twice the work")
        .isGreaterThanOrEqualTo(
            CalldataGas.intrinsic(Bytes.repeat((byte) 1, 2_000)) + 2 * execution);
    assertThat(likeTheOneBefore(data, limit, Bytes.repeat((byte) 1, 10)))
        .as("few bytes may still do all the work")
        .isGreaterThanOrEqualTo(execution);
  }

  /** EIP-7623: below that the transaction is not even valid. */
  @Test
  void theFloorOfItsBytesIsKept() {
    final Bytes large = Bytes.repeat((byte) 1, 100_000);

    assertThat(likeTheOneBefore(Bytes.repeat((byte) 1, 100_000), 21_000, large))
        .isGreaterThanOrEqualTo(CalldataGas.floor(large));
    assertThat(likeTheOneBefore(Bytes.EMPTY, 21_000, Bytes.EMPTY)).isGreaterThanOrEqualTo(21_000);
  }

  @Test
  void bytesCostByWhatTheyAre() {
    assertThat(CalldataGas.intrinsic(Bytes.EMPTY)).isEqualTo(21_000);
    assertThat(CalldataGas.intrinsic(Bytes.of(0))).isEqualTo(21_004);
    assertThat(CalldataGas.intrinsic(Bytes.of(1))).isEqualTo(21_016);
    assertThat(CalldataGas.floor(Bytes.of(0))).isEqualTo(21_010);
    assertThat(CalldataGas.floor(Bytes.of(0, 1))).isEqualTo(21_050);
    assertThat(BigInteger.valueOf(CalldataGas.floor(Bytes.wrap(new byte[120_000]))))
        .isEqualTo(BigInteger.valueOf(21_000 + 1_200_000));
  }
}
