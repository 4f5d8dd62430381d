/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.OptionalLong;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.limit.WireLimits;

/** {@code slow-reader}: asks for everything and reads nothing for a while. */
final class SlowReaderCheck implements Check {
  /** So that the node's own queue must hold what the kernel does not, in bytes. */
  private static final int RECEIVE_BUFFER = 4096;

  /** Most records that are looked at afterwards. */
  private static final int RECORDS = 1024;

  @Override
  public String name() {
    return "slow-reader";
  }

  @Override
  public String expected() {
    return "a peer that asks for everything and reads nothing for a while costs nobody else"
        + " anything: others are served at once; later it gets right data, or it was cut";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    if (!lab.hasBystander()) {
      return Outcome.skip(Bystander.NO_KEY);
    }
    final Settings settings = lab.settings();
    try (ProbeConnection slow = lab.connectNarrow(RECEIVE_BUFFER)) {
      slow.pauseReading();
      Lab.request(slow, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
      final OptionalLong early = lab.millisToFirstRecord();
      Thread.sleep(settings.load());
      final OptionalLong late = lab.millisToFirstRecord();
      if (early.isEmpty() || late.isEmpty()) {
        return Outcome.fail(
            "another peer got no block within %s meanwhile".formatted(settings.timeout()));
      }
      slow.resumeReading();
      final ReplayStream stream =
          lab.stream(slow, settings.from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
      Reading reading = lab.read(slow, stream, 1, settings.timeout());
      if (reading.kind() == Reading.Kind.COMPLETE) {
        reading = lab.read(slow, stream, RECORDS, settings.quiet());
      }
      final boolean right =
          switch (reading.kind()) {
            case COMPLETE, ENDED -> true;
            case SILENCE -> stream.records() > 0;
            case WRONG -> false;
          };
      final String seen =
          "another peer's first block after %d and %d ms; the slow one: %s"
              .formatted(early.getAsLong(), late.getAsLong(), reading.what());
      return Outcome.of(right, seen)
          .with("bystanderMillis", Math.max(early.getAsLong(), late.getAsLong()));
    }
  }
}
