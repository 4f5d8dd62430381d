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

import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.service.TemporaryException;

/** L1 has many mouths: what one of them leaves out the others tell. */
class L1MouthsTest extends IndexFixture {
  private final Mouths mouths = new Mouths(l1);

  private long deposits() {
    return view.positions().getFirst().deposits();
  }

  @Test
  void anEndpointThatHidesOrFailsLosesItsTurn() {
    index =
        index(
            mouths
                .failing("down")
                .with("hides", log -> true, false)
                .with("honest", log -> false, false)
                .client());
    deposit(leaf(OWN, USER, 1));
    deposit(leaf(OWN, USER, 2));
    catchUp();
    assertThat(deposits()).isEqualTo(2);
    assertThat(mouths.lost).containsOnly("hides");
  }

  /** Nothing told that the first window was not complete; the second does. */
  @Test
  void whatAPrunedEndpointLeftOutIsReadAgainFromAnother() {
    index =
        index(
            mouths
                .with("pruned", log -> log.blockNumber() == 2, true)
                .with("archive", log -> false, true)
                .client());
    deposit(leaf(OWN, USER, 1));
    deposit(leaf(OWN, USER, 2));
    synchronize();
    l1.mine(1);
    assertThat(index.step()).isTrue();
    assertThat(deposits()).isEqualTo(1);

    deposit(leaf(OWN, USER, 3));
    synchronize();
    l1.mine(1);
    assertThatThrownBy(index::step).isInstanceOf(TemporaryException.class);
    run(index);
    assertThat(deposits()).isEqualTo(3);
    assertThat(store.read(tx -> tx.last(0)).orElseThrow().proven()).isTrue();
    assertThat(mouths.lost).isEmpty();
  }

  @Test
  void allOfThemHideTheSame() {
    index =
        index(
            mouths
                .with("one", log -> log.blockNumber() == 1, false)
                .with("other", log -> log.blockNumber() == 1, false)
                .client());
    deposit(leaf(OWN, USER, 1));
    synchronize();
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("one: at block 1 the bridge of network 0 has 1 deposits")
        .hasMessageContaining("other: at block 1");
    assertThat(view.depositsTo(USER, 0, 1).total()).isZero();
  }

  private static List<L1Log> and(final List<L1Log> logs, final Log forged) {
    final L1Log last = logs.getLast();
    return Stream.concat(
            logs.stream(),
            Stream.of(
                new L1Log(
                    forged,
                    last.blockNumber(),
                    last.blockHash(),
                    last.transactionHash(),
                    last.logIndex() + 1)))
        .toList();
  }

  /** No rollup has this id: whoever tells of it lies. */
  @ParameterizedTest
  @ValueSource(longs = {0, RollupExitRoots.MAX_ROLLUPS + 1, 1L << 32 | OWN})
  void aForgedVerificationCannotStopTheIndex(final long rollupId) {
    final Log forged = BridgeLogs.verified(rollupId, Bytes32.repeat((byte) 9));
    index =
        index(
            mouths
                .forging("forges", logs -> and(logs, forged))
                .with("honest", log -> false, false)
                .client());
    deposit(leaf(OWN, USER, 1));
    catchUp();
    assertThat(deposits()).isEqualTo(1);
    assertThat(mouths.lost).containsOnly("forges");
  }

  /** The root that it would lead to is not on L1. */
  @Test
  void aForgedVerificationIsLeftOut() {
    final Log forged = BridgeLogs.verified(7, Bytes32.repeat((byte) 9));
    index =
        index(
            mouths
                .forging("forges", logs -> logs.size() == 1 ? and(logs, forged) : logs)
                .with("honest", log -> false, false)
                .client());
    deposit(leaf(OWN, USER, 1));
    catchUp();
    verify(OWN, Bytes32.repeat((byte) 3));
    depositForced(leaf(OWN, USER, 2));
    catchUp();
    assertThat(deposits()).isEqualTo(2);
    assertThat(store.read(tx -> tx.lastRollupExit()).orElseThrow().sequence()).isEqualTo(1);
    assertThat(mouths.lost).isEmpty();
  }

  private static Log claimOf(final long count) {
    return BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, count).encode(), leaf(0, USER, count));
  }

  private void claimOnL1(final long count) {
    mine(false, List.of(claimOf(count)));
  }

  private List<Long> claims() {
    return view.claimsTo(USER, 0, 10).rows().stream()
        .map(claim -> claim.globalIndex().leafIndex())
        .toList();
  }

  /** Who is told that somebody has claimed it would give it up. */
  @Test
  void aClaimThatTheBridgeDoesNotHaveIsNotBelieved() {
    index =
        index(
            mouths
                .forging("forges", logs -> logs.isEmpty() ? logs : and(logs, claimOf(300)))
                .with("honest", log -> false, false)
                .client());
    claimOnL1(299);
    catchUp();
    assertThat(claims()).containsExactly(299L);
    assertThat(mouths.lost).containsOnly("forges");
  }

  /** The bits of the first rollup are where L1's own would be. */
  @Test
  void claimsOfAnyRollupAreFoundInTheBridgesState() {
    mine(
        false,
        List.of(
            BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(1, 256).encode(), leaf(0, USER, 1)),
            BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(2, 255).encode(), leaf(0, USER, 1)),
            BridgeLogs.claim(
                L1_BRIDGE, GlobalIndex.of(OWN, (1L << 32) - 1).encode(), leaf(0, USER, 1))));
    catchUp();
    assertThat(claims()).containsExactlyInAnyOrder(256L, 255L, (1L << 32) - 1);
  }

  @Test
  void aTokenThatTheBridgeDoesNotHaveIsNotBelieved() {
    final Address token = BridgeLogs.address(0x70);
    final Address wrapped = BridgeLogs.address(0x71);
    index =
        index(
            mouths
                .forging(
                    "forges",
                    logs ->
                        logs.isEmpty()
                            ? logs
                            : and(logs, BridgeLogs.wrapped(L1_BRIDGE, OWN, token, OTHER)))
                .with("honest", log -> false, false)
                .client());
    mine(false, List.of(BridgeLogs.wrapped(L1_BRIDGE, OWN, token, wrapped)));
    catchUp();
    assertThat(view.wrappedTokens(OWN, token))
        .extracting(TokenWrapped::wrappedToken)
        .containsExactly(wrapped);
    assertThat(mouths.lost).containsOnly("forges");
  }

  private Mouths withALiar(final Bytes claimedBits) {
    return mouths.lying("lies", logs -> logs.isEmpty() ? logs : and(logs, claimOf(3)), claimedBits);
  }

  @Test
  void whoeverLiesAboutClaimsIsOutvoted() {
    index =
        index(
            withALiar(UInt256.MAX_VALUE)
                .with("pruned", log -> false, true)
                .with("honest", log -> false, false)
                .client());
    claimOnL1(2);
    catchUp();
    assertThat(claims()).containsExactly(2L);
    assertThat(mouths.lost).containsOnly("lies");
  }

  @Test
  void ofTwoThatDifferAboutClaimsThatIsBelievedWhichBothSay() {
    index = index(withALiar(UInt256.MAX_VALUE).with("honest", log -> false, false).client());
    claimOnL1(2);
    catchUp();
    assertThat(claims()).containsExactly(2L);
    assertThat(mouths.lost).isEmpty();
  }

  @Test
  void whatOneOfTwoDeniesIsNotBelieved() {
    index = index(withALiar(UInt256.ZERO).with("honest", log -> false, false).client());
    claimOnL1(2);
    synchronize();
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("lies has no claim of deposit 2 of network 3");
  }

  /** L1 had the global exit root before, so that no leaf tells it again. */
  @Test
  void aRollupThatGoesBackIsFollowed() {
    verify(7, Bytes32.repeat((byte) 1));
    verify(7, Bytes32.repeat((byte) 2));
    rollups = rollups.with(7, Bytes32.repeat((byte) 1));
    mine(false, List.of(BridgeLogs.verified(7, Bytes32.repeat((byte) 1))));
    verify(OWN, Bytes32.repeat((byte) 3));
    catchUp();
    assertThat(store.read(tx -> tx.lastCovering()).orElseThrow().rollupSequence()).isEqualTo(4);
  }

  /** Logs and state fit to each other, but not to what L1 makes of the next deposit. */
  @Test
  void whatNoLeafConfirmsIsReadAgainFromAnother() {
    final Log forged = BridgeLogs.deposit(L1_BRIDGE, leaf(OWN, OTHER, 1_000), 2);
    index =
        index(
            mouths
                .forging(
                    "lies",
                    logs ->
                        logs.stream().anyMatch(log -> log.blockNumber() == 2)
                            ? and(logs, forged)
                            : logs)
                .with("honest", log -> false, false)
                .client());
    depositForced(leaf(OWN, USER, 1));
    catchUp();
    l1.answer((contract, calldata, logs) -> bridge(contract, calldata, and(logs, forged)));
    deposit(leaf(OWN, USER, 2));
    catchUp();
    assertThat(store.read(tx -> tx.last(0)).orElseThrow())
        .extracting(IndexedBlock::deposits, IndexedBlock::proven)
        .containsExactly(3L, true);

    l1.answer(IndexFixture::bridge);
    depositForced(leaf(OWN, USER, 3));
    synchronize();
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("lies: block 3 of network 0 has deposit 2, the next one is 3")
        .hasMessageContaining("honest: block 3");
    assertThat(mouths.lost).isEmpty();
    run(index);
    assertThat(deposits()).isEqualTo(3);
    assertThat(view.depositsTo(OTHER, 0, 1).total()).isZero();
    prove(globalExitRoot(), 1, 1);
    assertProves(view.proof(0, 2), view.deposit(0, 2).orElseThrow());
    assertThat(mouths.lost).isEmpty();
  }

  /** Two logs at one place, which the tables do not take, and a client that breaks. */
  @Test
  void whateverAnEndpointMakesOfItAnotherOneIsAsked() {
    index =
        index(
            mouths
                .forging(
                    "twice",
                    logs -> Stream.concat(logs.stream(), Stream.of(logs.getLast())).toList())
                .forging(
                    "breaks",
                    logs -> {
                      throw new IllegalStateException("broken");
                    })
                .client());
    mine(
        false,
        List.of(BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, 0).encode(), leaf(0, USER, 1))));
    synchronize();
    assertThatThrownBy(index::step)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("twice: what it says cannot be used")
        .hasMessageContaining("breaks: what it says cannot be used");
    assertThat(mouths.lost).containsExactly("twice", "breaks");

    index = index(mouths.with("honest", log -> false, false).client());
    run(index);
    assertThat(view.claimsTo(USER, 0, 1).total()).isEqualTo(1);
  }

  /** The first event has a number above 0: the bridge is older than the first block. */
  @Test
  void aStartBlockThatIsTooLateIsTold() {
    deposit(leaf(OWN, USER, 1));
    l1.mine(2);
    deposit(leaf(OWN, USER, 2));
    final BridgeContracts late =
        new BridgeContracts(
            OWN,
            BridgeLogs.L1_BRIDGE,
            BridgeLogs.ROLLUP_MANAGER,
            3,
            BridgeLogs.L2_BRIDGE,
            BridgeLogs.EXIT_ROOT_MANAGER);
    synchronize();
    final L1BridgeIndex lateIndex = new L1BridgeIndex(store, state, l1, late);
    assertThatThrownBy(lateIndex::step)
        .hasMessageContaining("block 4 of network 0 has deposit 1, the next one is 0");
  }

  @Test
  void oldBlocksAreThinnedOutAndTheFirstStays() {
    deposit(leaf(OWN, USER, 1));
    for (int i = 0; i < 40; i++) {
      l1.mine(60);
      catchUp();
    }
    final List<Long> kept =
        java.util.stream.LongStream.iterate(
                store.read(tx -> tx.last(0)).orElseThrow().number(),
                number -> number >= 0,
                number -> below(number))
            .boxed()
            .toList();
    assertThat(kept).hasSizeBetween(10, 15).endsWith(0L);
    store.update(tx -> tx.rollBack(0, kept.get(9)));
    assertThat(deposits()).isLessThanOrEqualTo(1);
  }

  private long below(final long number) {
    return store.read(tx -> tx.atOrBelow(0, number - 1)).map(IndexedBlock::number).orElse(-1L);
  }
}
