/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;

class ReplaySourcesTest {
  private static final Bytes ANNA = Bytes.repeat((byte) 1, 64);
  private static final Bytes BERT = Bytes.repeat((byte) 2, 64);
  private static final Bytes STRANGER = Bytes.repeat((byte) 3, 64);
  private static final OptionalLong THREE_SECONDS = OptionalLong.of(3);

  private final AtomicInteger freed = new AtomicInteger();
  private long nanos = 7;
  private final ReplaySources sources =
      new ReplaySources(
          List.of(ANNA, BERT), ReplayTimes.DEFAULT, () -> nanos, freed::incrementAndGet);

  private void pass(final Duration time) {
    nanos += time.toNanos();
  }

  private void pass(final long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  @Test
  void whoIsNotConfiguredIsNeverAsked() {
    assertThat(sources.tryAcquire(STRANGER, "s")).isFalse();
    pass(3_600);
    assertThat(sources.tryAcquire(STRANGER, "s")).isFalse();
    final ReplaySources none =
        new ReplaySources(List.of(), ReplayTimes.DEFAULT, () -> nanos, () -> {});
    assertThat(none.tryAcquire(ANNA, "a")).isFalse();
    assertThat(none.trouble(THREE_SECONDS)).isEmpty();
  }

  @Test
  void oneIsAskedWhileItBringsBlocksAndTheNextWhenItIsSilent() {
    assertThat(sources.tryAcquire(ANNA, "a")).isTrue();
    assertThat(sources.tryAcquire(ANNA, "a2")).as("twice").isFalse();
    for (int i = 0; i < 10; i++) {
      pass(2);
      sources.took(ANNA);
      assertThat(sources.tryAcquire(BERT, "b")).isFalse();
    }
    pass(3);
    assertThat(sources.tryAcquire(BERT, "b")).isTrue();
  }

  @Test
  void whoIsBehindDoesNotKeepTheNextWaiting() {
    sources.tryAcquire(ANNA, "a");
    sources.behind(ANNA, true);
    assertThat(sources.tryAcquire(BERT, "b")).isTrue();
  }

  @Test
  void whoFailedRestsEachTimeLongerAndTheOtherIsAskedAtOnce() {
    sources.tryAcquire(ANNA, "a");
    sources.failed(ANNA, "a made-up hash");
    sources.release("a");
    assertThat(freed).hasValue(1);
    assertThat(sources.tryAcquire(ANNA, "a")).isFalse();
    assertThat(sources.tryAcquire(BERT, "b")).isTrue();
    sources.release("b");

    long rested = 0;
    for (int i = 0; i < 12; i++) {
      final long before = nanos;
      while (!sources.tryAcquire(ANNA, "a")) {
        pass(Duration.ofMillis(100));
      }
      rested = nanos - before;
      sources.took(ANNA);
      sources.failed(ANNA, "a made-up hash");
      sources.release("a");
    }
    assertThat(rested)
        .as("a good block in between does not buy another lie")
        .isBetween(
            ReplayTimes.DEFAULT.restMax().toNanos() - 200_000_000L,
            ReplayTimes.DEFAULT.restMax().toNanos() + 200_000_000L);
  }

  @Test
  void nobodyConnectedIsToldWithinSeconds() {
    assertThat(sources.trouble(THREE_SECONDS)).isEmpty();
    pass(6);
    assertThat(sources.trouble(THREE_SECONDS).orElseThrow())
        .contains("configured main nodes", "no connection yet", "0x0101");
    sources.tryAcquire(ANNA, "a");
    assertThat(sources.trouble(THREE_SECONDS)).isEmpty();
  }

  @Test
  void aLieIsToldUntilABlockIsGood() {
    sources.tryAcquire(ANNA, "a");
    sources.took(ANNA);
    sources.failed(ANNA, "block 7 does not check");
    sources.release("a");
    assertThat(sources.trouble(THREE_SECONDS)).as("a moment").isEmpty();
    pass(6);
    assertThat(sources.trouble(THREE_SECONDS).orElseThrow()).contains("block 7 does not check");
    sources.tryAcquire(ANNA, "a");
    assertThat(sources.trouble(THREE_SECONDS)).as("it says nothing yet").isPresent();
    sources.tryAcquire(BERT, "b");
    sources.took(ANNA);
    assertThat(sources.trouble(THREE_SECONDS)).isEmpty();
  }

  @Test
  void silenceIsToldWhenTheChainWasNotSilentBefore() {
    sources.tryAcquire(ANNA, "a");
    pass(11);
    assertThat(sources.trouble(OptionalLong.of(600))).as("an idle chain").isEmpty();
    assertThat(sources.trouble(OptionalLong.empty())).as("a young chain").isEmpty();
    assertThat(sources.trouble(THREE_SECONDS)).isEmpty();
    pass(6);
    assertThat(sources.isSilent()).isTrue();
    assertThat(sources.trouble(THREE_SECONDS).orElseThrow()).contains("brought nothing for 17 s");
    sources.took(ANNA);
    assertThat(sources.trouble(THREE_SECONDS)).isEmpty();
  }

  @Test
  void aReplayThatComesNoNearerIsStuck() {
    final ReplayLag lag = new ReplayLag(Duration.ofSeconds(8));
    assertThat(lag.isStuck(0, nanos)).isFalse();
    assertThat(lag.isStuck(5, nanos)).isFalse();
    pass(7);
    assertThat(lag.isStuck(4, nanos)).as("nearer").isFalse();
    pass(7);
    assertThat(lag.isStuck(4, nanos)).isFalse();
    pass(1);
    assertThat(lag.isStuck(9, nanos)).as("old blocks for ever").isTrue();
    lag.forgive();
    assertThat(lag.isStuck(9, nanos)).isFalse();
    assertThat(lag.isStuck(0, nanos)).isFalse();
  }
}
