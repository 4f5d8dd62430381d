/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

class SenderLookAheadTest {
  private static final Address TO = TestTransactions.key(9).address();

  private final Map<Bytes32, SignedTransaction> bytes = new HashMap<>();
  private final List<List<Bytes32>> prepared = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean fails;
  private final SenderLookAhead ahead = new SenderLookAhead(this::prepare);

  private Map<Bytes32, DecodedTransaction> prepare(final List<Candidate> rows) {
    prepared.add(rows.stream().map(Candidate::hash).toList());
    if (fails) {
      throw new IllegalStateException("the database is away");
    }
    final Map<Bytes32, DecodedTransaction> found = new HashMap<>();
    rows.forEach(
        row ->
            found.put(row.hash(), new DecodedTransaction(bytes.get(row.hash()), Optional.empty())));
    return found;
  }

  private Candidate candidate(final int sender, final long nonce) {
    final SignedTransaction signed =
        TestTransactions.transfer(
            TransactionType.DYNAMIC_FEE, TestTransactions.key(sender), nonce, TO);
    bytes.put(signed.hash(), signed);
    return row(signed, signed.sender());
  }

  private Candidate row(final SignedTransaction signed, final Address sender) {
    return new Candidate(
        signed.hash(),
        sender,
        signed.nonce(),
        BigInteger.TEN,
        BigInteger.ONE,
        signed.raw().size(),
        bytes.size(),
        0,
        21_000);
  }

  private void look(final List<Candidate> pending, final Set<Bytes32> taken) {
    ahead.next(new CandidateQueue(Pending.of(pending), BigInteger.ZERO, Pending.NO_FLOOR), taken);
  }

  private void awaitFound(final Candidate row) {
    await().until(() -> ahead.found(row).isPresent());
  }

  @Test
  void whatComesNextIsPreparedOnceInItsOrder() {
    final Candidate first = candidate(1, 0);
    final Candidate second = candidate(1, 1);
    look(List.of(first, second), Set.of());
    awaitFound(second);
    assertThat(ahead.found(first)).isPresent();

    // The first is in the block; only what is new is prepared.
    final Candidate third = candidate(1, 2);
    look(List.of(first, second, third), Set.of(first.hash()));
    awaitFound(third);
    assertThat(ahead.found(second)).isPresent();
    assertThat(ahead.found(first)).isEmpty();
    look(List.of(second, third), Set.of(first.hash()));
    assertThat(prepared)
        .containsExactly(List.of(first.hash(), second.hash()), List.of(third.hash()));
  }

  /** A row can get another sender: what was prepared is for the one that it named. */
  @Test
  void aRowOfAnotherSenderIsNotFound() {
    final Candidate own = candidate(1, 0);
    look(List.of(own), Set.of());
    awaitFound(own);
    assertThat(ahead.found(row(bytes.get(own.hash()), TO))).isEmpty();
  }

  @Test
  void afterAFailureTheNextLookGoesOn() {
    final Candidate own = candidate(1, 0);
    fails = true;
    look(List.of(own), Set.of());
    await().until(() -> prepared.size() == 1);
    fails = false;
    await()
        .until(
            () -> {
              look(List.of(own), Set.of());
              return ahead.found(own).isPresent();
            });
  }
}
