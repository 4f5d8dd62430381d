/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.MemoryStateStore;

class BatchStatesTest {
  private static final Address STRANGER = Address.fromHex("0x" + "5a".repeat(20));

  private final StateStore store = new MemoryStateStore().session();
  private final TestChain chain = new TestChain(store);

  private Optional<BatchState> first(final Address ownCoinbase) {
    final BatchStates states = new BatchStates(TestChain.GENESIS_ROOT, ownCoinbase);
    return store.read(tx -> states.after(tx, 1));
  }

  /** With the same data, the fees in it went to somebody else: so its state is another one. */
  @Test
  void anOwnBatchIsNotWhatL1HasWhenAStrangersCoinbaseIsThere() {
    final BatchState expected = new BatchState(TestChain.stateRoot(1), chain.accInputHash(1), 2);
    assertThat(first(TestChain.CHAIN.coinbase())).contains(expected);
    assertThat(first(STRANGER)).isEmpty();

    final Batch own = store.read(tx -> tx.batches().find(1)).orElseThrow();
    store.update(
        tx ->
            tx.batches()
                .update(
                    new Batch(
                        own.number(),
                        own.firstBlock(),
                        own.lastBlock(),
                        own.batchL2Data(),
                        own.stateRoot(),
                        true,
                        true,
                        Optional.of(ClosingReason.SYNC_L1_FORCED.text()))));
    assertThat(first(STRANGER)).as("built as L1 has it").contains(expected);
  }
}
