/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;

/**
 * Callers who send a transaction and close the connection before they have the answer. They speak
 * HTTP/1.1, as the proxy does that a Besu with strangers needs in front of it
 * (docs/operate/rpc.md).
 */
final class GivenUpCalls implements Attack {
  private static final int ACCOUNTS = 30;
  private static final int CONNECT_MILLIS = 1_000;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration ROUND = Duration.ofMillis(200);

  private final Field field;
  private final Wallets wallets;
  private long round;

  GivenUpCalls(final Field field) {
    this.field = field;
    this.wallets = field.wallets("given up", ACCOUNTS);
  }

  @Override
  public AttackName name() {
    return AttackName.GIVEN_UP_CALLS;
  }

  @Override
  public String what() {
    return "%d callers at once send a transaction to each node and close the connection before the answer"
        .formatted(ACCOUNTS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final BigInteger value = BigInteger.valueOf(round++);
      final Prices prices = Prices.ask(field.main());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (final JsonRpc node : List.of(field.main(), field.external())) {
          for (final PrivateKey key : wallets.keys()) {
            threads.execute(
                () ->
                    giveUp(
                        node.url(),
                        // The main node refuses it, so that no call depends on the one before it.
                        wallets.transfer(
                            key,
                            RelayFlood.NONCE,
                            prices,
                            key.address(),
                            value,
                            Bytes.EMPTY,
                            Wallets.TRANSFER_GAS),
                        ledger));
          }
        }
      }
      Rounds.rest(start, ROUND, goesOn);
    }
  }

  private static void giveUp(
      final URI node, final SignedTransaction transaction, final Ledger ledger) {
    ledger.acted();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), CONNECT_MILLIS);
      socket.getOutputStream().write(request(node, transaction));
      socket.getOutputStream().flush();
      ledger.count("givenUp", 1);
    } catch (final IOException e) {
      ledger.refused(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] request(final URI node, final SignedTransaction transaction) {
    final String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"%s\"]}"
            .formatted(transaction.raw().toHexString());
    return "POST / HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(node.getHost(), node.getPort(), body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
