/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;

/** The L1 transaction manager against anvil: crashes, reverts, reorgs, lost nonces. */
class MonitoredL1TransactionManagerTest extends L1TransactionKit {
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
      assertThat(degraded().get("l1-key-in-use")).contains(DevL1.SEQUENCER.address().toString());

      store.close();
      // PostgreSQL gives the lock back a moment after the connection has ended.
      await()
          .untilAsserted(
              () -> {
                second.tick();
                assertThat(
                        other
                            .<MonitoredTransaction>read(
                                tx -> tx.monitoredTransactions().find(OWNER, ID).orElseThrow())
                            .status())
                    .isEqualTo(Status.CONFIRMED);
              });
      assertThat(degraded()).isEmpty();
    }
  }

  @Test
  void anAccountWithoutKeyIsRefused() {
    final MonitoredL1TransactionManager manager = manager(l1.client, 0);
    assertThatThrownBy(() -> manager.submit(OWNER, ID, address(1), address(2), Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address(1).toString());
  }

  private static Address address(final int last) {
    return new Address(Bytes.concatenate(Bytes.repeat((byte) 0x77, 19), Bytes.of(last)));
  }
}
