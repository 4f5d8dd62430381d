/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;

/**
 * How much data reaches an L1 with a public chain's blocks: transactions with long data come at a
 * rate of bytes, and the backlog, what is in batches and in no sequence on L1, is looked at.
 */
public final class SettlementBench {
  /** Of Ethereum's main net. */
  public static final Duration L1_BLOCK_TIME = Duration.ofSeconds(12);

  private static final long L1_BLOCK_GAS = 60_000_000;

  /** Bytes of one transaction's data, none of them zero, as of data that is compressed. */
  private static final int DATA_BYTES = 3_900;

  /** Until the first sequences are on L1: two intervals between sequences, and blocks of L1. */
  private static final Duration WARM_UP = Duration.ofSeconds(72);

  private static final int ACCOUNTS = 64;
  private static final int SERIES = 1_000;

  private final Devnet devnet;
  private final DoubleSupplier backlog;

  /**
   * @param backlog bytes of batches that are in no sequence on L1
   */
  public SettlementBench(final Devnet devnet, final DoubleSupplier backlog) {
    this.devnet = devnet;
    this.backlog = backlog;
  }

  /**
   * What was seen.
   *
   * @param offered bytes of transactions a second, as batches have them
   * @param refused transactions that were not taken until the end
   * @param backlog bytes, looked at once in each L1 block's time
   */
  public record Settled(double offered, int refused, List<Double> backlog) {
    public Settled {
      backlog = List.copyOf(backlog);
    }

    /** Growth of the backlog in bytes a second: of its last half's mean over its first half's. */
    public double growth() {
      final int half = backlog.size() / 2;
      final double first = mean(backlog.subList(0, half));
      final double last = mean(backlog.subList(backlog.size() - half, backlog.size()));
      return (last - first) / ((backlog.size() - half) * L1_BLOCK_TIME.toSeconds());
    }

    private static double mean(final List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
  }

  /**
   * @param bytesPerSecond of transactions
   * @param l1Blocks that are looked at after the warm-up, at least two
   */
  public Settled run(final int bytesPerSecond, final int l1Blocks) {
    final List<PrivateKey> senders = funded();
    final int size = transaction(senders, 0).raw().size();
    final double rate = (double) bytesPerSecond / size;
    final Duration window = L1_BLOCK_TIME.multipliedBy(l1Blocks);
    final int count = (int) Math.ceil(rate * WARM_UP.plus(window).toSeconds());
    final List<SignedTransaction> transactions =
        IntStream.range(0, count).parallel().mapToObj(i -> transaction(senders, i)).toList();
    slowL1();
    final SentTimes times = new SentTimes(transactions, 0);
    final List<Double> seen = new ArrayList<>();
    try (PacedLoad load = new PacedLoad(devnet.mainNode().rpc(), transactions, times);
        ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
      final long start = System.nanoTime();
      sender.execute(() -> load.send(rate));
      for (int block = 1; block <= l1Blocks; block++) {
        until(start + WARM_UP.plus(L1_BLOCK_TIME.multipliedBy(block)).toNanos());
        seen.add(backlog.getAsDouble());
      }
    }
    return new Settled(rate * size, times.refused(), seen);
  }

  private List<PrivateKey> funded() {
    try (Load funding = new Load(Devnet.L2_CHAIN_ID, devnet.mainNode().rpc(), SERIES, ACCOUNTS)) {
      funding.fund(Devnet.user(2));
      return funding.accounts();
    }
  }

  private static SignedTransaction transaction(final List<PrivateKey> senders, final int number) {
    final byte[] data = new byte[DATA_BYTES];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (1 + (31L * i + number) % 255);
    }
    return Transfers.withData(
        Devnet.L2_CHAIN_ID,
        senders.get(number % senders.size()),
        number / senders.size(),
        Bytes.wrap(data));
  }

  private void slowL1() {
    final JsonRpc l1 = devnet.l1().rpc();
    try {
      l1.call("evm_setBlockGasLimit", "0x" + Long.toHexString(L1_BLOCK_GAS));
      l1.call("evm_setIntervalMining", L1_BLOCK_TIME.toSeconds());
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("L1 does not get slower: " + e.getMessage(), e);
    }
  }

  private static void until(final long nanoTime) {
    while (System.nanoTime() - nanoTime < 0) {
      Pause.of(Duration.ofMillis(50));
    }
  }
}
