/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.MemoryTransactionPool;
import org.zknode.rollup.testkit.TestTransactions;

class PoolMirrorTest {
  private final MemoryTransactionPool pool = new MemoryTransactionPool(Clock.systemUTC());
  private final Shown host = new Shown();
  private final PoolMirror mirror = new PoolMirror(pool, host);

  /** A host's pool without rules of its own. */
  private static final class Shown implements HostPool {
    private final Map<Bytes32, SignedTransaction> transactions = new LinkedHashMap<>();
    private boolean enabled = true;

    @Override
    public boolean isEnabled() {
      return enabled;
    }

    @Override
    public Set<Bytes32> hashes() {
      return Set.copyOf(transactions.keySet());
    }

    @Override
    public void add(final List<SignedTransaction> added) {
      added.forEach(transaction -> transactions.put(transaction.hash(), transaction));
    }

    @Override
    public void remove(final Collection<Bytes32> hashes) {
      hashes.forEach(transactions::remove);
    }
  }

  private static SignedTransaction transaction(final int sender, final long nonce) {
    return TestTransactions.transfer(
        TransactionType.LEGACY,
        TestTransactions.key(sender),
        nonce,
        TestTransactions.key(2).address());
  }

  private SignedTransaction add(final int sender, final long nonce) throws PoolRejectedException {
    final SignedTransaction transaction = transaction(sender, nonce);
    pool.add(transaction);
    return transaction;
  }

  @Test
  void whatAnotherNodeTookIsShownWithItsSender() throws Exception {
    final SignedTransaction first = add(1, 0);
    final SignedTransaction second = add(1, 5);
    mirror.step();
    assertThat(host.transactions.keySet()).containsExactlyInAnyOrder(first.hash(), second.hash());
    assertThat(host.transactions.get(second.hash()).sender()).isEqualTo(second.sender());
    assertThat(host.transactions.get(second.hash()).raw()).isEqualTo(second.raw());
  }

  /** Nobody is told that it is known, and the nonce is free. */
  @Test
  void whatIsDeadOrUnknownIsForgotten() throws Exception {
    final SignedTransaction failed = add(1, 0);
    final SignedTransaction invalid = add(2, 0);
    final SignedTransaction alive = add(3, 0);
    host.add(List.of(transaction(4, 0)));
    mirror.step();
    assertThat(host.transactions).hasSize(3);
    pool.markFailed(failed.hash(), "nonce too low");
    pool.markInvalid(invalid.hash(), "too many keccak hashes");
    mirror.step();
    assertThat(host.transactions.keySet()).containsExactly(alive.hash());
  }

  /** Its block may still be on its way to this node. */
  @Test
  void whatIsSelectedStaysUntilTheHostTakesItOut() throws Exception {
    final SignedTransaction selected = add(1, 0);
    mirror.step();
    pool.markSelected(List.of(selected.hash()), 7);
    mirror.step();
    assertThat(host.transactions.keySet()).containsExactly(selected.hash());
  }

  @Test
  void aPoolThatIsOffIsLeftAloneAndFilledWhenItIsOn() throws Exception {
    final SignedTransaction transaction = add(1, 0);
    host.enabled = false;
    mirror.step();
    assertThat(host.transactions).isEmpty();
    host.enabled = true;
    mirror.step();
    assertThat(host.transactions.keySet()).containsExactly(transaction.hash());
  }

  @Test
  void oneStepDoesNotMoreThanItsShare() throws Exception {
    for (int nonce = 0; nonce < PoolMirror.PER_STEP + 50; nonce++) {
      add(1, nonce);
    }
    mirror.step();
    assertThat(host.transactions).hasSize(PoolMirror.PER_STEP);
    mirror.step();
    assertThat(host.transactions).hasSize(PoolMirror.PER_STEP + 50);
  }
}
