/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics.Counter;

/**
 * Addresses from which peers broke the protocol lately. A cut costs its peer nothing but a redial,
 * under a new node id if it likes, while the node has a handshake to do and has decrypted what it
 * then refuses: from {@link #MOST_OFFENCES} on an address gets no new connection, which the
 * transport refuses before anything is done for it. What costs the node more counts as more
 * offences. Open connections stay, and what this node dials is not looked at. Thread-safe.
 */
public final class OffendingAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(OffendingAddresses.class);

  /**
   * Offences: several honest nodes with a defect behind one address, or a whole run of zks-probe,
   * do not have so many; a flood has them within a few seconds.
   */
  static final int MOST_OFFENCES = 64;

  /**
   * Bytes of a message that count as one offence more: 15 MiB of noise, a third of a second of a
   * processor where they are decrypted in Java, shut an address out for up to 15 seconds, so that
   * they take a fiftieth of a processor in the long run.
   */
  static final int BYTES_PER_OFFENCE = 512 * 1024;

  /** An offence is forgotten after so long, one after the other: half a second, in nanoseconds. */
  static final long FORGIVE_NANOS = 500_000_000L;

  /** Addresses that are remembered; the one that offended the longest ago is forgotten first. */
  static final int MAX_ADDRESSES = 4_096;

  /** Who has one IPv6 address usually has all of its network, whose prefix has so many bytes. */
  private static final int IPV6_NETWORK_BYTES = 8;

  /**
   * @param offences at that time
   * @param nanos of the clock
   */
  private record Account(long offences, long nanos) {
    Account at(final long now) {
      final long forgiven = (now - nanos) / FORGIVE_NANOS;
      return forgiven >= offences
          ? new Account(0, now)
          : new Account(offences - forgiven, nanos + forgiven * FORGIVE_NANOS);
    }

    /** How long until it is below the limit; 0 when it is. */
    long nanosUntilAdmitted(final long now) {
      return Math.max(0, (offences - MOST_OFFENCES + 1) * FORGIVE_NANOS - (now - nanos));
    }
  }

  private final boolean enabled;
  private final LongSupplier nanoTime;
  private final PeerLog log = new PeerLog();
  private final Counter refused;
  private final Map<Bytes, Account> accounts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Bytes, Account> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * @param enabled false where peers share addresses, so that one would shut out all: none is
   *     refused
   * @param refused counts the connections that were refused
   */
  public OffendingAddresses(final boolean enabled, final Counter refused) {
    this(enabled, refused, System::nanoTime);
  }

  OffendingAddresses(final boolean enabled, final Counter refused, final LongSupplier nanoTime) {
    this.enabled = enabled;
    this.refused = refused;
    this.nanoTime = nanoTime;
  }

  /**
   * A connection from there was cut for what it sent.
   *
   * @param offences that it counts as, at least 1
   * @param messageBytes on the wire, of its longest message
   */
  public synchronized void offended(
      final InetAddress address, final int offences, final long messageBytes) {
    final Bytes key = key(address);
    final long now = nanoTime.getAsLong();
    final Account before = accounts.remove(key);
    final Account known = before == null ? new Account(0, now) : before.at(now);
    // What came while it was shut out already was on its way before: it does not add up.
    final long open = Math.min(known.offences(), MOST_OFFENCES - 1);
    final long added = Math.min(offences + messageBytes / BYTES_PER_OFFENCE, MOST_OFFENCES);
    final Account after = new Account(Math.max(known.offences(), open + added), known.nanos());
    accounts.put(key, after);
    // Also what makes it longer: a connection may still have been open.
    if (enabled && after.offences() >= MOST_OFFENCES && after.offences() > known.offences()) {
      log.warn(
          LOG,
          "zks: no connection from %s is taken for %d ms: too much from there breaks the protocol"
              .formatted(
                  address.getHostAddress(),
                  TimeUnit.NANOSECONDS.toMillis(after.nanosUntilAdmitted(now))));
    }
  }

  /** Whether a new connection from there may be taken now; a refusal is counted. */
  public synchronized boolean admits(final InetAddress address) {
    final boolean admitted = !enabled || nanosUntilAdmitted(address) == 0;
    if (!admitted) {
      refused.increment();
    }
    return admitted;
  }

  synchronized long nanosUntilAdmitted(final InetAddress address) {
    final Account account = accounts.get(key(address));
    return account == null ? 0 : account.nanosUntilAdmitted(nanoTime.getAsLong());
  }

  /** What one peer usually has as a whole: an IPv4 address, an IPv6 network. */
  static Bytes key(final InetAddress address) {
    final Bytes bytes = Bytes.wrap(address.getAddress());
    return address instanceof Inet6Address ? bytes.slice(0, IPV6_NETWORK_BYTES) : bytes;
  }
}
