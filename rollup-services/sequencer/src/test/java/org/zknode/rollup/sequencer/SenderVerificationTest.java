/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.sequencer.SenderVerification.Claim;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

class SenderVerificationTest {
  private static final Address VICTIM = TestTransactions.key(9).address();

  private final AtomicInteger recovered = new AtomicInteger();
  private final FakeEngine engine = FakeEngine.funded();
  private final SenderVerification senders =
      new SenderVerification(
          raw -> {
            recovered.incrementAndGet();
            return engine.recoverSender(raw);
          });

  private static SignedTransaction signed(final int nonce) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE, TestTransactions.key(1), nonce, VICTIM);
  }

  private static Claim claim(final SignedTransaction transaction, final Address sender) {
    return new Claim(transaction.hash(), transaction.raw(), sender);
  }

  @Test
  void whoSignedIsRightAndWhoeverElseIsNamed() {
    final SignedTransaction own = signed(0);
    final SignedTransaction stolen = signed(1);
    assertThat(senders.wrong(List.of(claim(own, own.sender()), claim(stolen, VICTIM))))
        .containsOnlyKeys(stolen.hash())
        .extractingByKey(stolen.hash())
        .asString()
        .contains(VICTIM.toString(), own.sender().toString());
  }

  @Test
  void aTransactionThatIsChosenAgainCostsNothing() {
    final SignedTransaction own = signed(0);
    for (int i = 0; i < 3; i++) {
      assertThat(senders.wrong(List.of(claim(own, own.sender())))).isEmpty();
    }
    assertThat(recovered).hasValue(1);
    assertThat(senders.wrong(List.of(claim(own, VICTIM)))).as("changed since").hasSize(1);
    assertThat(recovered).hasValue(1);
  }

  @Test
  void whatIsNoTransactionIsOfNobody() {
    final SignedTransaction own = signed(0);
    final Claim rubbish = new Claim(own.hash(), Bytes.fromHexString("02ff"), own.sender());
    assertThat(senders.wrong(List.of(rubbish)).get(own.hash())).contains("of nobody");
  }

  @Test
  void whatIsRememberedIsBounded() {
    final SignedTransaction own = signed(0);
    final SenderVerification fast = new SenderVerification(raw -> Optional.of(own.sender()));
    final List<Claim> many = new ArrayList<>();
    for (int i = 0; i < SenderVerification.MAX_REMEMBERED + 10; i++) {
      many.add(
          new Claim(
              org.apache.tuweni.bytes.Bytes32.leftPad(Bytes.ofUnsignedInt(i)),
              own.raw(),
              own.sender()));
    }
    many.forEach(each -> assertThat(fast.wrong(List.of(each))).isEmpty());
    assertThat(fast.wrong(List.of(many.getFirst()))).isEmpty();
  }
}
