/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.contracts.FeeTokenAbi;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatusTracker;

/**
 * The sequence sender on a deployment with fee token and initial batch: it approves what it needs,
 * once, and not above the operator's limit.
 */
class FeeAllowanceOnL1Test {
  private static final BigInteger FEE = BigInteger.valueOf(1_000_000);

  private final DevRollupFixture l1 =
      new DevRollupFixture(DevContracts.Variant.FEE_TOKEN_AND_INITIAL_BATCH);
  private final Address token = l1.deployment.feeToken().orElseThrow();
  private final StateStore store =
      PgStateStore.open(Databases.fresh(), getClass().getClassLoader());
  private final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  private final MonitoredL1TransactionManager manager =
      new MonitoredL1TransactionManager(
          store,
          l1.client,
          List.of(DevL1.SEQUENCER),
          L1TransactionSettings.defaults(),
          Clock.systemUTC(),
          status,
          Metrics.none());

  @AfterEach
  void stop() {
    store.close();
    l1.close();
  }

  private void asOwner(final Address to, final Bytes data) {
    try (DevL1Account account = new DevL1Account(l1.anvil.url(), DevL1.DEPLOYER)) {
      account.sendAndWait(List.of(DevL1Account.call(to, data)));
    }
  }

  private SequenceSender sender(final BigInteger limit) {
    final Address account = DevL1.SEQUENCER.address();
    return new SequenceSender(
        store,
        l1.client,
        manager,
        DevRollupFixture.CHAIN,
        config(),
        l1.config,
        account,
        new FeeAllowance(l1.client, store, manager, account, l1.deployment.rollup(), limit, status),
        () -> true,
        status,
        Clock.systemUTC(),
        Metrics.none());
  }

  private static SequencerConfig config() {
    return new SequencerConfig(
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        120_000,
        300,
        Path.of("unused"),
        Duration.ofMillis(1),
        3,
        0,
        List.of(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        new SequencerConfig.ForcedBatchPolicy(0, Duration.ofSeconds(1)),
        BigInteger.ZERO,
        0,
        ResourceLimits.DEFAULT);
  }

  /** Closed and checked batches 1 (the initial one, which L1 has) to 3. */
  private void closedBatches() {
    for (long number = 1; number <= 3; number++) {
      final long n = number;
      final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedLong(number));
      store.update(
          tx -> {
            tx.blocks().insert(new BlockInfo(n, hash, n, l1.l1Time(), 0, 0));
            tx.batches()
                .insert(
                    new Batch(n, n, n, Bytes.of((int) n), hash, true, true, Optional.of("Max")));
          });
    }
  }

  private List<MonitoredTransaction> approvals() {
    return store.read(tx -> tx.monitoredTransactions().ofOwner(FeeAllowance.OWNER, 10));
  }

  private BigInteger allowance() {
    return l1.client.feeAllowance(token, DevL1.SEQUENCER.address());
  }

  private static boolean sequenced(final DevRollupFixture l1, final long batch) {
    return l1.client.rollupData().lastBatchSequenced() == batch;
  }

  @Test
  void approvesForManyBatchesOnceAndPays() {
    asOwner(l1.deployment.rollupManager(), FeeTokenAbi.setBatchFee(FEE));
    asOwner(
        token,
        FeeTokenAbi.transfer(DevL1.SEQUENCER.address(), FEE.multiply(BigInteger.valueOf(9))));
    closedBatches();
    final SequenceSender sender = sender(BigInteger.ZERO);
    assertThat(sender.step()).as("approved first").isFalse();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              sender.step();
              manager.tick();
              return sequenced(l1, 3);
            });
    assertThat(approvals()).hasSize(1);
    assertThat(allowance()).isEqualTo(FEE.multiply(BigInteger.valueOf(1_000 - 2)));
    assertThat(reasons()).isEmpty();
  }

  @Test
  void staysBelowTheOperatorsLimitAndSaysSo() {
    asOwner(l1.deployment.rollupManager(), FeeTokenAbi.setBatchFee(FEE));
    closedBatches();
    final SequenceSender poor = sender(FEE);
    assertThat(poor.step()).isFalse();
    assertThat(approvals()).isEmpty();
    assertThat(reasons())
        .singleElement()
        .asString()
        .contains("2 batches", FEE.shiftLeft(1).toString(), "limit is " + FEE);

    final SequenceSender enough = sender(FEE.shiftLeft(1));
    enough.step();
    assertThat(reasons()).isEmpty();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              manager.tick();
              return allowance().equals(FEE.shiftLeft(1));
            });
  }

  @Test
  void withoutAFeeNothingIsApproved() {
    closedBatches();
    final SequenceSender sender = sender(BigInteger.ZERO);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              sender.step();
              manager.tick();
              return sequenced(l1, 3);
            });
    assertThat(approvals()).isEmpty();
  }

  private List<String> reasons() {
    return status.snapshot().reasons().stream().map(reason -> reason.text()).toList();
  }
}
