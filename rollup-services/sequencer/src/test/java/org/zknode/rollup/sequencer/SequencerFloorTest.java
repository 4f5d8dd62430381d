/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.testkit.TestTransactions;

/** What does not cover the price floor waits, without harm to others. */
class SequencerFloorTest {
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  private final SequencerFixture fixture = new SequencerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private SignedTransaction add(
      final PrivateKey from, final long nonce, final long maxFeeGwei, final BigInteger tip) {
    final SignedTransaction transaction =
        TestTransactions.transfer(
            from,
            nonce,
            SequencerFixture.BOB.address(),
            GWEI.multiply(BigInteger.valueOf(maxFeeGwei)),
            tip);
    fixture.pool.add(transaction);
    return transaction;
  }

  @Test
  void whatPaysTooLittleWaitsUntilTheFloorFalls() {
    // A wallet that looks at the base fee alone: it pays that and one wei, whatever its limit.
    final SignedTransaction cheap = add(SequencerFixture.ALICE, 0, 500, BigInteger.ONE);
    final SignedTransaction behind =
        add(SequencerFixture.ALICE, 1, 500, GWEI.multiply(BigInteger.TEN));
    final SignedTransaction paying = add(SequencerFixture.BOB, 0, 5, GWEI.multiply(BigInteger.TWO));
    fixture.floor(PriceFloor.flat(GWEI.multiply(BigInteger.TWO)));
    assertThat(fixture.tick()).isTrue();
    assertThat(fixture.pool.status(paying)).isEqualTo("selected");
    assertThat(fixture.pool.status(cheap)).as("it waits, it did not fail").isEqualTo("pending");
    assertThat(fixture.pool.status(behind)).isEqualTo("pending");
    fixture.floor(PriceFloor.flat(BigInteger.ZERO));
    fixture.poolChanged();
    fixture.tick();
    assertThat(fixture.pool.status(cheap)).isEqualTo("selected");
    assertThat(fixture.pool.status(behind)).isEqualTo("selected");
  }

  @Test
  void theFloorFollowsL1AtTheMomentOfInclusion() {
    final SignedTransaction transfer = add(SequencerFixture.ALICE, 0, 5, GWEI);
    fixture.floor(
        new PriceFloor(BigInteger.ONE, GWEI.multiply(BigInteger.valueOf(100)), BigInteger.ZERO));
    fixture.tick();
    assertThat(fixture.pool.status(transfer)).isEqualTo("pending");
    fixture.floor(new PriceFloor(BigInteger.ONE, GWEI, BigInteger.ZERO));
    fixture.poolChanged();
    fixture.tick();
    assertThat(fixture.pool.status(transfer)).isEqualTo("selected");
  }
}
