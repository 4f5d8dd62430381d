/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.devnet.DevnetOptions.Engine;

/** A peer that reads nothing, on Besu's devp2p stack and on our own: it is cut after a minute. */
class SlowReaderIT {
  private static final Duration RUN = Duration.ofMinutes(5);

  /** Of heap that may wait for one peer. */
  private static final long MOST_HEAP_BYTES = 64L << 20;

  /** On a machine that does other things, too; a peer that is starved waits until the cut. */
  private static final int LONGEST_PAUSE_SECONDS = 20;

  /** Enough to be starved of; a peer that takes all it gets works two processors for a minute. */
  private static final int BESIDE_RECORDS = 200;

  @TempDir Path temp;

  /** Both at a time: they wait for the cut. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  @Execution(ExecutionMode.CONCURRENT)
  void isCutWhileAnotherPeerGoesOnReplaying(final Engine engine) throws Exception {
    Engines.require(engine);
    final Command.Result result =
        Command.run(
            temp,
            RUN,
            "bench-zks",
            "--slow-reader",
            "--beside-records=" + BESIDE_RECORDS,
            "--engine=" + (engine == Engine.BESU ? "besu" : "rlpx"),
            "--json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    final JsonNode seen =
        JsonMapper.builder().build().readTree(result.lastLine()).path("slowReader").path(0);

    assertThat(seen.path("heapBytes").asLong(Long.MAX_VALUE))
        .as(seen.toPrettyString())
        .isLessThan(MOST_HEAP_BYTES);
    // Otherwise the bench fails after two minutes.
    assertThat(seen.path("cutSeconds").asDouble()).isPositive();
    assertThat(seen.path("besideRecordsPerSecond").asDouble()).isPositive();
    assertThat(seen.path("longestPauseSeconds").asDouble(Double.MAX_VALUE))
        .as(seen.toPrettyString())
        .isLessThan(LONGEST_PAUSE_SECONDS);
  }
}
