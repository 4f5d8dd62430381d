/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Many accounts that send transfers as fast as the node takes them. Each account waits and repeats
 * when the node refuses (pool full, too many pending of one account), so that every transaction
 * counts once.
 */
final class Load implements AutoCloseable {
  private static final BigInteger ONE_ETHER = BigInteger.TEN.pow(18);

  /** Pause before a refused transaction is sent again. */
  private static final Duration RETRY_DELAY = Duration.ofMillis(50);

  private final long chainId;
  private final JsonRpc node;
  private final List<PrivateKey> accounts;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong acknowledged = new AtomicLong();
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param series of another number has accounts of its own
   */
  Load(final long chainId, final JsonRpc node, final int series, final int accountCount) {
    this.chainId = chainId;
    this.node = node;
    this.accounts = Transfers.accounts(series, accountCount);
  }

  /** Gives every account an ether and waits until the last one has it. */
  void fund(final PrivateKey source) {
    long nonce =
        node.tryQuantity("eth_getTransactionCount", source.address().toString(), "latest")
            .orElseThrow();
    for (final PrivateKey account : accounts) {
      sendUntilTaken(source, nonce++, account.address(), ONE_ETHER);
    }
    final Address last = accounts.getLast().address();
    while (node.tryCall("eth_getBalance", last.toString(), "latest")
        .filter(balance -> !balance.asText().equals("0x0"))
        .isEmpty()) {
      pause();
    }
    acknowledged.set(0);
  }

  /** Who has the ether. */
  List<PrivateKey> accounts() {
    return accounts;
  }

  void start() {
    for (final PrivateKey account : accounts) {
      senders.execute(() -> send(account));
    }
  }

  /** Transactions that the node has taken. */
  long acknowledged() {
    return acknowledged.get();
  }

  private void send(final PrivateKey account) {
    long nonce = 0;
    while (running.get()) {
      sendUntilTaken(account, nonce++, account.address(), BigInteger.ONE);
    }
  }

  private void sendUntilTaken(
      final PrivateKey from, final long nonce, final Address to, final BigInteger value) {
    final String raw = Transfers.sign(chainId, from, nonce, to, value).raw().toHexString();
    while (running.get()) {
      try {
        node.call("eth_sendRawTransaction", raw);
        acknowledged.incrementAndGet();
        return;
      } catch (final JsonRpc.RpcError e) {
        if (e.getMessage().contains("already known")) {
          acknowledged.incrementAndGet();
          return;
        }
        pause();
      } catch (final IOException e) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_DELAY);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }

  @Override
  public void close() {
    running.set(false);
    senders.shutdown();
    try {
      if (!senders.awaitTermination(30, TimeUnit.SECONDS)) {
        senders.shutdownNow();
      }
    } catch (final InterruptedException e) {
      senders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
