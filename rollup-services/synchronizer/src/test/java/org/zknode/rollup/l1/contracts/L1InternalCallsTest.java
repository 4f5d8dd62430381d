/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.l1.contracts.Spoilers.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** Calls of the contracts by other code, read from calldata or from a trace. */
class L1InternalCallsTest extends L1FaultsFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sequences and forced batches come through other code than the rollup's. */
  private Spoiler indirect(final UnaryOperator<String> input) {
    return results(
        "eth_getTransactionByHash",
        node -> {
          final ObjectNode transaction = (ObjectNode) node;
          if (transaction.get("to").asText().equals(L1RpcServer.ROLLUP.toString())) {
            // An account with a delegation calls itself.
            transaction.put("to", transaction.get("from").asText());
            transaction.put("input", input.apply(transaction.get("input").asText()));
          }
          return transaction;
        });
  }

  private Spoiler traced(final String method, final Spoiler more) {
    return (called, params, honest) ->
        called.equals(method)
            ? Answer.result(trace(method, params.get(0).asText()))
            : more.spoil(called, params, honest);
  }

  private String trace(final String method, final String hash) throws Exception {
    final L1Event event =
        l1.events(0, l1.head(BlockTag.LATEST).number()).stream()
            .filter(found -> found.transactionHash().toHexString().equals(hash))
            .findFirst()
            .orElseThrow();
    final L1RpcServer.Transaction real = L1RpcServer.transactionOf(event);
    final Map<String, Object> inner =
        Map.of(
            "type", "CALL",
            "callType", "call",
            "from", real.from().toString(),
            "to", real.to().toString(),
            "input", real.input().toHexString());
    final Map<String, Object> failed = new LinkedHashMap<>(inner);
    failed.put("input", ForcedBatchAbi.forceBatch(Bytes.of(6), BigInteger.ZERO).toHexString());
    failed.put("error", "execution reverted");
    if (method.equals("trace_transaction")) {
      return JSON.writeValueAsString(
          List.of(Map.of("action", failed, "error", "Reverted"), Map.of("action", inner)));
    }
    return JSON.writeValueAsString(
        Map.of(
            "type",
            "CALL",
            "from",
            real.from().toString(),
            "to",
            real.from().toString(),
            "input",
            "0x",
            "calls",
            List.of(failed, inner)));
  }

  @Test
  void whatOtherContractsCarryInTheirCalldataIsReadWithoutATrace() {
    history();
    try (L1RpcServer server =
            new L1RpcServer(l1, indirect(input -> "0xb61d27f6" + input.substring(2) + "0000"));
        JsonRpcL1Client client = client(BlockTag.LATEST, server)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"debug_traceTransaction", "trace_transaction"})
  void whatTheCodeOfAnAccountForcesIsReadFromATraceOfAnyEndpoint(final String method) {
    history();
    try (L1RpcServer plain = new L1RpcServer(l1, indirect(input -> "0x"));
        L1RpcServer tracing = new L1RpcServer(l1, traced(method, indirect(input -> "0x")));
        JsonRpcL1Client alone = client(BlockTag.LATEST, plain);
        JsonRpcL1Client both = client(BlockTag.LATEST, plain, tracing)) {
      assertThat(run(synchronizer(alone, BlockTag.LATEST, 100))).isFalse();
      assertThat(complaints)
          .allSatisfy(
              text ->
                  assertThat(text)
                      .contains(
                          "forced batch 1 was forced by the code of an account (EIP-7702)",
                          "an L1 endpoint that has debug_traceTransaction"));
      assertThat(content(store).forced()).as("nothing unverified is stored").isEmpty();
      complaints.clear();
      assertThat(run(synchronizer(both, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  /** A trace with so many bytes of calls to somebody else beside the call of the rollup. */
  private Spoiler noisy(final int bytes, final Spoiler more) {
    final Spoiler honest = traced("debug_traceTransaction", more);
    return (called, params, answer) -> {
      final Answer trace = honest.spoil(called, params, answer);
      if (!called.equals("debug_traceTransaction")) {
        return trace;
      }
      final String noise =
          "{\"type\":\"CALL\",\"from\":\"0x%s\",\"to\":\"0x%s\",\"input\":\"0x%s\"},"
              .formatted("0".repeat(40), "0".repeat(40), "ab".repeat(10_000));
      return new Answer(
          200,
          trace
              .body()
              .replace("\"calls\":[", "\"calls\":[" + noise.repeat(bytes / noise.length() + 1)));
    };
  }

  @Test
  void aTraceThatIsLargerThanOtherAnswersIsRead() {
    history();
    try (L1RpcServer noisy =
            new L1RpcServer(l1, noisy(LIMITS.maxResponseBytes() * 5, indirect(input -> "0x")));
        JsonRpcL1Client client = client(BlockTag.LATEST, noisy)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void aTraceThatIsTooLargeIsToldOnceAMinuteAndAnotherEndpointIsAsked() {
    history();
    final int tooLarge = LIMITS.large().maxResponseBytes() + 1;
    try (L1RpcServer noisy = new L1RpcServer(l1, noisy(tooLarge, indirect(input -> "0x")));
        L1RpcServer plain = new L1RpcServer(l1, traced("trace_transaction", indirect(i -> "0x")));
        JsonRpcL1Client alone = client(BlockTag.LATEST, noisy);
        JsonRpcL1Client both = client(BlockTag.LATEST, noisy, plain)) {
      assertThat(run(synchronizer(alone, BlockTag.LATEST, 100), 3)).isFalse();
      assertThat(complaints)
          .allSatisfy(
              text ->
                  assertThat(text)
                      .contains(
                          "forced batch 1 was forced by the code of an account",
                          noisy.name() + ": the answer is too large, more than " + (tooLarge - 1)));
      complaints.clear();
      assertThat(run(synchronizer(both, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }
}
