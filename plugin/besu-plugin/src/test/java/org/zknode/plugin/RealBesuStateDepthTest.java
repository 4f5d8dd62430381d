/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.plugin.AccountTransactions.RECIPIENT;
import static org.zknode.plugin.AccountTransactions.transfer;
import static org.zknode.plugin.DrivenBesu.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far back a real Besu reads states; skipped by name where none is found. */
@Tag("slow")
class RealBesuStateDepthTest {
  /** Above Besu's default of 512. */
  private static final long LIMIT = 600;

  private static final long FINALIZED = 5;

  @TempDir private Path dir;
  private BesuProcess besu;

  /** As the node's reason state-window and its way out say. */
  @Test
  void theStateAtTheFinalizedBlockIsReadAsFarBackAsTheOptionSays() throws IOException {
    besu =
        DrivenBesu.in(dir)
            .start(
                dir.resolve("data"),
                "--bonsai-limit-trie-logs-enabled=false",
                "--bonsai-historical-block-limit=" + LIMIT);
    try {
      extend(1, List.of(transfer(0)));
      build(2, FINALIZED + LIMIT - 1);
      besu.result("driver_tags", FINALIZED, FINALIZED);
      extend(FINALIZED + LIMIT - 1, List.of(transfer(1)));

      assertThat(balance("latest").path("result").asText()).isEqualTo("0x2");
      assertThat(balance("finalized").path("result").asText()).isEqualTo("0x1");
      assertThat(call("finalized").path("result").asText()).isEqualTo("0x");

      build(FINALIZED + LIMIT, FINALIZED + LIMIT + 1);
      assertThat(balance("finalized").hasNonNull("result")).as("one more is too far").isFalse();
    } finally {
      besu.close();
    }
  }

  private JsonNode balance(final String tag) throws IOException {
    return besu.call("eth_getBalance", RECIPIENT.toString(), tag);
  }

  private JsonNode call(final String tag) throws IOException {
    return besu.call("eth_call", Map.of("to", RECIPIENT.toString(), "data", "0x"), tag);
  }

  private void build(final long first, final long end) throws IOException {
    for (long number = first; number < end; number++) {
      extend(number, List.of());
    }
  }

  private void extend(final long number, final List<String> transactions) throws IOException {
    final JsonNode block = besu.result("driver_extend", 1_000 + number, ROOT, transactions);
    assertThat(block.path("number").asLong()).isEqualTo(number);
    assertThat(block.path("transactions")).hasSize(transactions.size());
  }
}
