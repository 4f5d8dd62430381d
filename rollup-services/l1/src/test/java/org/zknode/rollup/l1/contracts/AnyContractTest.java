/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** Logs and calls of contracts that are not the rollup's own. */
class AnyContractTest {
  private static final Address CONTRACT =
      Address.fromHex("0x00000000000000000000000000000000000000b1");
  private static final Address OTHER =
      Address.fromHex("0x00000000000000000000000000000000000000b2");
  private static final Bytes32 TOPIC = Bytes32.repeat((byte) 0x55);
  private static final Bytes32 BLOCK = Bytes32.repeat((byte) 0xb1);
  private static final Bytes32 TRANSACTION = Bytes32.repeat((byte) 0x71);

  private final Map<String, Answer> answers = new HashMap<>();

  private Answer answer(final String method, final JsonNode params) {
    return answers.getOrDefault(
        method,
        switch (method) {
          case "eth_chainId" -> Answer.result("\"0x1\"");
          case "eth_getBlockByNumber" ->
              Answer.result(
                  """
                  {"number":"%s","hash":"%s","parentHash":"%s","timestamp":"0x64"}"""
                      .formatted(params.get(0).asText(), BLOCK, Bytes32.ZERO));
          default -> Answer.error(-32601, "the method does not exist: " + method);
        });
  }

  private <T> T ask(final Function<L1View, T> question) {
    try (ScriptedEndpoint endpoint = new ScriptedEndpoint(this::answer);
        JsonRpcL1Client client =
            new JsonRpcL1Client(
                new L1Config(
                    List.of(endpoint.url()), 1, OTHER, OTHER, OTHER, 1, 0, BlockTag.LATEST))) {
      return question.apply(client.views().getFirst());
    }
  }

  private List<L1Log> logs(final Address from) {
    answers.put(
        "eth_getLogs",
        Answer.result(
            """
            [{"address":"%s","topics":["%s"],"data":"0x0102","blockHash":"%s","blockNumber":"0x5",\
            "transactionHash":"%s","logIndex":"0x3","transactionIndex":"0x0"}]"""
                .formatted(from, TOPIC, BLOCK, TRANSACTION)));
    return ask(view -> view.logs(new L1LogFilter(Set.of(CONTRACT), Set.of(TOPIC)), 4, 6, 1_000))
        .logs();
  }

  @Test
  void aLogComesWithItsPlace() {
    assertThat(logs(CONTRACT))
        .containsExactly(
            new L1Log(
                new ChainReader.Log(CONTRACT, List.of(TOPIC), Bytes.of(1, 2)),
                5,
                BLOCK,
                TRANSACTION,
                3));
  }

  @Test
  void logsThatNobodyAskedForAreNotBelieved() {
    assertThatThrownBy(() -> logs(OTHER))
        .isInstanceOf(L1EndpointException.class)
        .hasMessageContaining("asked for logs of blocks 4 to 6");
  }

  @Test
  void anEndpointThatIsBehindHasNoLogs() {
    answers.put("eth_getBlockByNumber", Answer.result("null"));
    assertThatThrownBy(() -> logs(CONTRACT))
        .isInstanceOf(L1EndpointException.class)
        .hasMessageContaining("it has no block 6 (yet)");
  }

  private Optional<Bytes> call() {
    return ask(view -> view.call(CONTRACT, Bytes.of(9), 5));
  }

  @Test
  void aCallAnswersBytesOrNothing() {
    answers.put("eth_call", Answer.result("\"0x07\""));
    assertThat(call()).contains(Bytes.of(7));
    answers.put("eth_call", Answer.result("\"0x\""));
    assertThat(call()).contains(Bytes.EMPTY);
    answers.put("eth_call", Answer.error(3, "execution reverted"));
    assertThat(call()).isEmpty();
    answers.put("eth_call", Answer.error(-32000, "missing trie node"));
    assertThat(call()).isEmpty();
  }
}
