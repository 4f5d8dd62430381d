/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.encoding.TransactionDecoder;
import org.junit.jupiter.api.Test;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.testkit.TestTransactions;

/** What the engine tells of accounts, senders and states. */
class BesuEngineViewsTest extends BesuEngineFixture {
  @Test
  void anAccountThatIsNotThereIsEmpty() {
    assertThat(engine.account(SOMEBODY).nonce()).isZero();
    assertThat(engine.account(SOMEBODY).balance()).isEqualTo(BigInteger.ZERO);
  }

  @Test
  void sendersAreRecoveredOrNot() {
    assertThat(engine.recoverSender(engine.decode(transfer(0), SOMEBODY)))
        .hasValue(TestTransactions.key(1).address());
    assertThat(engine.recoverSender(engine.decode(TransactionDecoder.WITHOUT_SENDER, SOMEBODY)))
        .isEmpty();
    for (final Bytes none :
        List.of(Bytes.of(0x77), TransactionDecoder.BLOB, TransactionDecoder.NOT_CANONICAL)) {
      assertThatThrownBy(() -> engine.decode(none, SOMEBODY))
          .as("%s, whatever Besu reads", none)
          .isInstanceOf(TransactionDecodeException.class);
    }
  }

  @Test
  void aStorageThatSaysNothingHasAllStates() {
    assertThat(engine.readableStates()).isEmpty();
    assertThat(engine.name()).isEqualTo("besu");
    assertThat(engine.chainId()).isEqualTo(1001);
    assertThat(engine.metersResources()).isTrue();
    engine.close();
  }

  @Test
  void aStateThatIsGoneIsToldApartFromAFailure() throws BlockMismatchException {
    final BlockAttributes attributes = next();
    extend(transfer(0));
    besu.withoutState();

    assertThatThrownBy(
            () -> engine.reExecute(List.of(new BlockInput(attributes, List.of(transfer(0))))))
        .isInstanceOf(StateUnavailableException.class)
        .hasMessageContaining("--bonsai-historical-block-limit");
    assertThatThrownBy(() -> engine.account(SOMEBODY))
        .isInstanceOf(StateUnavailableException.class);
  }
}
