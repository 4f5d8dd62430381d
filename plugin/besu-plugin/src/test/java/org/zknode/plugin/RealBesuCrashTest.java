/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.plugin.AccountTransactions.RECIPIENT;
import static org.zknode.plugin.AccountTransactions.transfer;
import static org.zknode.plugin.DrivenBesu.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Besu that is killed, and its chain afterwards; skipped by name where none is found. */
@Tag("slow")
class RealBesuCrashTest {
  /** Of a process that a signal 9 ended. */
  private static final int KILLED = 137;

  private static final long BLOCKS = 20;

  private Path data;
  private DrivenBesu besu;
  private BesuProcess main;

  @BeforeEach
  void startBesu(@TempDir final Path temporary) throws IOException {
    data = temporary.resolve("main");
    besu = DrivenBesu.in(temporary);
    main = besu.start(data);
  }

  @AfterEach
  void stopBesu() {
    if (main != null) {
      main.close();
    }
  }

  @Test
  void survivesKillWhileBuilding() throws Exception {
    final BesuProcess victim = main;
    final Thread builder =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (long timestamp = 1_000; ; timestamp++) {
                    try {
                      victim.call("driver_extend", timestamp, ROOT, List.of());
                    } catch (final IOException e) {
                      return; // killed
                    }
                  }
                });
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> head().get("number").asLong() > BLOCKS);
    main.kill();
    builder.join();

    main = besu.start(data);
    assertThat(head().get("number").asLong()).isGreaterThan(BLOCKS);
    assertBuilds(0);
  }

  @Test
  void startsWithTheStateOfABlockThatItsChainDoesNotHave() throws Exception {
    assertBuilds(0);
    final JsonNode head = head();
    assertThatThrownBy(() -> main.call("driver_dieBeforeAppend")).isInstanceOf(IOException.class);
    assertThat(main.awaitExit()).isEqualTo(KILLED);

    main = besu.start(data);
    assertThat(head()).isEqualTo(head);
    assertBuilds(1);
  }

  private JsonNode head() throws IOException {
    return main.result("driver_head");
  }

  /** A block with a transfer, read back, executed again. */
  private void assertBuilds(final long nonce) throws IOException {
    final JsonNode balance = main.result("driver_account", RECIPIENT.toString());
    final JsonNode next =
        main.result("driver_extend", 100_000 + nonce, ROOT, List.of(transfer(nonce)));
    assertThat(next.get("transactions")).hasSize(1);
    assertThat(head().get("hash")).isEqualTo(next.get("hash"));
    assertThat(main.result("driver_account", RECIPIENT.toString())).isNotEqualTo(balance);
    assertThat(main.result("driver_reExecute", next.get("number"), next.get("number")).get(0))
        .isEqualTo(next);
  }
}
