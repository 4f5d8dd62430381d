/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.bench.BlockPoll;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;

/**
 * Measures how long people wait at a rate: until {@code eth_sendRawTransaction} is answered, until
 * the node that they sent it to tells of a slice with their transaction, and until it is in a block
 * of that node. Nothing here judges.
 */
public final class LatencyBench {
  /** Nobody tries more at a devnet. */
  public static final int HIGHEST_RATE = 10_000;

  /** Enough senders that the limit of pending transactions per account does not bind. */
  private static final int ACCOUNTS = 64;

  /** One more account for so many transactions a second. */
  private static final double RATE_PER_ACCOUNT = 5;

  /** So late is a block seen at the most. */
  private static final Duration POLL = Duration.ofMillis(10);

  /** Longest wait for what is not in a block when the last transaction was due. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Devnet devnet;
  private final Duration warmUp;
  private final Duration window;
  private final PrintStream progress;
  private int series;

  /**
   * @param warmUp how long each rate is there before it is measured
   * @param window how long is measured at each rate and node
   * @param progress what is being done, for people
   */
  public LatencyBench(
      final Devnet devnet,
      final Duration warmUp,
      final Duration window,
      final PrintStream progress) {
    this.devnet = devnet;
    this.warmUp = warmUp;
    this.window = window;
    this.progress = progress;
  }

  /** At the main node, then at the external one. */
  public List<RateFigures> at(final double rate) {
    return List.of(main(rate), external(rate));
  }

  /**
   * Finds the highest rate at which all is taken, and 99 of 100 are in a block of the main node in
   * time; to within a tenth.
   *
   * @param first rate that is tried
   * @param boundMillis in time
   * @return what was seen at that rate, as {@link #at}; empty when there is none
   */
  public List<RateFigures> find(final double first, final double boundMillis) {
    final RateSearch search = new RateSearch(first, HIGHEST_RATE);
    final List<RateFigures> held = new ArrayList<>();
    for (OptionalDouble next = search.next(); next.isPresent(); next = search.next()) {
      final RateFigures figures = main(next.getAsDouble());
      final boolean holds = figures.holds(boundMillis);
      progress.printf(
          Locale.ROOT,
          "%.1f transactions per second: p99 of inclusion %.0f ms, %s%n",
          figures.rate(),
          figures.inclusion().p99(),
          holds ? "holds" : "does not hold");
      search.tried(figures.rate(), holds);
      if (holds) {
        held.add(figures);
      }
    }
    if (search.best().isEmpty()) {
      return List.of();
    }
    final double best = search.best().getAsDouble();
    return List.of(
        held.stream().filter(figures -> figures.rate() == best).findFirst().orElseThrow(),
        external(best));
  }

  private RateFigures main(final double rate) {
    return measure("main", devnet.mainNode().rpc(), devnet.l2().mainFeed(), rate);
  }

  private RateFigures external(final double rate) {
    return measure(
        "external", devnet.externalNodes().getFirst().rpc(), devnet.l2().externalFeed(0), rate);
  }

  private RateFigures measure(
      final String name, final JsonRpc node, final URI feed, final double rate) {
    progress.printf(Locale.ROOT, "%s node: %.1f transactions per second%n", name, rate);
    final int before = (int) Math.ceil(rate * warmUp.toSeconds());
    final int count = before + (int) Math.ceil(rate * window.toSeconds());
    final List<SignedTransaction> transactions = transactions(rate, count);
    final SentTimes times = new SentTimes(transactions, before);
    final BlockPoll blocks =
        new BlockPoll(
            node,
            POLL,
            (block, nanos) ->
                block
                    .path("transactions")
                    .forEach(hash -> times.included(Bytes32.fromHexString(hash.asText()), nanos)));
    final Thread watch = Thread.ofVirtual().name("bench-blocks").start(blocks);
    try (FeedWatch slices =
            new FeedWatch(feed, hash -> times.preconfirmed(hash, System.nanoTime()));
        PacedLoad load = new PacedLoad(node, transactions, times)) {
      load.send(rate);
      final long end = System.nanoTime() + DRAIN.toNanos();
      while ((times.refused() > 0 || !times.isDone()) && System.nanoTime() - end < 0) {
        Pause.of(POLL);
      }
    }
    blocks.stop();
    join(watch);
    final long now = System.nanoTime();
    return new RateFigures(
        name,
        rate,
        times.refused(),
        times.notIncluded(),
        times.acceptance(now),
        times.preconfirmation(now),
        times.inclusion(now));
  }

  /** Of accounts that nobody used before, signed before anything is measured. */
  private List<SignedTransaction> transactions(final double rate, final int count) {
    final int accounts = ACCOUNTS + (int) (rate / RATE_PER_ACCOUNT);
    final List<PrivateKey> senders;
    try (Load funding = new Load(Devnet.L2_CHAIN_ID, devnet.mainNode().rpc(), ++series, accounts)) {
      funding.fund(Devnet.user(2));
      senders = funding.accounts();
    }
    awaitFunds(senders.getLast());
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(
            i -> {
              final PrivateKey sender = senders.get(i % accounts);
              return Transfers.sign(
                  Devnet.L2_CHAIN_ID, sender, i / accounts, sender.address(), BigInteger.ONE);
            })
        .toList();
  }

  /** The external node refuses whom it knows no ether of. */
  private void awaitFunds(final PrivateKey last) {
    final JsonRpc external = devnet.externalNodes().getFirst().rpc();
    while (external
        .tryCall("eth_getBalance", last.address().toString(), "latest")
        .filter(balance -> !balance.asText().equals("0x0"))
        .isEmpty()) {
      Pause.of(POLL);
    }
  }

  private static void join(final Thread thread) {
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
