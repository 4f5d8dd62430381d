/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * Inbound sockets that have not shaken hands yet. They cost a thread, a buffer of 64 KiB and some
 * elliptic curve work each, and whoever connects is a stranger until it is done. When there are too
 * many, the oldest one is given up: an honest peer is through in some milliseconds, a silent one
 * would stay until the deadline; so a flood of connects shuts nobody out.
 */
final class UnfinishedHandshakes {
  /** Sockets over all addresses: 4 MiB of buffers. */
  static final int MAX = 64;

  /** Sockets of one address: several nodes behind one router, or one machine's devnet. */
  static final int MAX_PER_ADDRESS = 16;

  /** An owner of IPv6 has at least 64 bits of address for itself: 8 bytes say who it is. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private final int max;
  private final int maxPerAddress;
  private final Map<Socket, Bytes> oldestFirst = new LinkedHashMap<>();

  UnfinishedHandshakes() {
    this(MAX, MAX_PER_ADDRESS);
  }

  UnfinishedHandshakes(final int max, final int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Takes it in; returns the one to close for it. */
  synchronized Optional<Socket> add(final Socket socket) {
    final Bytes owner = owner(socket.getInetAddress());
    final Optional<Socket> givenUp =
        oldestFirst.values().stream().filter(owner::equals).count() >= maxPerAddress
            ? oldestFirst.entrySet().stream()
                .filter(entry -> entry.getValue().equals(owner))
                .map(Map.Entry::getKey)
                .findFirst()
            : oldestFirst.keySet().stream().findFirst().filter(s -> oldestFirst.size() >= max);
    givenUp.ifPresent(oldestFirst::remove);
    oldestFirst.put(socket, owner);
    return givenUp;
  }

  synchronized void remove(final Socket socket) {
    oldestFirst.remove(socket);
  }

  synchronized int size() {
    return oldestFirst.size();
  }

  private static Bytes owner(final InetAddress address) {
    final byte[] bytes = address.getAddress();
    return Bytes.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
  }
}
