/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OTHER;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;
import static org.zknode.rollup.bridge.BridgeLogs.leaf;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.ProofAnswer.WaitsFor;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;

class L1BridgeIndexTest extends IndexFixture {
  @Test
  void depositsClaimsAndTokensAreThereWithTheirPlaces() {
    final var block = deposit(leaf(OWN, USER, 5), leaf(OWN, OTHER, 6));
    final ExitLeaf back = leaf(0, USER, 7);
    mine(
        false,
        List.of(
            BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, 4).encode().setBit(200), back),
            BridgeLogs.wrapped(
                L1_BRIDGE, OWN, BridgeLogs.address(0x70), BridgeLogs.address(0x71))));
    catchUp();

    final BridgeView.Page<Deposit> deposits = view.depositsTo(USER, 0, 10);
    assertThat(deposits.total()).isEqualTo(1);
    final Deposit deposit = deposits.rows().getFirst();
    assertThat(deposit.leaf()).isEqualTo(leaf(OWN, USER, 5));
    assertThat(deposit.place().network()).isZero();
    assertThat(deposit.place().blockHash()).isEqualTo(block.hash());
    assertThat(deposit.place().timestamp()).isEqualTo(block.timestamp());
    assertThat(deposit.globalIndex().encode()).isEqualTo(BigInteger.ONE.shiftLeft(64));
    assertThat(deposit.readyForClaim()).isFalse();
    assertThat(deposit.claimTransaction()).isEmpty();
    assertThat(view.deposit(0, 1).orElseThrow().leaf()).isEqualTo(leaf(OWN, OTHER, 6));
    assertThat(view.deposit(0, 2)).isEmpty();

    final Claim claim = view.claimsTo(USER, 0, 10).rows().getFirst();
    assertThat(claim.globalIndex()).isEqualTo(GlobalIndex.of(OWN, 4));
    assertThat(claim.rawGlobalIndex().testBit(200)).isTrue();
    assertThat(claim.amount()).isEqualTo(7);
    final TokenWrapped token = view.wrappedTokens(OWN, BridgeLogs.address(0x70)).getFirst();
    assertThat(token.wrappedToken()).isEqualTo(BridgeLogs.address(0x71));
    assertThat(view.wrappedTokens(0, BridgeLogs.address(0x70))).isEmpty();
    assertThat(view.positions())
        .containsExactly(new IndexPosition(0, 2, l1.block(2).orElseThrow().hash(), 2));
  }

  @Test
  void aDepositIsReadyWhenARootThatCoversItIsOnL2() {
    depositForced(leaf(OWN, USER, 1));
    final Bytes32 first = globalExitRoot();
    deposit(leaf(OWN, USER, 2));
    depositForced(leaf(1, USER, 3));
    final Bytes32 second = globalExitRoot();
    catchUp();
    assertThat(view.missingOnL2(5)).extracting(L1InfoLeaf::index).containsExactly(2L, 1L);
    assertThat(view.proof(0, 0)).isEqualTo(new ProofAnswer.NotCovered(0, 0, 0, WaitsFor.L2_BLOCK));

    prove(first, 0, 1);
    assertThat(view.deposit(0, 0).orElseThrow().readyForClaim()).isTrue();
    assertThat(view.deposit(0, 1).orElseThrow().readyForClaim()).isFalse();
    assertThat(view.proof(0, 1)).isEqualTo(new ProofAnswer.NotCovered(0, 1, 1, WaitsFor.L2_BLOCK));
    assertProves(view.proof(0, 0), view.deposit(0, 0).orElseThrow());
    assertThat(view.missingOnL2(5)).extracting(L1InfoLeaf::index).containsExactly(2L);
    assertThat(view.isOnL2(first)).isTrue();
    assertThat(view.isOnL2(second)).isFalse();

    prove(second, 1, 2);
    assertThat(view.claimable(0, OWN, Set.of(LeafType.ASSET), 0, 10))
        .extracting(ClaimableDeposit::depositCount)
        .containsExactly(0L, 1L);
    // For a rollup of which nothing is known here.
    assertThat(view.deposit(0, 2).orElseThrow().readyForClaim()).isFalse();
    assertThat(view.missingOnL2(5)).isEmpty();
    for (long count = 0; count < 2; count++) {
      assertProves(view.proof(0, count), view.deposit(0, count).orElseThrow());
    }
    assertProves(view.proof(0, 0, first), view.deposit(0, 0).orElseThrow());
    assertThat(view.proof(0, 1, first))
        .isEqualTo(new ProofAnswer.NotCovered(0, 1, 1, WaitsFor.OTHER_ROOT));
    assertProves(view.proof(0, 2, second), view.deposit(0, 2).orElseThrow());
    assertThat(view.proof(0, 3, second)).isEqualTo(new ProofAnswer.NoDeposit(0, 3));
    assertThat(view.proof(0, 0, Bytes32.ZERO))
        .isEqualTo(new ProofAnswer.NoGlobalExitRoot(Bytes32.ZERO));
    assertThat(view.proof(7, 0)).isEqualTo(new ProofAnswer.NoDeposit(7, 0));
  }

  /** A deposit's way to L2, step by step. */
  @Test
  void whatADepositWaitsFor() {
    deposit(leaf(OWN, USER, 1), leaf(9, USER, 2));
    catchUp();
    assertThat(waitsFor(0)).isEqualTo(WaitsFor.EXIT_ROOT);
    assertThat(waitsFor(1)).isEqualTo(WaitsFor.OTHER_ROLLUP);
    depositForced(leaf(OWN, USER, 3));
    catchUp();
    assertThat(waitsFor(0)).isEqualTo(WaitsFor.L2_BLOCK);
    blockOnL2(1, 1_000, 0);
    assertThat(waitsFor(0)).isEqualTo(WaitsFor.L2_BLOCK);
    blockOnL2(2, 1_002, 1);
    blockOnL2(3, 1_002 + 8_190, 0);
    assertThat(waitsFor(0)).isEqualTo(WaitsFor.L2_PROOF);
    blockOnL2(4, 1_002 + 8_191, 0);
    assertThat(waitsFor(0)).isEqualTo(WaitsFor.LATE_L2_PROOF);
    deposit(leaf(OWN, USER, 4));
    catchUp();
    assertThat(waitsFor(3)).isEqualTo(WaitsFor.EXIT_ROOT);
  }

  private WaitsFor waitsFor(final long count) {
    return ((ProofAnswer.NotCovered) view.proof(0, count)).waitsFor();
  }

  private void blockOnL2(final long number, final long timestamp, final long leaf) {
    state.update(
        tx ->
            tx.blocks()
                .insert(
                    new BlockInfo(
                        number,
                        Bytes32.leftPad(Bytes.ofUnsignedLong(number)),
                        1,
                        timestamp,
                        leaf,
                        0)));
  }

  @Test
  void manyBlocksAreIndexedInWindows() {
    final ExitLeaf[] five =
        IntStream.range(0, 5).mapToObj(i -> leaf(OWN, USER, i)).toArray(ExitLeaf[]::new);
    for (int i = 0; i < 30; i++) {
      deposit(five);
      l1.mine(100);
    }
    depositForced(five);
    synchronize();
    int windows = 0;
    while (index.step()) {
      windows++;
    }
    assertThat(windows).isBetween(3, 6);
    assertThat(view.positions().getFirst().deposits()).isEqualTo(155);
    prove(globalExitRoot(), 0, 1);
    assertProves(view.proof(0, 77), view.deposit(0, 77).orElseThrow());
    assertThat(view.depositsTo(USER, 150, 100).rows())
        .extracting(Deposit::depositCount)
        .containsExactly(4L, 3L, 2L, 1L, 0L);
  }

  /**
   * After a long absence: the bridge says how many deposits there are before their logs are read.
   */
  @Test
  void aWindowHasNoMoreDepositsThanFitIntoMemory() {
    final ExitLeaf[] many =
        IntStream.range(0, 3_000).mapToObj(i -> leaf(OWN, USER, i)).toArray(ExitLeaf[]::new);
    for (int i = 0; i < 5; i++) {
      deposit(many);
      l1.mine(10);
    }
    depositForced(many);
    synchronize();
    long before = 0;
    boolean more = true;
    while (more) {
      more = index.step();
      final long now = view.positions().getFirst().deposits();
      assertThat(now - before).isLessThanOrEqualTo(L1WindowReader.MANY_DEPOSITS);
      before = now;
    }
    assertThat(before).isEqualTo(18_000);
    prove(globalExitRoot(), 0, 1);
    assertProves(view.proof(0, 17_999), view.deposit(0, 17_999).orElseThrow());
  }

  /** More than one statement takes. */
  @Test
  void aBlockMayHaveThousandsOfDeposits() {
    depositForced(
        IntStream.range(0, 5_001).mapToObj(i -> leaf(OWN, USER, i)).toArray(ExitLeaf[]::new));
    mine(
        false,
        List.of(BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, 0).encode(), leaf(0, USER, 1))));
    catchUp();
    prove(globalExitRoot(), 0, 1);
    assertThat(view.positions().getFirst().deposits()).isEqualTo(5_001);
    assertThat(view.pending(Optional.of(USER), OWN, LeafType.ASSET, 0, 1).total()).isEqualTo(5_001);
    for (final long count : List.of(0L, 3_999L, 4_000L, 5_000L)) {
      assertProves(view.proof(0, count), view.deposit(0, count).orElseThrow());
    }
  }

  private static ExitLeaf message(final int bytes) {
    return new ExitLeaf(
        LeafType.MESSAGE, 0, OTHER, OWN, USER, BigInteger.ZERO, Bytes.wrap(new byte[bytes]));
  }

  /** Each may have what a block's gas pays for. */
  @Test
  void aPageEndsWhereItsMetadataAreMany() {
    final int large = BridgeView.MAX_METADATA_BYTES / 5 * 2;
    depositForced(message(large), message(large), message(large));
    depositForced(message(2_000_000), leaf(OWN, USER, 1));
    catchUp();
    assertThat(counts(view.depositsTo(USER, 0, 10))).containsExactly(4L, 3L, 2L);
    assertThat(counts(view.depositsTo(USER, 2, 10))).containsExactly(2L, 1L);
    assertThat(counts(view.depositsTo(USER, 2, 1))).containsExactly(2L);
    assertThat(view.depositsTo(USER, 2, 10).total()).isEqualTo(5);
    prove(globalExitRoot(), 1, 1);
    assertThat(counts(view.pending(Optional.empty(), OWN, LeafType.MESSAGE, 0, 10)))
        .containsExactly(0L, 1L);
    assertThat(counts(view.pending(Optional.empty(), OWN, LeafType.MESSAGE, 2, 10)))
        .containsExactly(2L, 3L);
    assertThat(claimable(LeafType.ASSET)).containsExactly(4L);
    assertThat(claimable(LeafType.MESSAGE)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(claimable(LeafType.ASSET, LeafType.MESSAGE)).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  /** One that no transaction on L2 could claim stands among the others. */
  @Test
  void aMessageMayBeLongerThanAnyClaim() {
    final int bytes = 3 << 20;
    depositForced(leaf(OWN, USER, 1), message(bytes), leaf(OWN, USER, 2));
    catchUp();
    prove(globalExitRoot(), 0, 1);
    assertThat(view.deposit(0, 1).orElseThrow().leaf().metadata().size()).isEqualTo(bytes);
    for (long count = 0; count < 3; count++) {
      assertProves(view.proof(0, count), view.deposit(0, count).orElseThrow());
    }
  }

  private List<Long> claimable(final LeafType... types) {
    return view.claimable(0, OWN, Set.of(types), 0, 10).stream()
        .map(ClaimableDeposit::depositCount)
        .toList();
  }

  private static List<Long> counts(final BridgeView.Page<Deposit> page) {
    return page.rows().stream().map(Deposit::depositCount).toList();
  }

  @Test
  void aReorgTakesWhatItTook() {
    depositForced(leaf(OWN, USER, 1));
    catchUp();
    depositForced(leaf(OWN, USER, 2));
    mine(
        false,
        List.of(BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, 0).encode(), leaf(0, USER, 9))));
    l1.mine(1);
    catchUp();
    assertThat(view.claimsTo(USER, 0, 1).total()).isEqualTo(1);

    l1.reorg(3);
    mainnetLeaves.removeLast();
    // Before the synchronizer has seen it, the index stays where it is.
    depositForced(leaf(OWN, OTHER, 3));
    catchUp();
    assertThat(view.claimsTo(USER, 0, 1).total()).isZero();
    assertThat(view.depositsTo(USER, 0, 9).total()).isEqualTo(1);
    assertThat(view.deposit(0, 1).orElseThrow().leaf()).isEqualTo(leaf(OWN, OTHER, 3));
    prove(globalExitRoot(), 1, 1);
    assertProves(view.proof(0, 1), view.deposit(0, 1).orElseThrow());
  }

  @Test
  void aReorgOfAllThatIsIndexedBeginsAnew() {
    deposit(leaf(OWN, USER, 1));
    catchUp();
    l1.reorg(1);
    mainnetLeaves.clear();
    l1.mine(2);
    deposit(leaf(OWN, USER, 2), leaf(OWN, USER, 3));
    catchUp();
    assertThat(view.depositsTo(USER, 0, 9).rows())
        .extracting(deposit -> deposit.leaf().amount().intValue())
        .containsExactly(3, 2);
  }

  /** The endpoint that was asked first was on a fork. */
  @Test
  void whatBeganOnAForkBeginsAnew() {
    store.update(tx -> tx.put(new IndexedBlock(0, 0, Bytes32.repeat((byte) 7), 0, true)));
    deposit(leaf(OWN, USER, 1));
    catchUp();
    assertThat(view.positions().getFirst().deposits()).isEqualTo(1);
    assertThat(store.read(tx -> tx.atOrBelow(0, 0)).orElseThrow().hash())
        .isEqualTo(l1.block(0).orElseThrow().hash());
  }

  @Test
  void anEndpointThatHidesDepositsIsNotBelieved() {
    deposit(leaf(OWN, USER, 1));
    deposit(leaf(OWN, USER, 2));
    synchronize();
    l1.hideLogs(log -> log.blockNumber() == 2);
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("the bridge of network 0 has 2 deposits, its events are 1");
    assertThat(view.positions().getFirst().block()).isZero();
    l1.hideLogs(log -> false);
    catchUp();
    assertThat(view.positions().getFirst().deposits()).isEqualTo(2);
  }

  /** The contract's state is gone, so that only a later deposit tells it. */
  @Test
  void aGapThatIsFoundLaterIsReadAgain() {
    l1.answer((contract, calldata, logs) -> Optional.empty());
    deposit(leaf(OWN, USER, 1));
    deposit(leaf(OWN, USER, 2));
    l1.hideLogs(log -> log.blockNumber() == 2);
    catchUp();
    assertThat(view.positions().getFirst().deposits()).isEqualTo(1);
    deposit(leaf(OWN, USER, 3));
    synchronize();
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("block 3 of network 0 has deposit 2, the next one is 1");
    assertThat(view.positions().getFirst().block()).isZero();
    l1.hideLogs(log -> false);
    catchUp();
    assertThat(view.positions().getFirst().deposits()).isEqualTo(3);
  }

  /** Deposits whose exit root is on L1 cannot be hidden, even where no state tells their number. */
  @Test
  void anExitRootOnL1TellsWhatIsHidden() {
    l1.answer((contract, calldata, logs) -> Optional.empty());
    depositForced(leaf(OWN, USER, 1));
    synchronize();
    l1.hideLogs(log -> true);
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("no deposit on L1 up to block 1 led to the exit root");
    l1.hideLogs(log -> false);
    verify(1, Bytes32.repeat((byte) 1));
    synchronize();
    l1.hideLogs(log -> log.event().address().equals(BridgeLogs.ROLLUP_MANAGER));
    assertThatThrownBy(
            () -> {
              while (index.step()) {
                // The first window may be the deposit's alone.
              }
            })
        .hasMessageContaining("no verification on L1 up to block 2 led to the rollup exit root");
    l1.hideLogs(log -> false);
    catchUp();
    assertThat(view.positions().getFirst().block()).isEqualTo(2);
  }

  @Test
  void aReorgDuringTheReadMixesNothing() {
    deposit(leaf(OWN, USER, 1));
    l1.mine(1);
    synchronize();
    l1.onceBeforeEvents(
        () -> {
          l1.reorg(2);
          mainnetLeaves.clear();
          deposit(leaf(OWN, OTHER, 2));
          l1.mine(1);
        });
    assertThatThrownBy(index::step).isInstanceOf(TemporaryException.class);
    assertThat(view.depositsTo(USER, 0, 1).total()).isZero();
    catchUp();
    assertThat(view.depositsTo(OTHER, 0, 1).total()).isEqualTo(1);
  }

  /** The window is stored and its process dies, or the answer to the commit is lost. */
  @Test
  void nothingIsLostOrDoubledByARestart() {
    deposit(leaf(OWN, USER, 1));
    synchronize();
    assertThat(index.step()).isTrue();
    index = index(l1);
    deposit(leaf(OWN, USER, 2));
    catchUp();
    assertThat(view.depositsTo(USER, 0, 9).total()).isEqualTo(2);
    final IndexedBlock cursor = store.read(tx -> tx.last(0)).orElseThrow();
    final IndexWindow window =
        new IndexWindow(cursor.number(), cursor.hash(), List.of(), List.of(), Optional.empty());
    final IndexedBlock before =
        store.read(tx -> tx.atOrBelow(0, cursor.number() - 1)).orElseThrow();
    assertThatThrownBy(() -> new IndexWriter(store, 0).add(before, window))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("is not at block");
  }

  @Test
  void whatIsNoEventOfTheBridgesIsLeftOut() {
    final Address stranger = BridgeLogs.address(0x99);
    l1.mineLogs(
        List.of(
            BridgeLogs.deposit(stranger, leaf(OWN, USER, 1), 17),
            BridgeLogs.deposit(BridgeLogs.ROLLUP_MANAGER, leaf(OWN, USER, 1), 17)),
        Optional.empty());
    catchUp();
    assertThat(view.depositsTo(USER, 0, 1).total()).isZero();
    assertThat(view.positions().getFirst().block()).isEqualTo(1);
  }
}
