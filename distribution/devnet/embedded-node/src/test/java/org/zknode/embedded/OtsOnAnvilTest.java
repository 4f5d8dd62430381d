/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.rpc.OtsMethods;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.testkit.OtsAnswers;
import org.zknode.rollup.testkit.TracedChain;
import org.zknode.rollup.testkit.TracedChain.Question;

/** Our {@code ots_} methods on anvil's chain, and anvil's own, field by field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtsOnAnvilTest {

  private AnvilEngine engine;
  private Map<String, RpcMethod> ours;

  @BeforeAll
  void start(@TempDir final Path directory) throws Exception {
    engine =
        new AnvilEngine(
            EngineKit.anvil(), EngineKit.genesis(directory), directory.resolve("engine"));
    for (final List<Bytes> block : TracedChain.blocks()) {
      assertThat(engine.extend(EngineKit.next(engine.head()), block, Optional.empty()).skipped())
          .isEmpty();
    }
    // No tag is asked for that the state DB would tell.
    ours = new OtsMethods(engine, null, InstantSource.system()).methods();
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  @Test
  void theTraceHasWhatAnvilLeavesOut() throws Exception {
    final List<?> trace =
        (List<?>) ours.get("ots_traceTransaction").call(List.of(TracedChain.treeHash()));
    assertThat(trace)
        .extracting(call -> ((Map<?, ?>) call).get("type"))
        .isEqualTo(TracedChain.TREE_CALLS);
  }

  @Test
  void aBlockIsFoundByItsHashToo() throws Exception {
    for (int number = 0; number <= TracedChain.blocks().size(); number++) {
      final Question byNumber = new Question("ots_getBlockDetails", List.of(number));
      final Question byHash =
          new Question(
              "ots_getBlockDetailsByHash",
              List.of(engine.block(number).orElseThrow().hash().toHexString()));
      final JsonNode own =
          OtsAnswers.comparable(byHash, ours.get(byHash.method()).call(byHash.params()));
      assertThat(own)
          .isEqualTo(
              OtsAnswers.comparable(byNumber, ours.get(byNumber.method()).call(byNumber.params())));
      final JsonNode anvils =
          OtsAnswers.comparable(
              byHash, engine.rpc().call(byHash.method(), byHash.params().toArray()));
      assertThat(OtsAnswers.differences(byHash, anvils, own)).isEmpty();
    }
    assertThat(ours.get("ots_getBlockDetailsByHash").call(List.of("0x" + "11".repeat(32))))
        .isNull();
  }

  @Test
  void bothAnswerTheSame() throws Exception {
    final List<String> differences = new ArrayList<>();
    final List<JsonNode> recording = new ArrayList<>();
    final List<Question> questions = TracedChain.questions();
    for (final Question question : questions) {
      final JsonNode anvils =
          OtsAnswers.comparable(
              question, engine.rpc().call(question.method(), question.params().toArray()));
      recording.add(OtsAnswers.onAnyChain(anvils));
      final JsonNode own =
          OtsAnswers.comparable(question, ours.get(question.method()).call(question.params()));
      differences.addAll(OtsAnswers.differences(question, anvils, own));
    }
    assertThat(differences).isEmpty();
    if (Boolean.getBoolean("zknode.record")) {
      Files.write(Path.of("ots-answers.json"), OtsAnswers.recording(recording));
    }
    final List<JsonNode> recorded = OtsAnswers.recorded();
    assertThat(recorded).hasSameSizeAs(questions);
    for (int i = 0; i < recorded.size(); i++) {
      differences.addAll(
          OtsAnswers.differences(questions.get(i), recorded.get(i), recording.get(i)));
    }
    assertThat(differences).as("what was recorded").isEmpty();
  }
}
