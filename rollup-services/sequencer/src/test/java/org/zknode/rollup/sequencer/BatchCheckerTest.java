/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.testkit.NonCanonical;
import org.zknode.rollup.testkit.TestTransactions;

class BatchCheckerTest {
  private final SequencerFixture node = new SequencerFixture();
  private Batch batch;

  @BeforeEach
  void closeABatch() {
    node.addLeaf(1);
    for (int nonce = 0; nonce < 3; nonce++) {
      node.send(ALICE, nonce);
      node.tick();
    }
    batch = node.closeBatch();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private BatchChecker checker() {
    return new BatchChecker(node.engine, node.store, SequencerFixture.CHAIN);
  }

  private boolean isChecked() {
    return node.store.read(tx -> tx.batches().find(batch.number()).orElseThrow().checked());
  }

  private void rewrite(final Bytes data, final Bytes32 root) {
    node.store.update(
        tx ->
            tx.batches()
                .update(
                    new Batch(
                        batch.number(),
                        batch.firstBlock(),
                        batch.lastBlock(),
                        data,
                        root,
                        true,
                        false,
                        batch.closingReason())));
  }

  @Test
  void aGoodBatchIsCheckedOnce() {
    final BatchChecker checker = checker();
    assertThat(isChecked()).isFalse();
    assertThat(checker.step()).isEqualTo(1);
    assertThat(isChecked()).isTrue();
    assertThat(checker.step()).isZero();
    assertThat(checker().step()).as("after a restart").isZero();
  }

  @Test
  void whoWaitsForCheckedBatchesIsWokenAfterTheCommit() {
    final List<Boolean> seen = new ArrayList<>();
    final BatchProgress progress = new BatchProgress();
    progress.onReached(BatchStage.CHECKED, () -> seen.add(isChecked()));
    new BatchChecker(
            node.engine, node.store, SequencerFixture.CHAIN, progress, OptionalLong.empty())
        .step();
    assertThat(seen).containsExactly(true);
  }

  @Test
  void anEngineThatGivesAnotherStateHaltsWithBothHashes() {
    final Bytes32 stored = node.row(2).hash();
    node.engine.divergeFrom(2);
    assertThatThrownBy(checker()::step)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("batch 1")
        .hasMessageContaining("block 2")
        .hasMessageContaining(stored.toHexString())
        .hasMessageContaining("state root");
    assertThat(isChecked()).isFalse();
  }

  /** As a block that the state DB did not take yet: another one in that one's place. */
  private void replaceInTheEngineOnly(final L2Block block) throws BlockMismatchException {
    node.engine.unwindTo(block.number() - 1);
    node.engine.extend(
        new BlockAttributes(
            block.number(),
            block.parentHash(),
            block.timestamp() + 1,
            block.coinbase(),
            block.gasLimit(),
            0,
            Bytes32.ZERO),
        List.of(),
        Optional.empty());
  }

  @Test
  void blocksThatAreBeingReplacedAreWaitedFor() throws Exception {
    final L2Block last = node.engine.block(batch.lastBlock()).orElseThrow();
    replaceInTheEngineOnly(last);
    assertThatThrownBy(checker()::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("is being replaced")
        .hasMessageContaining(last.hash().toHexString());
    assertThat(isChecked()).isFalse();
  }

  @Test
  void aBatchOnABlockThatIsBeingReplacedIsWaitedFor() throws Exception {
    final BatchChecker checker = checker();
    checker.step();
    final L2Block parent = node.engine.head();
    node.send(ALICE, 3);
    node.tick();
    node.closeBatch();
    replaceInTheEngineOnly(parent);
    assertThatThrownBy(checker::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("is being replaced")
        .hasMessageContaining(parent.hash().toHexString());
  }

  @Test
  void batchDataOfOtherBlocksHalts() {
    final Bytes data = batch.batchL2Data();
    rewrite(data.slice(0, data.size() - 9), batch.stateRoot());
    assertThatThrownBy(checker()::step).isInstanceOf(CriticalException.class);
    rewrite(Bytes.concatenate(data, Bytes.of(1)), batch.stateRoot());
    assertThatThrownBy(checker()::step).isInstanceOf(CriticalException.class);
    rewrite(data, batch.stateRoot().not());
    assertThatThrownBy(checker()::step)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("state root");
    rewrite(data, batch.stateRoot());
    assertThat(checker().step()).isEqualTo(1);
  }

  /** docs/develop/faults.md, B3: somebody writes a sender into the pool DB. */
  @Test
  void aSenderThatDidNotSignIsNeverCharged() {
    assertThat(checker().step()).isEqualTo(1);
    final BigInteger before = node.engine.account(BOB.address()).balance();
    final long head = node.engine.head().number();
    final SignedTransaction stolen =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, 0, ALICE.address());
    node.pool.addAs(BOB.address(), stolen);
    node.tick();
    assertThat(node.pool.status(stolen)).isEqualTo("failed");
    assertThat(node.pool.reason(stolen))
        .contains("the pool has sender " + BOB.address(), ALICE.address().toString());
    assertThat(node.engine.account(BOB.address()).balance()).isEqualTo(before);
    assertThat(node.engine.head().transactions()).isEmpty();
    assertThat(node.store.read(tx -> tx.events().last(1)).getFirst().eventId())
        .isEqualTo("WRONG_SENDER");

    final SignedTransaction own =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, BOB, 0, ALICE.address());
    node.pool.add(own);
    node.tick();
    assertThat(node.pool.status(own)).as("others go on").isEqualTo("selected");
    assertThat(node.engine.head().number()).isGreaterThan(head);
    batch = node.closeBatch();
    assertThat(checker().step()).isEqualTo(1);
  }

  /** Nobody builds a block with what others would not take from it. */
  @Test
  void aRowWhoseBytesAreNotItsTransactionFails() {
    final long nonce = node.engine.account(ALICE.address()).nonce();
    final SignedTransaction form =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, nonce, BOB.address());
    for (final Bytes raw : NonCanonical.of(form).values()) {
      node.pool.addRow(Keccak256.hash(raw), raw, form);
      node.tick();
      assertThat(node.pool.fate(Keccak256.hash(raw))).startsWith("failed: ").contains("of nobody");
    }
    final Bytes32 made = Bytes32.repeat((byte) 7);
    node.pool.addRow(made, form.raw(), form);
    node.tick();
    assertThat(node.pool.fate(made)).startsWith("failed: ").contains(form.hash().toHexString());
    assertThat(node.engine.account(ALICE.address()).nonce()).isEqualTo(nonce);

    node.pool.add(form);
    node.tick();
    assertThat(node.pool.status(form)).isEqualTo("selected");
  }

  @Test
  void afterARestartNoSenderInThePoolIsBelieved() {
    assertThat(checker().step()).isEqualTo(1);
    final SignedTransaction stolen =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, 0, ALICE.address());
    node.pool.addAs(BOB.address(), stolen);
    node.restart();
    node.tick();
    assertThat(node.pool.status(stolen)).isEqualTo("failed");
    assertThat(node.pool.reason(stolen)).contains("its signature is of " + ALICE.address());
    batch = node.closeBatch();
    assertThat(checker().step()).isEqualTo(1);
  }

  /** A closed batch from a time whose states the engine keeps no more. */
  @Test
  void aBatchWhoseStatesAreGoneIsComparedWithWhatWasExecuted() {
    batch = node.closeBatch();
    node.tick();
    node.engine.keepStates(0);
    assertThat(checker().step()).isPositive();
    assertThat(isChecked()).isTrue();
  }

  @Test
  void aLeafThatAnL1ReorgTookAwayIsWaitedFor() {
    node.store.update(tx -> tx.l1Blocks().deleteAbove(0));
    assertThatThrownBy(checker()::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("leaf 1");
    node.addLeaf(1);
    assertThat(checker().step()).isEqualTo(1);
  }
}
