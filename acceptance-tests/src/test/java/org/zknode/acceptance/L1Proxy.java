/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the nodes and L1: passes everything, cuts the line, or answers HTTP 429. */
final class L1Proxy implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 16_384;

  private enum Mode {
    PASS,
    CUT,
    LIMIT
  }

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile URI target;
  private volatile Mode mode = Mode.CUT;
  private volatile int retryAfterSeconds;

  L1Proxy(final URI target) {
    this();
    leadTo(target);
  }

  /** In front of nobody, until {@link #leadTo}. */
  L1Proxy() {
    try {
      this.server = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::acceptAll);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  void pass() {
    change(Mode.PASS);
  }

  /** From here on it stands in front of that one; connections to the one before break. */
  void leadTo(final URI other) {
    target = other;
    change(Mode.PASS);
  }

  /** No connection lives or comes up. */
  void cut() {
    change(Mode.CUT);
  }

  /** Every request is answered with 429 and Retry-After. */
  void limit(final int seconds) {
    retryAfterSeconds = seconds;
    refused.set(0);
    change(Mode.LIMIT);
  }

  /** Requests that were answered with 429 since {@link #limit}. */
  int refused() {
    return refused.get();
  }

  private void change(final Mode next) {
    mode = next;
    open.forEach(L1Proxy::abort);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        final Socket client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (final IOException closed) {
        return;
      }
    }
  }

  private void serve(final Socket client) {
    try (client) {
      switch (mode) {
        case CUT -> abort(client);
        case LIMIT -> refuse(client);
        case PASS -> pipe(client);
      }
    } catch (final IOException e) {
      abort(client);
    } finally {
      open.remove(client);
    }
  }

  private void pipe(final Socket client) throws IOException {
    final URI to = target;
    try (Socket upstream = new Socket(to.getHost(), to.getPort())) {
      open.add(upstream);
      try {
        threads.execute(() -> copy(upstream, client));
        copy(client, upstream);
      } finally {
        open.remove(upstream);
      }
    }
  }

  private static void copy(final Socket from, final Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (final IOException ended) {
      abort(from);
      abort(to);
    }
  }

  private void refuse(final Socket client) throws IOException {
    final InputStream in = new BufferedInputStream(client.getInputStream());
    final OutputStream out = client.getOutputStream();
    while (true) {
      final String header = header(in);
      if (header.isEmpty()) {
        return;
      }
      in.skipNBytes(contentLength(header));
      refused.incrementAndGet();
      out.write(
          "HTTP/1.1 429 Too Many Requests\r\nRetry-After: %d\r\nContent-Length: 0\r\n\r\n"
              .formatted(retryAfterSeconds)
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  /** Up to the empty line; empty when the client has closed. */
  private static String header(final InputStream in) throws IOException {
    final StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      final int next = in.read();
      if (next < 0) {
        return "";
      }
      text.append((char) next);
      if (text.length() > MAX_HEADER_BYTES) {
        throw new IOException("the header is too long");
      }
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static int contentLength(final String header) {
    return header
        .lines()
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  /** With a reset, as a line that breaks. */
  private static void abort(final Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (final SocketException closedAlready) {
      // Then there is nothing left to reset.
      return;
    }
    try {
      socket.close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(L1Proxy::abort);
    threads.shutdownNow();
  }
}
