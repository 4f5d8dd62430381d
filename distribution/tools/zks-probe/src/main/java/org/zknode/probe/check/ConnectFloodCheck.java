/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/** {@code connect-flood}: many connections that never finish the handshake. */
final class ConnectFloodCheck implements Check {
  /** Of a handshake packet that is none: a length, then noise. */
  private static final int NOISE_BYTES = 400;

  private static final int CONNECT_MILLIS = 1000;

  /** Pause before a new peer that was refused tries again. */
  private static final long RETRY_MILLIS = 100;

  @Override
  public String name() {
    return "connect-flood";
  }

  @Override
  public String expected() {
    return "many connections that never finish the handshake cost no peer its session, and a new"
        + " peer still gets in while they are open";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    if (!lab.hasBystander()) {
      return Outcome.skip(Bystander.NO_KEY);
    }
    final List<Socket> idle = new ArrayList<>();
    try (ProbeConnection established = lab.connectBystander()) {
      final int refused = openAll(lab, idle);
      final long start = System.nanoTime();
      Optional<String> trouble = established.ping(lab.settings().timeout());
      if (trouble.isPresent()) {
        return Outcome.fail("the session of another peer: " + trouble.get());
      }
      trouble = lab.firstRecord(established);
      if (trouble.isPresent()) {
        return Outcome.fail("the session of another peer: " + trouble.get());
      }
      trouble = newPeer(lab);
      final long millis = (System.nanoTime() - start) / 1_000_000;
      return Outcome.of(
              trouble.isEmpty(),
              "%d connections opened and left, %d not taken; another peer's session goes on; %s"
                  .formatted(
                      idle.size(),
                      refused,
                      trouble.orElse(
                          "a new peer got its first block after %d ms".formatted(millis))))
          .with("newPeerMillis", millis);
    } finally {
      closeAll(idle);
    }
  }

  /** How many the node, or its system, did not take. */
  private static int openAll(final Lab lab, final List<Socket> idle) {
    final InetSocketAddress address = lab.dialer().target().address();
    final byte[] noise = new byte[NOISE_BYTES];
    new Random(1).nextBytes(noise);
    // The length of a packet that is longer than what follows.
    noise[0] = 2;
    int refused = 0;
    for (int i = 0; i < lab.settings().connections(); i++) {
      final Socket socket = new Socket();
      idle.add(socket);
      try {
        socket.connect(address, CONNECT_MILLIS);
        // Every other one says nothing at all.
        if (i % 2 == 0) {
          socket.getOutputStream().write(noise);
        }
      } catch (final IOException e) {
        refused++;
      }
    }
    return refused;
  }

  private static Optional<String> newPeer(final Lab lab) throws InterruptedException {
    final long deadline = System.nanoTime() + lab.settings().timeout().toNanos();
    Optional<String> trouble = lab.trouble();
    while (trouble.isPresent() && System.nanoTime() < deadline) {
      Thread.sleep(RETRY_MILLIS);
      trouble = lab.trouble();
    }
    return trouble;
  }

  private static void closeAll(final List<Socket> sockets) {
    for (final Socket socket : sockets) {
      try {
        socket.close();
      } catch (final IOException e) {
        throw new IllegalStateException("closing a socket failed", e);
      }
    }
  }
}
