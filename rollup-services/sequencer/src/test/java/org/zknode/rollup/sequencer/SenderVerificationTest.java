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
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

@Tag("slow")
class SenderVerificationTest {
  private static final Address VICTIM = TestTransactions.key(9).address();

  private final AtomicInteger recovered = new AtomicInteger();
  private final FakeEngine engine = FakeEngine.funded();
  private final SenderVerification senders =
      new SenderVerification(
          claimed -> {
            recovered.incrementAndGet();
            return engine.recoverSender(claimed);
          });

  private static SignedTransaction signed(final int nonce) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE, TestTransactions.key(1), nonce, VICTIM);
  }

  private DecodedTransaction claim(final SignedTransaction transaction, final Address sender) {
    return engine.decode(transaction.raw(), sender);
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
  void aSignatureWithoutASenderIsOfNobody() {
    final DecodedTransaction own = claim(signed(0), signed(0).sender());
    final SenderVerification nobody = new SenderVerification(each -> Optional.empty());
    assertThat(nobody.wrong(List.of(own)).get(own.hash())).contains("of nobody");
  }

  @Test
  void whatIsRememberedIsBounded() {
    final List<DecodedTransaction> many = new ArrayList<>();
    for (int i = 0; i < SenderVerification.MAX_REMEMBERED + 10; i++) {
      many.add(numbered(i));
    }
    final AtomicInteger asked = new AtomicInteger();
    final SenderVerification fast =
        new SenderVerification(
            each -> {
              asked.incrementAndGet();
              return Optional.of(each.sender());
            });
    many.forEach(each -> assertThat(fast.wrong(List.of(each))).isEmpty());
    assertThat(fast.wrong(List.of(many.getLast(), many.getFirst()))).isEmpty();
    assertThat(asked).as("the first one was forgotten").hasValue(many.size() + 1);
  }

  private static DecodedTransaction numbered(final int number) {
    final SignedTransaction any = signed(0);
    return new DecodedTransaction(
        new SignedTransaction(
            any.type(),
            any.raw(),
            Bytes32.leftPad(Bytes.ofUnsignedInt(number)),
            any.sender(),
            any.chainId(),
            any.nonce(),
            any.maxFeePerGas(),
            any.maxPriorityFeePerGas(),
            any.gasLimit(),
            any.to(),
            any.value(),
            any.data(),
            any.accessList(),
            any.authorizations(),
            any.signature(),
            any.signingHash()),
        Optional.empty());
  }
}
