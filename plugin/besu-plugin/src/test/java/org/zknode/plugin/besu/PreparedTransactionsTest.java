/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;

class PreparedTransactionsTest {
  private static final List<Bytes> RAW =
      IntStream.range(0, 500).mapToObj(i -> (Bytes) Bytes.ofUnsignedInt(i)).toList();

  private static Decoded named(final Bytes raw) {
    return new Decoded.Invalid(raw.toHexString());
  }

  @Test
  void eachIsDecodedOnceHoweverManyWorkOnThem() throws Exception {
    final AtomicInteger calls = new AtomicInteger();
    final PreparedTransactions prepared =
        new PreparedTransactions(
            RAW,
            raw -> {
              calls.incrementAndGet();
              return named(raw);
            });
    final List<Thread> helpers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      helpers.add(Thread.ofVirtual().start(prepared::work));
    }
    assertThat(prepared.results())
        .isEqualTo(RAW.stream().map(PreparedTransactionsTest::named).toList());
    for (final Thread helper : helpers) {
      helper.join();
    }
    assertThat(calls).hasValue(RAW.size());
  }

  @Test
  void whatSomebodyHasBegunIsWaitedForAndNothingElse() throws Exception {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final PreparedTransactions prepared =
        new PreparedTransactions(
            RAW.subList(0, 2),
            raw -> {
              if (raw.equals(RAW.getFirst())) {
                begun.countDown();
                try {
                  goOn.await();
                } catch (final InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              return named(raw);
            });
    final Thread helper = Thread.ofVirtual().start(prepared::work);
    begun.await();
    assertThat(prepared.results().get(1)).isEqualTo(named(RAW.get(1)));
    final Thread executes = Thread.ofVirtual().start(() -> prepared.results().get(0));
    await().until(() -> executes.getState() == Thread.State.WAITING);
    goOn.countDown();
    executes.join();
    helper.join();
  }

  @Test
  void nothingIsBegunOfWhatIsOfNoUseAnyMore() {
    final AtomicInteger calls = new AtomicInteger();
    final PreparedTransactions prepared =
        new PreparedTransactions(
            RAW,
            raw -> {
              calls.incrementAndGet();
              return named(raw);
            });
    prepared.abandon();
    prepared.work();
    assertThat(calls).hasValue(0);
    assertThat(prepared.results().getLast()).as("still there for who asks").isNotNull();
  }

  @Test
  void aFailureIsForWhoAsks() {
    final UnsatisfiedLinkError missing = new UnsatisfiedLinkError("secp256k1");
    final IllegalStateException closed = new IllegalStateException("closed");
    final PreparedTransactions prepared =
        new PreparedTransactions(
            RAW.subList(0, 2),
            raw -> {
              if (raw.equals(RAW.getFirst())) {
                throw missing;
              }
              throw closed;
            });
    prepared.work();
    final List<Decoded> results = prepared.results();
    assertThatThrownBy(results::getFirst).isSameAs(missing);
    assertThatThrownBy(results::getLast)
        .isInstanceOf(CompletionException.class)
        .hasRootCause(closed);
  }
}
