/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.Pause;

/** What the nodes say of themselves, every second. */
final class NodeWatch implements Runnable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Devnet devnet;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final Set<String> halted = new ConcurrentSkipListSet<>();
  private final Set<String> degraded = new ConcurrentSkipListSet<>();

  NodeWatch(final Devnet devnet) {
    this.devnet = devnet;
  }

  void stop() {
    running.set(false);
  }

  List<String> halted() {
    return List.copyOf(new TreeSet<>(halted));
  }

  List<String> degraded() {
    return List.copyOf(new TreeSet<>(degraded));
  }

  @Override
  public void run() {
    while (running.get()) {
      look(devnet.mainNode());
      devnet.externalNodes().forEach(this::look);
      Pause.of(PERIOD);
    }
  }

  private void look(final NodeProcess node) {
    node.rpc()
        .tryCall("zknode_status")
        .ifPresent(
            status -> {
              for (final JsonNode halt : status.path("halts")) {
                halted.add(node.name() + " " + halt.path("code").asText());
              }
              for (final JsonNode reason : status.path("reasons")) {
                degraded.add(node.name() + " " + reason.path("key").asText(reason.toString()));
              }
            });
  }
}
