/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.VerifierRoleRequest;

/** {@code flood}: many small messages as fast as they go out. */
final class FloodCheck implements Check {
  /** Role requests to each Ping: both ask for an answer. */
  private static final int REQUESTS_PER_PING = 7;

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public String expected() {
    return "role requests and Pings as fast as possible may end their own connection; another peer"
        + " goes on replaying";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final AtomicLong messages = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong answers = new AtomicLong();
    final Load.Turn turn =
        (connection, stop) -> {
          connections.incrementAndGet();
          connection.discard();
          flood(connection, stop, messages);
          answers.addAndGet(connection.discarded());
        };
    return Load.run(
            lab,
            turn,
            () -> messages.get() > 0,
            () ->
                messages.get() == 0
                    ? Optional.of("no message could be sent: the node takes no second connection")
                    : Optional.empty(),
            () ->
                "%d messages on %d connection(s), %d answers"
                    .formatted(messages.get(), connections.get(), answers.get()))
        .with("messages", messages.get())
        .with("connections", connections.get());
  }

  private static void flood(
      final ProbeConnection connection, final AtomicBoolean stop, final AtomicLong messages) {
    final Optional<ProbeConnection.Lane> lane = connection.verification();
    long sent = 0;
    boolean open = true;
    while (open && connection.isOpen() && !stop.get()) {
      open =
          lane.isEmpty() || sent % (REQUESTS_PER_PING + 1) == 0
              ? connection.sendPing()
              : connection.send(lane.get(), new VerifierRoleRequest());
      sent++;
      messages.incrementAndGet();
    }
  }
}
