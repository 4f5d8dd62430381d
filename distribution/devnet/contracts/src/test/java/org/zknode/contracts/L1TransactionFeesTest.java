/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** What the L1 transaction manager pays, and waits for, when L1 is dear or the account is empty. */
class L1TransactionFeesTest extends L1TransactionKit {
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
    assertThat(degraded()).isEmpty();

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
    assertThat(degraded()).isNotEmpty();
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
    assertThat(degraded()).isEmpty();
    assertThat(sequencerNonce()).isEqualTo(1);
  }

  /** Mines a block with that base fee; the next one has nearly the same. */
  private void baseFee(final BigInteger wei) {
    rpc("anvil_setNextBlockBaseFeePerGas", "0x" + wei.toString(16));
    rpc("evm_mine");
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

    assertThat(degraded()).containsOnlyKeys("l1-insufficient-funds");
    assertThat(degraded().get("l1-insufficient-funds"))
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
    assertThat(degraded()).isEmpty();
  }
}
