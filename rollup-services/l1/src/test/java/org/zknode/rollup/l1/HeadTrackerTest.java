/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.L1ReorgDetector.Finding;
import org.zknode.rollup.state.L1BlockRef;

class HeadTrackerTest {
  private static final long START = 100;
  private static final long SETTLED = START + L1ReorgDetector.REORG_DEPTH + 1;

  private final TreeMap<Long, L1BlockRef> chain = new TreeMap<>();
  private int asked;
  private final L1View l1 =
      (L1View)
          Proxy.newProxyInstance(
              L1View.class.getClassLoader(),
              new Class<?>[] {L1View.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("block");
                asked++;
                return Optional.ofNullable(chain.get((long) arguments[0]));
              });
  private final HeadTracker heads = new HeadTracker(l1);

  @BeforeEach
  void start() {
    build(0, SETTLED, 'a');
  }

  /** Blocks of that fork; those above are gone. */
  private void build(final long from, final long to, final char fork) {
    chain.tailMap(from, true).clear();
    for (long number = from; number <= to; number++) {
      final Bytes32 parent = number == 0 ? Bytes32.ZERO : chain.get(number - 1).hash();
      final Bytes32 hash = Keccak256.hash(parent, Bytes.ofUnsignedLong(number * 256 + fork));
      chain.put(number, new L1BlockRef(number, hash, parent, number));
    }
  }

  private boolean follow(final long number) {
    return heads.follow(chain.get(number));
  }

  /** From the first head until nothing is in doubt. */
  private void settle() {
    for (long number = START; number < SETTLED; number++) {
      assertThat(follow(number)).isTrue();
    }
    assertThat(follow(SETTLED)).isFalse();
  }

  @Test
  void headsThatFollowEachOtherAskNothing() {
    settle();
    assertThat(asked).isZero();
    assertThat(follow(SETTLED)).isFalse();
  }

  @Test
  void blocksBetweenAreReadUpToALimit() {
    settle();
    build(SETTLED + 1, SETTLED + 100, 'a');
    assertThat(follow(SETTLED + HeadTracker.MAX_READ)).isFalse();
    assertThat(asked).isEqualTo(HeadTracker.MAX_READ - 1);
    assertThat(follow(SETTLED + 2L * HeadTracker.MAX_READ + 1)).isTrue();
  }

  @Test
  void aReorgIsDoubtedUntilItIsSettled() {
    settle();
    build(SETTLED - 3, SETTLED + 80, 'b');
    final long end = SETTLED + 1 + L1ReorgDetector.REORG_DEPTH;
    for (long number = SETTLED + 1; number <= end; number++) {
      assertThat(follow(number)).isTrue();
    }
    assertThat(follow(end + 1)).isFalse();
  }

  @Test
  void anotherHeadOfTheSameNumberIsAReorg() {
    settle();
    build(SETTLED, SETTLED, 'b');
    assertThat(follow(SETTLED)).isTrue();
  }

  /** The blocks between come from another endpoint than the head. */
  @Test
  void aHeadIsNotADescendantBecauseAnotherEndpointHasTheOldBlocks() {
    settle();
    build(SETTLED - 1, SETTLED + 3, 'b');
    final L1BlockRef head = chain.get(SETTLED + 3);
    build(SETTLED - 1, SETTLED + 3, 'a');
    assertThat(heads.follow(head)).isTrue();
  }

  @Test
  void aLowerHeadIsDoubted() {
    settle();
    assertThat(follow(SETTLED - 1)).isTrue();
  }

  @Test
  void ablockThatWasNotSeenIsDoubted() {
    settle();
    heads.heard(SETTLED, chain.get(SETTLED).hash());
    assertThat(follow(SETTLED)).isFalse();
    heads.heard(SETTLED, Bytes32.random());
    assertThat(follow(SETTLED)).isTrue();
  }

  @Test
  void theForkPointIsTheNewestBlockThatBothHave() {
    final TreeMap<Long, L1BlockRef> window = new TreeMap<>(chain.subMap(10L, 41L));
    // As the state DB has them: not each block.
    window.keySet().removeIf(number -> number % 5 != 0);
    final L1ReorgDetector detector =
        new L1ReorgDetector(
            number ->
                Optional.ofNullable(window.floorEntry(number)).map(entry -> entry.getValue()));
    final L1BlockRef last = chain.get(40L);
    assertThat(detector.compare(l1, last)).isEqualTo(new Finding.Unchanged());

    chain.tailMap(33L).clear();
    assertThat(detector.compare(l1, last)).isEqualTo(new Finding.Behind(last));

    build(33, 60, 'b');
    assertThat(detector.compare(l1, last)).isEqualTo(new Finding.Reorg(window.get(30L)));

    build(5, 60, 'b');
    assertThat(detector.compare(l1, last))
        .isEqualTo(new Finding.OtherChain(window.get(10L), chain.get(10L).hash()));

    chain.tailMap(5L).clear();
    assertThat(detector.compare(l1, last)).isEqualTo(new Finding.Behind(window.get(10L)));
  }

  @Test
  void aBlockIsSettledBelowTheDepth() {
    assertThat(L1ReorgDetector.isSettled(100, 100 + L1ReorgDetector.REORG_DEPTH)).isFalse();
    assertThat(L1ReorgDetector.isSettled(100, 101 + L1ReorgDetector.REORG_DEPTH)).isTrue();
  }
}
