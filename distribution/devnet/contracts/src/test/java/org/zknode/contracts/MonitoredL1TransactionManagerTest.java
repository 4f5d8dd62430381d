/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatus;

/** The L1 transaction manager against anvil: crashes, replacement, reverts, reorgs, lost nonces. */
class MonitoredL1TransactionManagerTest {
  private static final String OWNER = "sequence-sender";
  private static final String ID = "sequence-1-to-1";
  private static final List<Bytes> ONE_BATCH = List.of(Bytes.fromHexString("0x0b01"));
  private static final Duration REPLACE_AFTER = Duration.ofSeconds(30);

  private final DevRollupFixture l1 = new DevRollupFixture();
  private final JsonRpcTransport anvil =
      new JsonRpcTransport(List.of(l1.anvil.url()), JsonRpcLimits.defaults());
  private final DatabaseConfig database = Databases.fresh();
  private final StateStore store = open();
  private final TestClock clock = new TestClock();
  private final TestStatus status = new TestStatus();

  @AfterEach
  void stop() {
    anvil.close();
    l1.close();
    store.close();
  }

  /** anvil answers eth_sendRawTransaction before it has mined. */
  private void awaitMined() {
    await()
        .until(
            () ->
                l1.client.minedNonce(DevL1.SEQUENCER.address())
                    == l1.client.pendingNonce(DevL1.SEQUENCER.address()));
  }

  @Test
  void sendsOnceAndConfirms() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);
    assertThat(row().status()).isEqualTo(Status.CREATED);

    manager.tick();
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(row().history()).hasSize(1);
    submitSequence(manager, ID, 0);
    awaitMined();
    manager.tick();

    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(row().l1Block()).contains(l1.client.head(L1Client.BlockTag.LATEST).number());
    manager.tick();
    assertThat(sequencerNonce()).isEqualTo(1);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "estimateGas,BEFORE",
    "estimateGas,AFTER",
    "pendingNonce,AFTER",
    "sendRaw,BEFORE",
    "sendRaw,AFTER",
  })
  void afterAKillTheNextManagerMinesExactlyOne(final String call, final DyingL1.When when) {
    final MonitoredL1TransactionManager first = manager(DyingL1.dyingAt(l1.client, call, when), 0);
    submitSequence(first, ID, 0);
    assertThatThrownBy(first::tick).isInstanceOf(DyingL1.Killed.class);

    final MonitoredL1TransactionManager second = manager(l1.client, 0);
    second.tick();
    awaitMined();
    second.tick();

    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(row().history()).hasSize(1);
    assertThat(sequencerNonce()).isEqualTo(1);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(1);
  }

  @Test
  void aWaitingTransactionIsReplacedWithAtLeastAnEighthMore() {
    rpc("evm_setAutomine", false);
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);
    manager.tick();
    final MonitoredTransaction firstTry = row();

    manager.tick();
    assertThat(row().history()).as("not before its time").hasSize(1);
    clock.advance(REPLACE_AFTER);
    manager.tick();

    final MonitoredTransaction replaced = row();
    assertThat(replaced.history()).hasSize(2);
    assertThat(replaced.nonce()).isEqualTo(firstTry.nonce());
    assertThat(replaced.maxFeePerGas().multiply(BigInteger.valueOf(8)))
        .isGreaterThanOrEqualTo(firstTry.maxFeePerGas().multiply(BigInteger.valueOf(9)));
    assertThat(status.degraded).isEmpty();

    rpc("evm_mine");
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(l1.client.receipt(firstTry.history().getFirst())).isEmpty();
    assertThat(l1.client.receipt(replaced.history().getLast())).isPresent();
    assertThat(sequencerNonce()).isEqualTo(1);
  }

  @Test
  void anExtremeGasPriceIsWaitedForAndDoesNotStopItForGood() {
    baseFee(L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS.multiply(BigInteger.TWO));
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);
    for (int i = 0; i < 3; i++) {
      manager.tick();
      clock.advance(REPLACE_AFTER);
    }
    assertThat(row().status()).isNotIn(Status.CONFIRMED, Status.FAILED);
    assertThat(status.degraded).isNotEmpty();
    assertThat(sequencerNonce()).isZero();

    baseFee(BigInteger.valueOf(1_000_000_000L));
    await()
        .untilAsserted(
            () -> {
              clock.advance(REPLACE_AFTER);
              manager.tick();
              assertThat(row().status()).isEqualTo(Status.CONFIRMED);
            });
    manager.tick();
    assertThat(status.degraded).isEmpty();
    assertThat(sequencerNonce()).isEqualTo(1);
  }

  /** Mines a block with that base fee; the next one has nearly the same. */
  private void baseFee(final BigInteger wei) {
    rpc("anvil_setNextBlockBaseFeePerGas", "0x" + wei.toString(16));
    rpc("evm_mine");
  }

  @Test
  void aRestartWhileItWaitsSendsTheSameTransactionAgain() {
    rpc("evm_setAutomine", false);
    final MonitoredL1TransactionManager first = manager(l1.client, 0);
    submitSequence(first, ID, 0);
    first.tick();
    final Bytes32 hash = row().history().getFirst();
    rpc("anvil_dropTransaction", hash.toHexString());

    manager(l1.client, 0).tick();

    assertThat(row().history()).containsExactly(hash);
    rpc("evm_mine");
    assertThat(l1.client.receipt(hash)).isPresent();
  }

  @Test
  void aRevertingDryRunFailsWithItsReasonAndSendsNothing() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 5);

    manager.tick();

    assertThat(row().status()).isEqualTo(Status.FAILED);
    assertThat(row().error())
        .hasValueSatisfying(error -> assertThat(error).contains("InitSequencedBatchDoesNotMatch"));
    assertThat(row().history()).isEmpty();
    assertThat(sequencerNonce()).isZero();

    submitSequence(manager, ID, 0);
    manager.tick();
    awaitMined();
    manager.tick();
    assertThat(row().status()).as("submitted again with good data").isEqualTo(Status.CONFIRMED);
  }

  @Test
  void aRevertOnChainFailsWithItsBlock() throws Exception {
    rpc("evm_setAutomine", false);
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);
    manager.tick();
    // Meanwhile the sequencer role moves to another account (the deployer is the admin).
    l1.submit(
        DevL1.DEPLOYER,
        l1.deployment.rollup(),
        Bytes.concatenate(
            Bytes.fromHexString("0x6ff512cc"),
            Bytes32.leftPad(DevL1.AGGREGATOR.address().bytes())));
    final Bytes32 sequence = row().history().getFirst();
    rpc("anvil_dropTransaction", sequence.toHexString());
    rpc("evm_mine");
    final MonitoredL1TransactionManager next = manager(l1.client, 0);
    next.tick();
    assertThat(l1.client.pendingNonce(DevL1.SEQUENCER.address()))
        .as("not sent again while L1 would refuse it")
        .isZero();
    clock.advance(Duration.ofMinutes(1));
    next.tick();
    rpc("evm_mine");

    manager.tick();

    assertThat(row().status()).isEqualTo(Status.FAILED);
    assertThat(row().l1Block()).contains(l1.client.head(L1Client.BlockTag.LATEST).number());
    assertThat(row().error())
        .hasValueSatisfying(
            error ->
                assertThat(error)
                    .contains("reverted in L1 block")
                    .contains("OnlyTrustedSequencer"));
  }

  @Test
  void waitsForTheConfirmationsAskedFor() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 2);
    submitSequence(manager, ID, 0);
    manager.tick();
    awaitMined();
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(row().l1Block()).isPresent();

    rpc("evm_mine");
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.SENT);
    rpc("evm_mine");
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void aReorgBringsItBackAndItIsMinedAgain() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    final Object snapshot = rpc("evm_snapshot").asText();
    submitSequence(manager, ID, 0);
    manager.tick();
    awaitMined();
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.CONFIRMED);

    rpc("evm_revert", snapshot);
    rpc("evm_mine");
    rpc("evm_setAutomine", false);
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.SENT);
    assertThat(row().l1Block()).isEmpty();

    manager.tick();
    rpc("evm_mine");
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(1);
  }

  @Test
  void aNonceUsedByAnotherTransactionIsReplacedOnlyWhenItIsCertain() throws Exception {
    rpc("evm_setAutomine", false);
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);
    manager.tick();
    final Bytes32 lost = row().history().getFirst();
    rpc("anvil_dropTransaction", lost.toHexString());
    l1.submit(DevL1.SEQUENCER, DevL1.DEPLOYER.address(), Bytes.EMPTY);
    rpc("evm_mine");
    rpc("evm_setAutomine", true);
    assertThat(sequencerNonce()).isEqualTo(1);

    manager.tick();
    awaitMined();
    manager.tick();
    assertThat(row().nonce()).as("L1 may still show a receipt").contains(0L);
    manager.tick();
    assertThat(row().nonce()).isEmpty();
    manager.tick();
    awaitMined();
    manager.tick();

    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(row().nonce()).contains(1L);
    assertThat(row().history()).hasSize(2).contains(lost);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(1);
  }

  @Test
  void withoutFundsItWaitsDegradedUntilThereAreSome() {
    final String account = DevL1.SEQUENCER.address().toString();
    final String funds = "0x" + l1.client.balance(DevL1.SEQUENCER.address()).toString(16);
    rpc("anvil_setBalance", account, "0x1");
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    submitSequence(manager, ID, 0);

    manager.tick();
    awaitMined();
    manager.tick();

    assertThat(status.degraded).containsOnlyKeys("l1-insufficient-funds");
    assertThat(status.degraded.get("l1-insufficient-funds"))
        .contains(account, "has 1 wei", "wei are missing");
    assertThat(row().status()).isEqualTo(Status.CREATED);

    rpc("anvil_setBalance", account, funds);
    manager.tick();
    assertThat(row().status()).as("no storm of sends").isEqualTo(Status.CREATED);
    clock.advance(Duration.ofSeconds(60));
    manager.tick();
    awaitMined();
    manager.tick();
    assertThat(row().status()).isEqualTo(Status.CONFIRMED);
    assertThat(status.degraded).isEmpty();
  }

  @Test
  void severalAtOnceGetConsecutiveNonces() {
    rpc("evm_setAutomine", false);
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    for (int index = 0; index < 3; index++) {
      manager.submit(
          OWNER, "plain-" + index, DevL1.SEQUENCER.address(), address(index), Bytes.EMPTY);
    }
    manager.tick();
    rpc("evm_mine");
    manager.tick();

    for (long index = 0; index < 3; index++) {
      final MonitoredTransaction row = manager.find(OWNER, "plain-" + index).orElseThrow();
      assertThat(row.nonce()).contains(index);
      assertThat(row.status()).isEqualTo(Status.CONFIRMED);
    }
  }

  @Test
  void aSecondProcessWithTheSameKeyWaitsUntilTheFirstIsGone() {
    final MonitoredL1TransactionManager first = manager(l1.client, 0);
    first.tick();
    try (StateStore other = open()) {
      final MonitoredL1TransactionManager second = manager(other, l1.client, 0);
      submitSequence(second, ID, 0);
      second.tick();

      assertThat(sequencerNonce()).isZero();
      assertThat(status.degraded.get("l1-key-in-use"))
          .contains(DevL1.SEQUENCER.address().toString());

      store.close();
      second.tick();
      awaitMined();
      second.tick();
      assertThat(
              other
                  .<MonitoredTransaction>read(
                      tx -> tx.monitoredTransactions().find(OWNER, ID).orElseThrow())
                  .status())
          .isEqualTo(Status.CONFIRMED);
      assertThat(status.degraded).isEmpty();
    }
  }

  @Test
  void anAccountWithoutKeyIsRefused() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    assertThatThrownBy(() -> manager.submit(OWNER, ID, address(1), address(2), Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address(1).toString());
  }

  private StateStore open() {
    return PgStateStore.open(database, getClass().getClassLoader());
  }

  private MonitoredL1TransactionManager manager(final L1Client client, final int confirmations) {
    return manager(store, client, confirmations);
  }

  private MonitoredL1TransactionManager manager(
      final StateStore owner, final L1Client client, final int confirmations) {
    return new MonitoredL1TransactionManager(
        owner,
        client,
        List.<PrivateKey>of(DevL1.SEQUENCER),
        new L1TransactionSettings(
            confirmations, REPLACE_AFTER, L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS),
        clock,
        status,
        Metrics.none());
  }

  private void submitSequence(
      final MonitoredL1TransactionManager manager, final String id, final long initBatch) {
    manager.submit(
        OWNER,
        id,
        DevL1.SEQUENCER.address(),
        l1.deployment.rollup(),
        l1.sequenceCall(initBatch, 1, ONE_BATCH));
  }

  private MonitoredTransaction row() {
    return store.read(tx -> tx.monitoredTransactions().find(OWNER, ID)).orElseThrow();
  }

  private long sequencerNonce() {
    return l1.client.minedNonce(DevL1.SEQUENCER.address());
  }

  private com.fasterxml.jackson.databind.JsonNode rpc(final String method, final Object... params) {
    try {
      return anvil.call(method, params);
    } catch (final org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException e) {
      throw new AssertionError(e);
    }
  }

  private static Address address(final int last) {
    return new Address(Bytes.concatenate(Bytes.repeat((byte) 0x77, 19), Bytes.of(last)));
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(final Duration duration) {
      now = now.plus(duration);
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

  private static final class TestStatus implements NodeStatus {
    final Map<String, String> degraded = new ConcurrentHashMap<>();

    @Override
    public void degraded(final String key, final String text) {
      degraded.put(key, text);
    }

    @Override
    public void recovered(final String key) {
      degraded.remove(key);
    }

    @Override
    public void halt(final Halt halt) {
      throw new AssertionError("halted: " + halt);
    }

    @Override
    public boolean isHalted() {
      return false;
    }

    @Override
    public Snapshot snapshot() {
      return new Snapshot(State.RUNNING, List.of(), List.of());
    }
  }
}
