/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolBenchTest {
  /** Small, but all of it: the bench itself fails when a transaction is missing. */
  @Test
  void printsEachFigureAndTheRatio() {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PoolBench(new PrintStream(out, true, StandardCharsets.UTF_8)).run(300, 2);
    final List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines)
        .extracting(line -> line.replaceAll("\\s+[0-9.]+$", ""))
        .containsExactly(
            "sender recovery: transactions per second, one thread",
            "COPY of the same rows: rows per second",
            "pool, 2 nodes: transactions per second",
            "pool next to COPY: ratio",
            "pool, one caller: milliseconds per transaction");
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .isPositive());
  }
}
