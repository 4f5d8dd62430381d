/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.L2_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;
import static org.zknode.rollup.bridge.BridgeLogs.leaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.ProofAnswer.WaitsFor;
import org.zknode.rollup.bridge.l2.ClaimFailures;
import org.zknode.rollup.bridge.postgres.PgClaimFailures;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.postgres.PgStateStore;

class L2BridgeIndexTest extends IndexFixture {
  private static final ExitLeaf HOME = leaf(0, USER, 3);

  private final LoggingEngine engine = new LoggingEngine();
  private final List<Bytes32> ownLeaves = new ArrayList<>();

  /** What slot 1 of the exit root manager has. */
  private Bytes32 exitRoot = Bytes32.ZERO;

  private L2BridgeIndex onL2;

  @BeforeEach
  void indexL2() {
    onL2 = restarted();
  }

  private L2BridgeIndex restarted() {
    return new L2BridgeIndex(store, engine, block -> exitRoot, BridgeLogs.CONTRACTS);
  }

  private Log withdrawal(final ExitLeaf leaf) {
    final Log log = BridgeLogs.deposit(L2_BRIDGE, leaf, ownLeaves.size());
    ownLeaves.add(leaf.hash());
    return log;
  }

  private Bytes32 ownRoot() {
    return L1InfoTree.of(ownLeaves).root();
  }

  private void runL2() {
    while (onL2.step()) {
      // One window after the other.
    }
  }

  private IndexPosition position() {
    return view.positions().getLast();
  }

  @Test
  void eventsOfTheOwnChainAreThereWithTheirPlaces() {
    engine.extendEmpty();
    final Log elsewhere = BridgeLogs.deposit(L1_BRIDGE, HOME, 9);
    final L2Block block = engine.extend(elsewhere, withdrawal(HOME), withdrawal(HOME));
    runL2();
    final Deposit deposit = view.deposit(OWN, 1).orElseThrow();
    assertThat(deposit.leaf()).isEqualTo(HOME);
    assertThat(deposit.place())
        .isEqualTo(
            new EventPlace(
                OWN,
                block.number(),
                block.hash(),
                block.timestamp(),
                Keccak256.hash(block.transactions().getFirst()),
                2));
    assertThat(position()).isEqualTo(new IndexPosition(OWN, 2, block.hash(), 2));
    assertThat(view.depositsTo(USER, 0, 9).total()).isEqualTo(2);
  }

  @Test
  void aWithdrawalIsReadyWhenItsBatchIsVerifiedAndOnL1() {
    engine.extend(withdrawal(HOME));
    final Bytes32 first = ownRoot();
    engine.extend(withdrawal(leaf(9, USER, 4)), withdrawal(HOME));
    runL2();
    catchUp();
    assertThat(view.deposit(OWN, 0).orElseThrow().readyForClaim()).isFalse();
    assertThat(view.proof(OWN, 0))
        .isEqualTo(new ProofAnswer.NotCovered(OWN, 0, 0, WaitsFor.VERIFICATION));

    verify(1, Bytes32.repeat((byte) 1));
    verify(OWN, first);
    final Bytes32 firstRoot = globalExitRoot();
    verify(2, Bytes32.repeat((byte) 2));
    catchUp();
    assertThat(view.deposit(OWN, 0).orElseThrow().readyForClaim()).isTrue();
    assertThat(view.deposit(OWN, 1).orElseThrow().readyForClaim()).isFalse();
    assertProves(view.proof(OWN, 0), view.deposit(OWN, 0).orElseThrow());
    assertThat(((ProofAnswer.Found) view.proof(OWN, 0)).proof().globalExitRoot())
        .isEqualTo(globalExitRoot());
    assertThat(view.proof(OWN, 2))
        .isEqualTo(new ProofAnswer.NotCovered(OWN, 2, 1, WaitsFor.VERIFICATION));

    verify(OWN, ownRoot());
    verify(1, Bytes32.repeat((byte) 8));
    catchUp();
    for (int count = 0; count < 3; count++) {
      assertProves(view.proof(OWN, count), view.deposit(OWN, count).orElseThrow());
    }
    assertProves(view.proof(OWN, 0, firstRoot), view.deposit(OWN, 0).orElseThrow());
    assertThat(view.proof(OWN, 2, firstRoot))
        .isEqualTo(new ProofAnswer.NotCovered(OWN, 2, 1, WaitsFor.OTHER_ROOT));
    assertThat(view.pending(Optional.of(USER), 0, LeafType.ASSET, 0, 9).rows())
        .extracting(Deposit::depositCount)
        .containsExactly(0L, 2L);
    assertThat(view.pending(Optional.empty(), 9, LeafType.ASSET, 0, 9).total()).isEqualTo(1);
    assertThat(view.pending(Optional.empty(), 0, LeafType.MESSAGE, 0, 9).total()).isZero();
  }

  /** The verifications are ahead of what this node has executed. */
  @Test
  void aRootThatIsNotKnownYetLeavesTheOneBefore() {
    engine.extend(withdrawal(HOME));
    runL2();
    verify(OWN, ownRoot());
    verify(OWN, Bytes32.repeat((byte) 5));
    catchUp();
    assertProves(view.proof(OWN, 0), view.deposit(OWN, 0).orElseThrow());
    assertThat(((ProofAnswer.Found) view.proof(OWN, 0)).proof().leafIndex()).isZero();
  }

  @Test
  void aVerificationThatWaitsDoesNotCount() {
    engine.extend(withdrawal(HOME));
    runL2();
    mine(
        false,
        List.of(
            BridgeLogs.verified(
                "VerifyBatches(uint32,uint64,bytes32,bytes32,address)", OWN, ownRoot())));
    catchUp();
    assertThat(view.deposit(OWN, 0).orElseThrow().readyForClaim()).isFalse();
    rollups = rollups.with(OWN, ownRoot());
    mine(
        true,
        List.of(
            BridgeLogs.verified(
                "ConsolidatePendingState(uint32,uint64,bytes32,bytes32,uint64)", OWN, ownRoot())));
    catchUp();
    assertProves(view.proof(OWN, 0), view.deposit(OWN, 0).orElseThrow());
  }

  /** A sponsor asks for it, and would pay for it again. */
  @Test
  void aClaimThatWasPaidForInVainIsNotOneToMake() {
    depositForced(leaf(OWN, USER, 1), leaf(OWN, USER, 2));
    engine.extend(BridgeLogs.proven(globalExitRoot(), 0));
    runL2();
    catchUp();
    final ClaimFailures failures = new PgClaimFailures(((PgStateStore) state).transactions());
    failures.add(ClaimableDeposit.of(view.deposit(0, 0).orElseThrow()));
    failures.add(ClaimableDeposit.of(view.deposit(0, 0).orElseThrow()));
    assertThat(view.claimable(0, OWN, Set.of(LeafType.ASSET), 0, 9))
        .extracting(ClaimableDeposit::depositCount)
        .containsExactly(1L);
    assertThat(view.deposit(0, 0).orElseThrow().readyForClaim()).as("for others").isTrue();
  }

  @Test
  void aClaimMarksItsDepositWhicheverIsIndexedFirst() {
    depositForced(leaf(OWN, USER, 1), leaf(OWN, USER, 2));
    final L2Block block =
        engine.extend(
            BridgeLogs.proven(globalExitRoot(), 0),
            BridgeLogs.claim(L2_BRIDGE, GlobalIndex.of(0, 1).encode(), leaf(OWN, USER, 2)));
    runL2();
    catchUp();
    final Bytes32 claim = Keccak256.hash(block.transactions().getFirst());
    assertThat(view.deposit(0, 1).orElseThrow().claimTransaction()).contains(claim);
    assertThat(view.claimable(0, OWN, Set.of(LeafType.ASSET), 0, 9))
        .extracting(ClaimableDeposit::depositCount)
        .containsExactly(0L);

    engine.extend(BridgeLogs.claim(L2_BRIDGE, GlobalIndex.of(0, 0).encode(), leaf(OWN, USER, 1)));
    runL2();
    assertThat(view.deposit(0, 0).orElseThrow().claimTransaction()).isPresent();
    assertThat(view.claimable(0, OWN, Set.of(LeafType.ASSET), 0, 9)).isEmpty();
    assertThat(view.claimsTo(USER, 0, 9).total()).isEqualTo(2);
  }

  @Test
  void unwindingTakesClaimsRootsAndWithdrawalsBack() {
    depositForced(leaf(OWN, USER, 1));
    catchUp();
    engine.extend(withdrawal(HOME));
    runL2();
    final long kept = engine.head().number();
    engine.extend(
        BridgeLogs.proven(globalExitRoot(), 0),
        BridgeLogs.claim(L2_BRIDGE, GlobalIndex.of(0, 0).encode(), leaf(OWN, USER, 1)),
        withdrawal(HOME));
    runL2();
    engine.extendEmpty();
    runL2();
    assertThat(view.deposit(0, 0).orElseThrow().claimTransaction()).isPresent();

    engine.unwindTo(kept);
    ownLeaves.removeLast();
    onL2 = restarted();
    runL2();
    assertThat(position().deposits()).isEqualTo(1);
    assertThat(view.deposit(0, 0).orElseThrow().claimTransaction()).isEmpty();
    assertThat(view.deposit(0, 0).orElseThrow().readyForClaim()).isFalse();
    assertThat(view.isOnL2(globalExitRoot())).isFalse();
    assertThat(view.deposit(OWN, 1)).isEmpty();

    engine.extend(withdrawal(leaf(0, USER, 99)));
    engine.extendEmpty();
    runL2();
    assertThat(view.deposit(OWN, 1).orElseThrow().leaf().amount()).isEqualTo(99);
    exitRoot = ownRoot();
    engine.extend(withdrawal(HOME));
    runL2();
    assertThat(position().deposits()).isEqualTo(3);
  }

  @Test
  void aBridgeThatLedToAnotherExitRootIsNotThisOne() {
    exitRoot = Bytes32.repeat((byte) 6);
    engine.extend(withdrawal(HOME));
    assertThatThrownBy(onL2::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("which none of its 1 deposits led to")
        .hasMessageContaining("is the bridge of this rollup another one?");
  }

  @Test
  void nothingIsReadWhileTheHeadIsTheSame() {
    engine.extend(withdrawal(HOME));
    runL2();
    assertThat(onL2.step()).isFalse();
    final int read = engine.blocksRead();
    assertThat(onL2.step()).isFalse();
    engine.extendEmpty();
    runL2();
    assertThat(engine.blocksRead()).isEqualTo(read);
    assertThat(position().block()).isEqualTo(2);
  }

  /** However few blocks that are. */
  @Test
  void aWindowEndsAtManyEvents() {
    final int each = 1_500;
    for (int block = 0; block < 4; block++) {
      engine.extend(IntStream.range(0, each).mapToObj(i -> withdrawal(HOME)).toArray(Log[]::new));
    }
    assertThat(onL2.step()).isTrue();
    assertThat(position().block()).as("4,000 are reached").isEqualTo(3);
    assertThat(position().deposits()).isEqualTo(3 * each);
    runL2();
    assertThat(position().deposits()).isEqualTo(4 * each);
  }

  @Test
  void aNodeThatWasDownCatchesUpInWindows() {
    for (int i = 0; i < 300; i++) {
      engine.extend(withdrawal(HOME));
    }
    assertThat(onL2.step()).isTrue();
    assertThat(position().block()).isEqualTo(256);
    onL2 = restarted();
    runL2();
    assertThat(position().deposits()).isEqualTo(300);
    verify(OWN, ownRoot());
    catchUp();
    assertProves(view.proof(OWN, 123), view.deposit(OWN, 123).orElseThrow());
  }
}
