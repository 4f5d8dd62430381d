/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LimitTest {
  private static final Path DOC = Path.of("..", "docs", "concepts", "zks.md");

  /** What stands in docs/concepts/zks.md; copy it there from the failure's message. */
  @Test
  void theDocumentShowsTheLimits() throws IOException {
    final String table =
        Arrays.stream(Limit.values())
            .map(
                limit ->
                    "| `%s` | %s | %s |"
                        .formatted(
                            limit.name(),
                            (limit.value() == Long.MAX_VALUE ? "2^63 - 1" : limit.value())
                                + (limit.unit().isEmpty() ? "" : " " + limit.unit()),
                            limit.reason()))
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(DOC)).contains("| limit | value | why |\n|---|---|---|\n" + table);
  }

  @Test
  void secondsAreConverted() {
    assertThat(Limit.CHALLENGE_SECONDS.nanos()).isEqualTo(10_000_000_000L);
    assertThatThrownBy(Limit.CONNECTIONS::nanos).hasMessageContaining("connections");
    assertThat(Limit.BATCH_BYTES.metricName()).isEqualTo("zks_limit_batch_bytes");
  }
}
