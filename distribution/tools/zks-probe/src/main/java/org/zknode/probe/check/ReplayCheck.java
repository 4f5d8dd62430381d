/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.limit.WireLimits;

/** {@code replay}: the records are what they should be. */
final class ReplayCheck implements Check {
  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String expected() {
    return "consecutive records from the block asked for, canonical in this version's format, one"
        + " chain id, hashes and times that continue the record before, at most 64 records and 8"
        + " MiB in a message";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final Settings settings = lab.settings();
    final long wanted = settings.count().orElse(WireLimits.MAX_BLOCKS_PER_MESSAGE);
    try (ProbeConnection connection = lab.connect()) {
      final long start = System.nanoTime();
      Lab.request(connection, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
      final ReplayStream stream =
          lab.stream(connection, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
      Reading reading = lab.read(connection, stream, 1, settings.timeout());
      if (reading.kind() == Reading.Kind.COMPLETE) {
        reading =
            lab.read(
                connection,
                stream,
                wanted,
                settings.count().isPresent() ? settings.timeout() : settings.quiet());
      }
      final double seconds = (System.nanoTime() - start) / 1e9;
      // Without a count, the end of the chain is no failure; anything else is.
      final boolean chainEnded =
          settings.count().isEmpty()
              && stream.records() > 0
              && reading.kind() == Reading.Kind.SILENCE;
      if (reading.trouble().isPresent() && !chainEnded) {
        return Outcome.fail(reading.what());
      }
      return Outcome.pass(
              "blocks %d to %d of chain %s in %d message(s), %d bytes%s"
                  .formatted(
                      settings.from(),
                      stream.next() - 1,
                      stream.chainId(),
                      stream.messages(),
                      stream.bytes(),
                      chainEnded ? "; there is no further block yet" : ""))
          .with("records", stream.records())
          .with("bytes", stream.bytes())
          .with("seconds", seconds);
    }
  }
}
