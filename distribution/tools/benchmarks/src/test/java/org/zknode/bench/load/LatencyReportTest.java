/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.zknode.bench.Percentiles;

class LatencyReportTest {
  private static final List<RateFigures> FIGURES =
      List.of(
          new RateFigures(
              "main",
              20,
              0,
              1,
              new Percentiles(200, 1.5, 2, 3),
              new Percentiles(200, 4, 4.5, 4.9),
              new Percentiles(200, 5, 6, 7)));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LatencyReport report =
      new LatencyReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), "embedded");

  @Test
  void oneJsonObjectHasAllFigures() throws Exception {
    report.json(FIGURES, OptionalDouble.of(2_000));
    final JsonNode json = new ObjectMapper().readTree(bytes.toByteArray());
    assertThat(json.toString())
        .isEqualTo(
            "{\"engine\":\"embedded\",\"boundMillis\":2000.0,\"highestRate\":20.0,\"rates\":[{\"node\":\"main\","
                + "\"rate\":20.0,\"measured\":200,\"refused\":0,\"notIncluded\":1,"
                + "\"acceptanceMillis\":{\"p50\":1.5,\"p90\":2.0,\"p99\":3.0},"
                + "\"preconfirmationMillis\":{\"p50\":4.0,\"p90\":4.5,\"p99\":4.9},"
                + "\"inclusionMillis\":{\"p50\":5.0,\"p90\":6.0,\"p99\":7.0}}]}");
  }

  @Test
  void theTableSaysWhichRateHolds() {
    report.table(FIGURES, OptionalDouble.of(2_000));
    report.table(List.of(), OptionalDouble.of(2_000));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("highest rate with p99 of inclusion at the main node up to 2000 ms: 20.0 tx/s")
        .contains("1.5 2.0 3.0")
        .contains("4.0 4.5 4.9")
        .contains("5.0 6.0 7.0")
        .contains("no rate holds: p99 of inclusion is above 2000 ms");
  }
}
