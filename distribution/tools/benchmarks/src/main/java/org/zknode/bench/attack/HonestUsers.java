/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;

/** Twelve people who send a transfer a second each, at the prices that their wallets propose. */
final class HonestUsers implements AutoCloseable {
  static final int COUNT = 12;
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);

  private final Wallets wallets;
  private final JsonRpc node;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Of the newest start: who still waits for an answer since an older one sends no more. */
  private volatile AtomicBoolean running = new AtomicBoolean();

  HonestUsers(final Field field) {
    this.wallets = field.wallets("honest user", COUNT);
    this.node = field.main();
    wallets.fund(field.purse(), FUNDS);
  }

  void start(final Ledger ledger) {
    final AtomicBoolean started = new AtomicBoolean(true);
    running = started;
    int index = 0;
    for (final PrivateKey key : wallets.keys()) {
      // Spread over the second, as people are.
      final Duration offset = PERIOD.dividedBy(COUNT).multipliedBy(index++);
      threads.execute(() -> sendAll(key, offset, started, ledger));
    }
  }

  /** They send no more; what they have sent may still wait. */
  void stop() {
    running.set(false);
  }

  private void sendAll(
      final PrivateKey key,
      final Duration offset,
      final AtomicBoolean started,
      final Ledger ledger) {
    Pause.of(offset);
    long nonce = wallets.nonce(key.address(), "pending");
    long firstTry = System.nanoTime();
    while (started.get()) {
      final long start = System.nanoTime();
      if (send(key, nonce, firstTry, ledger)) {
        nonce++;
        firstTry = start + PERIOD.toNanos();
      } else {
        nonce = wallets.nonce(key.address(), "pending");
      }
      final long rest = PERIOD.toNanos() - (System.nanoTime() - start);
      if (rest > 0) {
        Pause.of(Duration.ofNanos(rest));
      }
    }
  }

  /**
   * @param firstTry since when the user wants to send it: who is refused waits, too
   */
  private boolean send(
      final PrivateKey key, final long nonce, final long firstTry, final Ledger ledger) {
    final long sent = Math.min(firstTry, System.nanoTime());
    final SignedTransaction transfer;
    try {
      transfer =
          wallets.transfer(
              key,
              nonce,
              Prices.ask(node),
              key.address(),
              BigInteger.ONE,
              Bytes.EMPTY,
              Wallets.TRANSFER_GAS);
    } catch (final LauncherException e) {
      ledger.refused(String.valueOf(e.getMessage()));
      return false;
    }
    ledger.sending(transfer.hash(), sent);
    try {
      node.call("eth_sendRawTransaction", transfer.raw().toHexString());
      ledger.taken();
      return true;
    } catch (final IOException | JsonRpc.RpcError e) {
      ledger.refused(transfer.hash(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  @Override
  public void close() {
    stop();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (final InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
