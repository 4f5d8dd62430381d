/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of {@link StateStoreContract}: leases and proofs. */
abstract class ProofRowsContract {
  private StateStore store;

  /** An empty one. */
  protected abstract StateStore emptyStore();

  @BeforeEach
  void open() {
    store = emptyStore();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Empty at first. */
  final StateStore store() {
    return store;
  }

  static Proof lease(final long from, final long to, final long token, final long untilMillis) {
    return new Proof(from, to, Optional.empty(), token, Optional.of(untilMillis), "prover");
  }

  static Proof complete(final long from, final long to, final long token) {
    return new Proof(from, to, Optional.of("proof"), token, Optional.empty(), "prover");
  }

  static ProofHead head(final long from, final long to, final long token) {
    return new ProofHead(from, to, token);
  }

  @Test
  void aLeaseIsHeldUntilItLapsesAndFencesTheOldHolder() {
    store.update(
        tx -> {
          assertThat(tx.proofs().tryLease(lease(1, 3, 11, 100), 0)).isTrue();
          assertThat(tx.proofs().tryLease(lease(3, 4, 12, 200), 99)).isFalse();
          assertThat(tx.proofs().tryLease(lease(4, 4, 13, 200), 99)).isTrue();
          assertThat(tx.proofs().tryLease(lease(3, 3, 14, 200), 100)).isTrue();
          assertThat(tx.proofs().complete(1, 3, 11, "late")).isFalse();
          assertThat(tx.proofs().complete(3, 3, 99, "stolen")).isFalse();
          assertThat(tx.proofs().complete(3, 3, 14, "proof")).isTrue();
          assertThat(tx.proofs().complete(3, 3, 14, "again")).isFalse();
          tx.proofs().release(4, 4, 99);
          assertThat(tx.proofs().all()).containsExactly(complete(3, 3, 14), lease(4, 4, 13, 200));
          tx.proofs().release(4, 4, 13);
          assertThat(tx.proofs().all()).containsExactly(complete(3, 3, 14));
          assertThat(tx.proofs().tryLease(lease(3, 3, 15, 900), 800)).isFalse();
        });
  }

  @Test
  void proofsAreReplacedByTheirAggregate() {
    store.update(
        tx -> {
          for (long number = 1; number <= 3; number++) {
            tx.proofs().tryLease(lease(number, number, number, 100), 0);
            tx.proofs().complete(number, number, number, "proof");
          }
          assertThat(
                  tx.proofs().replaceByAggregate(head(1, 1, 1), head(2, 2, 2), complete(1, 2, 9)))
              .isTrue();
          assertThat(tx.proofs().all()).containsExactly(complete(1, 2, 9), complete(3, 3, 3));
          assertThat(tx.proofs().completeAbove(0)).containsExactly(head(1, 2, 9), head(3, 3, 3));
          assertThat(tx.proofs().completeAbove(2)).containsExactly(head(3, 3, 3));
          assertThat(tx.proofs().find(head(1, 2, 9))).contains(complete(1, 2, 9));
          assertThat(tx.proofs().find(head(1, 2, 8))).isEmpty();
        });
    store.update(
        tx -> {
          assertThat(
                  tx.proofs().replaceByAggregate(head(1, 1, 1), head(2, 2, 2), complete(1, 2, 10)))
              .isFalse();
          // The same ranges, but one of the proofs was made again meanwhile.
          assertThat(
                  tx.proofs().replaceByAggregate(head(1, 2, 9), head(3, 3, 4), complete(1, 3, 11)))
              .isFalse();
          tx.proofs().delete(head(3, 3, 4));
          assertThat(tx.proofs().all()).containsExactly(complete(1, 2, 9), complete(3, 3, 3));
          tx.proofs().delete(head(3, 3, 3));
          assertThat(tx.proofs().all()).containsExactly(complete(1, 2, 9));
          tx.proofs().deleteUpTo(1);
          assertThat(tx.proofs().all()).hasSize(1);
          tx.proofs().deleteUpTo(2);
          assertThat(tx.proofs().all()).isEmpty();
        });
  }

  @Test
  void theFirstBatchThatNothingCovers() {
    store.update(
        tx -> {
          assertThat(tx.proofs().firstUncovered(3, 0)).isEqualTo(3);
          tx.proofs().tryLease(lease(3, 5, 1, 100), 0);
          tx.proofs().complete(3, 5, 1, "proof");
          tx.proofs().tryLease(lease(6, 6, 2, 100), 0);
          tx.proofs().tryLease(lease(8, 8, 3, 900), 0);
          assertThat(tx.proofs().firstUncovered(2, 50)).isEqualTo(2);
          assertThat(tx.proofs().firstUncovered(3, 50)).isEqualTo(7);
          assertThat(tx.proofs().firstUncovered(5, 50)).isEqualTo(7);
          assertThat(tx.proofs().firstUncovered(8, 50)).isEqualTo(9);
          // The lease on batch 6 has lapsed.
          assertThat(tx.proofs().firstUncovered(3, 100)).isEqualTo(6);
          tx.proofs().releaseAll();
          assertThat(tx.proofs().all()).containsExactly(complete(3, 5, 1));
        });
  }
}
