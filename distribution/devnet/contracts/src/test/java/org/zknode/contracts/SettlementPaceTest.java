/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatusTracker;

/** Sequences of 48 kB of batch data a second, on an L1 that has a block every 12 seconds. */
@Tag("slow")
class SettlementPaceTest {
  private static final int BLOCK_SECONDS = 12;
  private static final int L1_BLOCKS = 8;
  private static final int BYTES_PER_SECOND = 48_000;

  /** A batch fills in two seconds. */
  private static final int BATCH_BYTES = 2 * BYTES_PER_SECOND;

  private final DevRollupFixture l1 = new DevRollupFixture();
  private final JsonRpcTransport anvil =
      new JsonRpcTransport(List.of(l1.anvil.url()), JsonRpcLimits.defaults());
  private final StateStore store =
      PgStateStore.open(Databases.fresh(), getClass().getClassLoader());
  private final SecondsClock clock = new SecondsClock();
  private final NodeStatusTracker status = new NodeStatusTracker(clock, event -> {});
  private long closed;

  @AfterEach
  void stop() {
    anvil.close();
    store.close();
    l1.close();
  }

  private JsonNode rpc(final String method, final Object... params) {
    try {
      return anvil.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new AssertionError(e);
    }
  }

  private void closeBatch() {
    closed++;
    final long number = closed;
    final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedLong(number));
    final long timestamp = l1.l1Time();
    store.update(
        tx -> {
          tx.blocks().insert(new BlockInfo(number, hash, number, timestamp, 0, 0));
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      number,
                      number,
                      Bytes.repeat((byte) 0xab, BATCH_BYTES),
                      hash,
                      true,
                      true,
                      Optional.of("x")));
        });
  }

  private static SequencerConfig config(final int inFlight) {
    return new SequencerConfig(
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        120_000,
        300,
        Path.of("unused"),
        Duration.ofSeconds(30),
        10,
        0,
        List.of(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        new SequencerConfig.ForcedBatchPolicy(0, Duration.ofSeconds(1)),
        BigInteger.ZERO,
        0,
        ResourceLimits.DEFAULT,
        new SequencerConfig.Settlement(inFlight, 0, 0),
        Duration.ZERO,
        OptionalLong.empty());
  }

  /**
   * @param mostBehind batches that L1 may be behind at the end: those of two L1 blocks and of one
   *     interval that a sequence waits until it is full; with one at a time most are left
   */
  @ParameterizedTest
  @CsvSource({"8, 0, 14", "1, 30, 48"})
  void l1KeepsUpWithSeveralSequencesInFlight(
      final int inFlight, final int leastBehind, final int mostBehind) {
    rpc("evm_setAutomine", false);
    rpc("evm_setBlockGasLimit", "0x3938700");
    rpc("evm_mine");
    final MonitoredL1TransactionManager manager =
        new MonitoredL1TransactionManager(
            store,
            l1.client,
            List.of(DevL1.SEQUENCER),
            L1TransactionSettings.defaults(),
            clock,
            status,
            Metrics.none());
    final Address account = DevL1.SEQUENCER.address();
    final SequenceSender sender =
        new SequenceSender(
            store,
            l1.client,
            manager,
            DevRollupFixture.CHAIN,
            config(inFlight),
            l1.config,
            account,
            new FeeAllowance(
                l1.client,
                store,
                manager,
                account,
                l1.deployment.rollup(),
                BigInteger.ZERO,
                status),
            () -> true,
            status,
            clock,
            Metrics.none());
    for (int second = 1; second <= L1_BLOCKS * BLOCK_SECONDS; second++) {
      clock.tick();
      if (second % 2 == 0) {
        closeBatch();
      }
      while (sender.step()) {
        continue;
      }
      manager.tick();
      if (second % BLOCK_SECONDS == 0) {
        rpc("evm_mine");
      }
    }
    manager.tick();
    final long behind = closed - l1.client.rollupData().lastBatchSequenced();
    assertThat(behind).isBetween((long) leastBehind, (long) mostBehind);
    assertThat(
            store.<List<MonitoredTransaction>>read(
                tx -> tx.monitoredTransactions().ofOwner(SequenceSender.OWNER, 100)))
        .noneMatch(row -> row.status() == Status.FAILED);
    assertThat(status.snapshot().reasons()).isEmpty();
  }

  private static final class SecondsClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void tick() {
      now = now.plusSeconds(1);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(final ZoneId zone) {
      return this;
    }
  }
}
