/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rlpx.RlpxServer;

/** Two RLPx nodes on loopback; the second one dials the first one. */
final class RlpxPair implements AutoCloseable {
  private static final PrivateKey MAIN = PrivateKey.fromHex("0x" + "01".repeat(32));
  private static final PrivateKey EXTERNAL = PrivateKey.fromHex("0x" + "02".repeat(32));
  private static final String HOST = "127.0.0.1";
  private static final long DIAL_SECONDS = 10;

  private final RlpxServer main;
  private final RlpxServer external;
  private final RlpxConnection connection;

  private RlpxPair(
      final RlpxServer main, final RlpxServer external, final RlpxConnection connection) {
    this.main = main;
    this.external = external;
    this.connection = connection;
  }

  /** The main node's node id: 128 hex digits. */
  static String mainNodeId() {
    return MAIN.publicKey().toUnprefixedHexString();
  }

  /** Starts both and connects them. */
  static RlpxPair connect(
      final List<Capability> capabilities, final RlpxHandler main, final RlpxHandler external) {
    RlpxServer mainServer = null;
    RlpxServer externalServer = null;
    try {
      mainServer = serve(MAIN, capabilities, main);
      externalServer = serve(EXTERNAL, capabilities, external);
      final RlpxConnection connection =
          externalServer.dial(mainServer.enode()).get(DIAL_SECONDS, TimeUnit.SECONDS);
      return new RlpxPair(mainServer, externalServer, connection);
    } catch (final IOException | ExecutionException | TimeoutException e) {
      close(mainServer);
      close(externalServer);
      throw new BenchException("two RLPx nodes on loopback do not connect: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      close(mainServer);
      close(externalServer);
      throw new BenchException("interrupted", e);
    }
  }

  private static RlpxServer serve(
      final PrivateKey key, final List<Capability> capabilities, final RlpxHandler handler)
      throws IOException {
    return RlpxServer.builder()
        .key(key)
        .clientId("bench")
        .bind(HOST, 0)
        .capabilities(capabilities)
        .handler(handler)
        .start();
  }

  /** The external node's end. */
  RlpxConnection connection() {
    return connection;
  }

  private static void close(final RlpxServer server) {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public void close() {
    close(external);
    close(main);
  }
}
