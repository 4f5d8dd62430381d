/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlpx.Enode;
import org.zknode.zks.wire.Capabilities;

/**
 * Connections to the main node that speak zks and never ask for anything, more than it has places,
 * while the verifier loses its own and wants it back.
 */
final class SilentPlaces implements Attack {
  private static final int CONNECTIONS = 60;

  /** Of a handshake, and how long a refused one tries again. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Between the end of a connection and the next one in its stead. */
  private static final Duration REDIAL = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(200);

  /** Besu does not dial the same node twice within 30 seconds, whoever asks for it. */
  private static final Duration RECONNECT = Duration.ofSeconds(40);

  private final Field field;

  SilentPlaces(final Field field) {
    this.field = field;
  }

  @Override
  public AttackName name() {
    return AttackName.SILENT_PLACES;
  }

  @Override
  public String what() {
    return "%d connections to the main node's zks say nothing; the verifier is cut off every %d s and dials again"
        .formatted(CONNECTIONS, RECONNECT.toSeconds());
  }

  @Override
  public void prepare() {
    // Nothing to do.
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    final Dialer dialer =
        new Dialer(Enode.parse(field.devnet().mainEnode()), TIMEOUT, EthStatus.Overrides.NONE);
    final NodeKeys keys = new NodeKeys(List.of());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        threads.execute(() -> hold(dialer, keys, goesOn, ledger));
      }
      reconnects(goesOn, ledger);
    }
  }

  private static void hold(
      final Dialer dialer, final NodeKeys keys, final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      ledger.acted();
      try (ProbeConnection connection =
          dialer.open(keys.fresh(), Capabilities.DEFAULT_OFFER, OptionalInt.empty())) {
        ledger.count("connections", 1);
        while (connection.isOpen() && goesOn.getAsBoolean()) {
          Pause.of(LOOK);
          // To be there is what this attack does.
          ledger.acted();
        }
      } catch (final ConnectFailure e) {
        ledger.refused(String.valueOf(e.getMessage()));
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      Rounds.rest(start, REDIAL, goesOn);
    }
  }

  /** A node without these calls keeps its connection. */
  private void reconnects(final BooleanSupplier goesOn, final Ledger ledger) {
    final JsonRpc external = field.external();
    final String enode = field.devnet().mainEnode();
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      Rounds.rest(start, RECONNECT, goesOn);
      if (goesOn.getAsBoolean() && external.tryCall("admin_removePeer", enode).isPresent()) {
        ledger.count("verifierCutOff", 1);
        external
            .tryCall("admin_addPeer", enode)
            .ifPresent(added -> ledger.count("verifierDials", 1));
      }
    }
  }
}
