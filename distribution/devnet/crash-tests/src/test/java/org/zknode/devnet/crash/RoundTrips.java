/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A way to a server on which one sees how often a client sent something and was answered. */
final class RoundTrips implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoundTrips.class);

  private final int server;
  private final ServerSocket door;
  private final AtomicLong count = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param server port on this machine
   */
  RoundTrips(final int server) {
    this.server = server;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Since the start, on all connections. */
  long count() {
    return count.get();
  }

  private void accept() {
    try {
      while (true) {
        final Socket client = door.accept();
        final Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.add(client);
        sockets.add(behind);
        final AtomicBoolean answered = new AtomicBoolean(true);
        threads.execute(() -> copy(client, behind, () -> asked(answered)));
        threads.execute(() -> copy(behind, client, () -> answered.set(true)));
      }
    } catch (final IOException e) {
      LOG.debug("the way is closed", e);
    }
  }

  /** What comes before the answer belongs to the same round trip. */
  private void asked(final AtomicBoolean answered) {
    if (answered.getAndSet(false)) {
      count.incrementAndGet();
    }
  }

  private static void copy(final Socket from, final Socket to, final Runnable each) {
    try (from;
        to) {
      final InputStream in = from.getInputStream();
      final OutputStream out = to.getOutputStream();
      final byte[] buffer = new byte[65_536];
      int length = in.read(buffer);
      while (length >= 0) {
        each.run();
        out.write(buffer, 0, length);
        length = in.read(buffer);
      }
    } catch (final IOException e) {
      LOG.debug("a connection ended", e);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      for (final Socket socket : sockets) {
        socket.close();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdown();
  }
}
