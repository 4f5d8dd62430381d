/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/**
 * Many accounts that send transfers as fast as the node takes them. Each account waits and repeats
 * when the node refuses (pool full, too many pending of one account), so that every transaction
 * counts once.
 */
final class Load implements AutoCloseable {
  private static final BigInteger FEE = BigInteger.valueOf(10_000_000_000L);

  /** What an idle node suggests. */
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);

  private static final BigInteger ONE_ETHER = BigInteger.TEN.pow(18);
  private static final long TRANSFER_GAS = 21_000;

  /** Pause before a refused transaction is sent again. */
  private static final Duration RETRY_DELAY = Duration.ofMillis(50);

  private final long chainId;
  private final JsonRpc node;
  private final List<PrivateKey> accounts;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong acknowledged = new AtomicLong();
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

  Load(final long chainId, final JsonRpc node, final int accountCount) {
    this.chainId = chainId;
    this.node = node;
    final List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < accountCount; i++) {
      keys.add(
          PrivateKey.fromHex(
              Keccak256.hash(Bytes.concatenate(Bytes.of(7), Bytes.ofUnsignedInt(i)))
                  .toHexString()));
    }
    this.accounts = List.copyOf(keys);
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
    final String raw =
        TransactionSigner.sign(
                new Unsigned(
                    TransactionType.DYNAMIC_FEE,
                    chainId,
                    nonce,
                    FEE,
                    TIP,
                    TRANSFER_GAS,
                    Optional.of(to),
                    value,
                    Bytes.EMPTY),
                from)
            .raw()
            .toHexString();
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
