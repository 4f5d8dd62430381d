/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.L2_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OTHER;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;
import static org.zknode.rollup.bridge.BridgeLogs.leaf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.testkit.MutableClock;

/** Claims on L1 that an endpoint has left out. */
class MissedClaimsTest extends IndexFixture {
  private static final ExitLeaf HOME = leaf(0, USER, 7);
  private static final L1LogFilter CLAIMS =
      new L1LogFilter(Set.of(L1_BRIDGE), Set.of(BridgeAbi.CLAIM));

  private final MutableClock clock = MutableClock.create();
  private final LoggingEngine engine = new LoggingEngine();
  private final Mouths mouths = new Mouths(l1);
  private final List<Bytes32> withdrawn = new ArrayList<>();
  private MissedClaims missed;

  /** Three withdrawals, of which the first two can be claimed. */
  @BeforeEach
  void withdraw() {
    final L2BridgeIndex onL2 =
        new L2BridgeIndex(store, engine, block -> Bytes32.ZERO, BridgeLogs.CONTRACTS);
    engine.extend(withdrawal(), withdrawal());
    final Bytes32 root = IndexFixture.root(withdrawn);
    engine.extend(withdrawal());
    while (onL2.step()) {
      // One window after the other.
    }
    l1.mine(3);
    verify(OWN, root);
  }

  private Log withdrawal() {
    withdrawn.add(HOME.hash());
    return BridgeLogs.deposit(L2_BRIDGE, HOME, withdrawn.size() - 1);
  }

  private void use(final Mouths endpoints) {
    final L1Client client = endpoints.client();
    index = index(client);
    missed = new MissedClaims(store, view, client, BridgeLogs.CONTRACTS, clock);
  }

  private static Log claim(final long count, final Address to) {
    return BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, count).encode(), leaf(0, to, 7));
  }

  private void claim(final long count) {
    mine(false, List.of(claim(count, USER)));
    l1.mine(2);
  }

  private static boolean isClaim(final L1Log log) {
    return log.event().topics().getFirst().equals(BridgeAbi.CLAIM);
  }

  /** As the loop does. */
  private int run() {
    synchronize();
    int steps = 0;
    while (index.step() || missed.step()) {
      steps++;
      assertThat(steps).isLessThan(1_000);
    }
    return steps;
  }

  private Optional<Bytes32> claimOf(final long count) {
    return view.deposit(OWN, count).orElseThrow().claimTransaction();
  }

  @Test
  void aClaimThatOneEndpointHidesIsReadFromAnother() {
    use(mouths.with("hides", MissedClaimsTest::isClaim, false).with("honest", log -> false, false));
    claim(1);
    run();
    final L1Log log = l1.logs(CLAIMS, 1, 7, Long.MAX_VALUE).logs().getLast();
    assertThat(claimOf(1)).contains(log.transactionHash());
    assertThat(claimOf(0)).isEmpty();
    assertThat(view.claimsTo(USER, 0, 9).rows())
        .extracting(Claim::place)
        .containsExactly(EventPlace.of(log, l1.block(5).orElseThrow()));
    assertThat(mouths.lost).containsExactly("hides");
    clock.advance(Duration.ofDays(2));
    assertThat(run()).as("nothing is left to do").isZero();
  }

  /** Its events and its state agree that nobody has claimed. */
  @Test
  void anEndpointThatDeniesTheClaimDoesNotHideItForLong() {
    use(
        mouths
            .lying(
                "denies", logs -> logs.stream().filter(log -> !isClaim(log)).toList(), UInt256.ZERO)
            .with("one", log -> false, false)
            .with("other", log -> false, false));
    claim(0);
    run();
    for (int i = 0; i < 3; i++) {
      clock.advance(MissedClaims.INTERVAL);
      run();
    }
    assertThat(claimOf(0)).isPresent();
  }

  /** Nobody's events have it: it is searched for seldom, and the node goes on. */
  @Test
  void aClaimThatNobodyTellsIsSearchedForLessAndLess() {
    use(
        mouths
            .with("one", MissedClaimsTest::isClaim, false)
            .with("other", MissedClaimsTest::isClaim, false));
    claim(0);
    run();
    assertThat(claimOf(0)).isEmpty();
    int searches = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      searches += run() > 0 ? 1 : 0;
    }
    assertThat(searches).isBetween(5, 12);
    assertThat(mouths.lost).isEmpty();

    use(mouths.with("honest", log -> false, false));
    run();
    assertThat(claimOf(0)).isPresent();
  }

  /** One endpoint alone makes nobody read much. */
  @Test
  void whatOnlyOneEndpointSaysIsClaimedIsNotSearchedFor() {
    use(mouths.lying("lies", logs -> logs, UInt256.MAX_VALUE).with("honest", log -> false, false));
    l1.mine(5);
    run();
    for (int i = 0; i < 5; i++) {
      clock.advance(MissedClaims.INTERVAL);
      assertThat(run()).isZero();
    }
    assertThat(view.claimsTo(USER, 0, 9).total()).isZero();
  }

  /** A claim of the same leaf in another place, which an endpoint makes up, is taken once. */
  @Test
  void aLeafIsClaimedOnce() {
    use(
        mouths
            .with("hides", MissedClaimsTest::isClaim, false)
            .forging("twice", logs -> Stream.concat(logs.stream(), forged(logs)).toList()));
    claim(0);
    run();
    assertThat(view.claimsTo(USER, 0, 9).total()).isEqualTo(1);
    assertThat(view.claimsTo(OTHER, 0, 9).total()).isZero();
  }

  private static Stream<L1Log> forged(final List<L1Log> logs) {
    return logs.stream()
        .filter(MissedClaimsTest::isClaim)
        .map(
            log ->
                new L1Log(
                    claim(0, OTHER),
                    log.blockNumber(),
                    log.blockHash(),
                    log.transactionHash(),
                    log.logIndex() + 1));
  }

  /** The search is of a fork that L1 has left. */
  @Test
  void aReorgEndsTheSearch() {
    use(mouths.with("hides", MissedClaimsTest::isClaim, false));
    claim(0);
    synchronize();
    run(index);
    assertThat(missed.step()).isTrue();
    l1.reorg(3);
    l1.mine(1);
    synchronize();
    run(index);
    assertThat(missed.step()).isFalse();
    assertThat(claimOf(0)).isEmpty();
  }
}
