/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.testkit.OtsAnswers;
import org.zknode.rollup.testkit.TracedChain;
import org.zknode.rollup.testkit.TracedChain.Question;

/** The same transactions and questions as anvil got; skipped by name where no Besu is found. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealBesuOtsTest {
  private BesuProcess besu;

  @BeforeAll
  void start(@TempDir final Path directory) throws IOException {
    besu =
        DrivenBesu.in(directory, BesuGenesis.of(TracedChain.KEY.address(), Map.of()))
            .launch(
                directory.resolve("data"),
                "--rpc-http-api=ETH,NET,DRIVER,ZKEVM,ZKNODE,OTS,ERIGON",
                "--color-enabled=false")
            .awaitRpc();
    long timestamp = 0;
    long number = 0;
    for (final List<Bytes> block : TracedChain.blocks()) {
      // As the tests of anvil's engine do.
      timestamp += 1 + number++ % 3;
      final JsonNode built =
          besu.result(
              "driver_extend",
              timestamp,
              DrivenBesu.ROOT,
              block.stream().map(Bytes::toHexString).toList());
      assertThat(built.get("skipped")).isEmpty();
    }
  }

  @AfterAll
  void stop() {
    if (besu != null) {
      besu.close();
    }
  }

  private JsonNode ask(final Question question) throws IOException {
    return besu.result("driver_ots", question.method(), question.params());
  }

  @Test
  void besuAnswersAsAnvilDoes() throws IOException {
    final List<Question> questions = TracedChain.questions();
    final List<JsonNode> recorded = OtsAnswers.recorded();
    assertThat(recorded).hasSameSizeAs(questions);
    final List<String> differences = new ArrayList<>();
    for (int i = 0; i < recorded.size(); i++) {
      final Question question = questions.get(i);
      differences.addAll(
          OtsAnswers.differences(
              question,
              recorded.get(i),
              OtsAnswers.onAnyChain(OtsAnswers.comparable(question, ask(question)))));
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void aBlockIsFoundByItsHashToo() throws IOException {
    for (int number = 0; number <= TracedChain.blocks().size(); number++) {
      final JsonNode byNumber = ask(new Question("ots_getBlockDetails", List.of(number)));
      final String hash = byNumber.path("block").path("hash").asText();
      assertThat(ask(new Question("ots_getBlockDetailsByHash", List.of(hash)))).isEqualTo(byNumber);
    }
    final String unknown = "0x" + "11".repeat(32);
    assertThat(ask(new Question("ots_getBlockDetailsByHash", List.of(unknown))).isNull()).isTrue();
  }

  /** Besu accepts the names of the namespaces, long before there is a node. */
  @Test
  void theNamespacesAreReached() {
    for (final String method : List.of("ots_getApiLevel", "erigon_getHeaderByNumber")) {
      assertThatThrownBy(() -> besu.result(method, "latest"))
          .hasMessageContaining("zkNode does not run here: no role is enabled");
    }
  }

  @Test
  void theTraceHasWhatAnvilLeavesOut() throws IOException {
    final JsonNode trace =
        ask(new Question("ots_traceTransaction", List.of(TracedChain.treeHash())));
    assertThat(trace.findValuesAsText("type")).isEqualTo(TracedChain.TREE_CALLS);
  }
}
