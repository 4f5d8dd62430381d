/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.Event;
import org.zknode.probe.session.NodeKeys;
import org.zknode.probe.session.NodeKeys.Who;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.MessageType;

/** Where a check works: the node under test, one version of {@code zks}, the user's choices. */
public final class Lab {
  /** Pause before a node that refused a connection is dialled again. */
  private static final long RETRY_MILLIS = 100;

  /**
   * How long a node that sees all of us at one address, and had enough of it, may refuse it before
   * that is a failure: ours does for up to 32 seconds after what costs it most.
   */
  private static final Duration REFUSED = Duration.ofSeconds(40);

  /** Loopback addresses: the second peer has 2, each attacker one of its own. */
  private static final int BYSTANDER_ADDRESS = 2;

  private static final int FIRST_ATTACKER_ADDRESS = 3;
  private static final int LAST_ADDRESS = 254;

  private final Dialer dialer;
  private final Dialer elsewhere;
  private final NodeKeys keys;
  private final Capability version;
  private final Settings settings;
  private final AtomicInteger attackers = new AtomicInteger();

  /**
   * @param version of {@code zks} that all connections of the check speak
   */
  public Lab(
      final Dialer dialer, final NodeKeys keys, final Capability version, final Settings settings) {
    this(dialer, dialer.elsewhere(BYSTANDER_ADDRESS), keys, version, settings);
  }

  /**
   * @param elsewhere for the second peer
   */
  Lab(
      final Dialer dialer,
      final Dialer elsewhere,
      final NodeKeys keys,
      final Capability version,
      final Settings settings) {
    this.dialer = dialer;
    this.elsewhere = elsewhere;
    this.keys = keys;
    this.version = version;
    this.settings = settings;
  }

  Settings settings() {
    return settings;
  }

  Capability version() {
    return version;
  }

  Dialer dialer() {
    return dialer;
  }

  NodeKeys keys() {
    return keys;
  }

  /** With verification, where the version does not carry it itself. */
  ProbeConnection connect() throws ConnectFailure, InterruptedException {
    return patiently(connectionsOf(dialer));
  }

  /** How connections of one kind are made. */
  interface Way {
    /**
     * @throws ConnectFailure the node refuses it, now
     */
    ProbeConnection open() throws ConnectFailure, InterruptedException;
  }

  /**
   * As {@link #connect}, but without patience for a node that refuses our address for a while, and
   * from an address of its own where there is one: what it does costs no other check anything.
   */
  Way attacker() {
    final int which =
        FIRST_ATTACKER_ADDRESS
            + attackers.getAndIncrement() % (LAST_ADDRESS - FIRST_ATTACKER_ADDRESS + 1);
    return connectionsOf(isBystanderElsewhere() ? dialer.elsewhere(which) : dialer);
  }

  private Way connectionsOf(final Dialer from) {
    return () ->
        from.open(keys.key(Who.SUBJECT).orElseThrow(), withVerification(), OptionalInt.empty());
  }

  /** After checks that break the protocol a node may have had enough from our address. */
  private ProbeConnection patiently(final Way way) throws ConnectFailure, InterruptedException {
    final Duration patience =
        isBystanderElsewhere() || settings.timeout().compareTo(REFUSED) > 0
            ? settings.timeout()
            : REFUSED;
    final long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return way.open();
      } catch (final ConnectFailure e) {
        if (!e.isRefused() || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  /** Offers that version of {@code zks} and no {@code zks_2fa}. */
  ProbeConnection connectAlone() throws ConnectFailure, InterruptedException {
    return patiently(
        () ->
            dialer.open(
                keys.key(Who.SUBJECT).orElseThrow(), List.of(version), OptionalInt.empty()));
  }

  /** With so small a receive buffer that the node soon sees a reader that does not read. */
  ProbeConnection connectNarrow(final int receiveBuffer)
      throws ConnectFailure, InterruptedException {
    return patiently(
        () ->
            dialer.open(
                keys.key(Who.SUBJECT).orElseThrow(),
                List.of(version),
                OptionalInt.of(receiveBuffer)));
  }

  /** False when node keys are fixed and there is only one. */
  boolean hasBystander() {
    return keys.key(Who.BYSTANDER).isPresent();
  }

  /** False when the node sees all of us at one address, so that it may refuse all for one. */
  boolean isBystanderElsewhere() {
    return elsewhere.isElsewhere();
  }

  ProbeConnection connectBystander() throws ConnectFailure, InterruptedException {
    return patiently(this::connectBystanderOnce);
  }

  ProbeConnection connectBystanderOnce() throws ConnectFailure, InterruptedException {
    return elsewhere.open(
        keys.key(Who.BYSTANDER).orElseThrow(), List.of(version), OptionalInt.empty());
  }

  private List<Capability> withVerification() {
    final List<Capability> offers = new ArrayList<>(List.of(version));
    if (!version.carries(MessageType.VERIFIER_ROLE_REQUEST)) {
      offers.add(Capabilities.ZKS_2FA_1);
    }
    return offers;
  }

  /** Asks for blocks from {@code --from} on; false when the connection is gone. */
  static boolean request(final ProbeConnection connection, final long from, final int maxBlocks) {
    return connection.send(connection.zks().orElseThrow(), GetBlockReplays.from(from, maxBlocks));
  }

  ReplayStream stream(final ProbeConnection connection, final long from, final int maxBlocks) {
    return new ReplayStream(version, from, maxBlocks, Dialect.of(connection.hello().clientId()));
  }

  /**
   * Reads until so many records came.
   *
   * @param patience longest pause between two messages
   */
  Reading read(
      final ProbeConnection connection,
      final ReplayStream stream,
      final long records,
      final Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (stream.records() < records) {
      final Optional<Event> event = connection.next(Duration.ofNanos(deadline - System.nanoTime()));
      if (event.isEmpty()) {
        return new Reading(
            Reading.Kind.SILENCE,
            "%d records, then nothing for %s".formatted(stream.records(), patience));
      }
      switch (event.get()) {
        case Event.Received received -> {
          try {
            if (stream.accept(received)) {
              deadline = System.nanoTime() + patience.toNanos();
            }
          } catch (final Violation e) {
            return new Reading(Reading.Kind.WRONG, e.getMessage());
          }
        }
        case Event.Ended end -> {
          return new Reading(
              Reading.Kind.ENDED, "%d records, then %s".formatted(stream.records(), end.how()));
        }
        case Event.Pong ignored -> {
          // Of a ping sent before.
        }
      }
    }
    return new Reading(Reading.Kind.COMPLETE, "%d right records".formatted(stream.records()));
  }

  /**
   * Asks for blocks on that connection and waits for the first one.
   *
   * @return empty when it came, else why not
   */
  Optional<String> firstRecord(final ProbeConnection connection) throws InterruptedException {
    request(connection, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
    return read(
            connection,
            stream(connection, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE),
            1,
            settings.timeout())
        .trouble();
  }

  /**
   * Whether the node still serves blocks on a new connection.
   *
   * @return empty when it does, else what happened
   */
  Optional<String> trouble() throws InterruptedException {
    try (ProbeConnection connection = connect()) {
      return firstRecord(connection).map(what -> "a new connection is not served: " + what);
    } catch (final ConnectFailure e) {
      return Optional.of("a new connection is not taken: " + e.getMessage());
    }
  }

  /** How long the first block takes on a new connection of a second peer, in milliseconds. */
  OptionalLong millisToFirstRecord() throws InterruptedException {
    final long start = System.nanoTime();
    try (ProbeConnection connection = connectBystander()) {
      return firstRecord(connection).isEmpty()
          ? OptionalLong.of((System.nanoTime() - start) / 1_000_000)
          : OptionalLong.empty();
    } catch (final ConnectFailure e) {
      return OptionalLong.empty();
    }
  }
}
