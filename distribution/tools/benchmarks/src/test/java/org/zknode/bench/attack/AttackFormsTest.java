/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.engine.CounterTally;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.pool.PoolConfig;

/** What attackers send is what the attacks say. */
class AttackFormsTest {
  /** DevRollup.MAX_FORCE_BATCH_BYTE_LENGTH. */
  private static final int FORCED_BYTES = 5_000;

  @Test
  void twoHalvesDoNotFitABatch() {
    final CounterTally tally = new CounterTally();
    for (int i = 0; i < HalfBatch.HASHES; i++) {
      tally.sha256(HalfBatch.BYTES);
    }
    final long whole = ResourceLimits.DEFAULT.perBatch().sha256Hashes();
    assertThat(tally.sha256Hashes()).isGreaterThan(whole / 2).isLessThan(whole * 6 / 10);
    assertThat(HalfBatch.HASH.slice(3, 2)).isEqualTo(Bytes.ofUnsignedShort(HalfBatch.BYTES));
  }

  @Test
  void aCreationReturnsTheCode() {
    assertThat(Creation.init(Creation.HASH_LOOP))
        .isEqualTo(Bytes.fromHexString("0x6007600a5f3960075ff35b5f5f20505f56"));
  }

  @Test
  void forcedRubbishIsRubbishThatTheContractsTake() throws BatchDecodeException {
    final Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      final Bytes noise = ForcedRubbish.unreadable(random);
      assertThat(noise.size()).isLessThanOrEqualTo(FORCED_BYTES);
      assertThatThrownBy(() -> BatchCodec.decodeForced(noise))
          .isInstanceOf(BatchDecodeException.class);
    }
    final Wallets wallets =
        new Wallets(1001, new JsonRpc(URI.create("http://127.0.0.1:1")), "none", 0);
    final Bytes poor = ForcedRubbish.unapplicable(wallets, BigInteger.TEN.pow(10), Address.ZERO);
    assertThat(poor.size()).isLessThanOrEqualTo(FORCED_BYTES);
    assertThat(BatchCodec.decodeForced(poor)).hasSize(30);
  }

  /** Besu refuses from 200 on without asking anybody. */
  @Test
  void whatIsRelayedIsRefusedByTheMainNodeOnly() {
    assertThat(RelayFlood.NONCE)
        .isGreaterThanOrEqualTo(PoolConfig.DEFAULT_MAX_PENDING_PER_SENDER)
        .isLessThan(200);
  }

  @Test
  void aChangeOfTheVictimIsHarm() {
    assertThat(ForgedSender.harm(ForgedSender.FUNDS, 0)).isEmpty();
    assertThat(ForgedSender.harm(ForgedSender.FUNDS.subtract(BigInteger.ONE), 0)).hasSize(1);
    assertThat(ForgedSender.harm(ForgedSender.FUNDS, 1))
        .singleElement()
        .asString()
        .contains("nonce 1");
  }
}
