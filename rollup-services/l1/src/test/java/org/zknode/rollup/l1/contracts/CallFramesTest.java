/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.jsonrpc.ResultReader;
import org.zknode.rollup.l1.contracts.RollupCalls.Call;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** Calls of a contract taken out of traces, as they come over HTTP. */
class CallFramesTest {
  private static final Address ROLLUP = L1RpcServer.ROLLUP;
  private static final Address CALLER =
      Address.fromHex("0x00000000000000000000000000000000000000c1");
  private static final String OTHER = "0x00000000000000000000000000000000000000c2";
  private static final List<Bytes> SELECTORS = List.of(ForcedBatchAbi.FORCE_BATCH_SELECTOR);

  private static Bytes force(final int data) {
    return ForcedBatchAbi.forceBatch(Bytes.of(data), BigInteger.ZERO);
  }

  private static String call(final Bytes input, final String more) {
    return "{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"CALL\",\"input\":\"%s\"%s}"
        .formatted(CALLER, ROLLUP, input, more);
  }

  /** A call of somebody else with calls inside. */
  private static String other(final String inner, final String more) {
    return "{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"CALL\",\"input\":\"0x1234\",\"calls\":[%s]%s}"
        .formatted(CALLER, OTHER, inner, more);
  }

  private static Optional<List<Bytes>> read(
      final String trace, final ResultReader<Optional<List<Call>>> reader) throws Exception {
    try (ScriptedEndpoint endpoint = new ScriptedEndpoint((m, params) -> Answer.result(trace));
        JsonRpcTransport transport =
            new JsonRpcTransport(
                List.of(endpoint.url()),
                new JsonRpcLimits(
                    Duration.ofSeconds(20), 1, Duration.ofMillis(1), Duration.ofMillis(1), 8 << 20),
                OptionalLong.empty(),
                Clock.systemUTC())) {
      return transport
          .readAny("debug_traceTransaction", reader)
          .map(calls -> calls.stream().map(Call::calldata).toList());
    }
  }

  private static Optional<List<Bytes>> nested(final String trace) throws Exception {
    return read(trace, CallFrames.nested(ROLLUP, SELECTORS));
  }

  private static Optional<List<Bytes>> flat(final String trace) throws Exception {
    return read(trace, CallFrames.flat(ROLLUP, SELECTORS));
  }

  @Test
  void callsComeInTheOrderInWhichTheyWereMade() throws Exception {
    assertThat(
            nested(
                other(
                    other(call(force(1), ""), "")
                        + ","
                        + call(force(2), ",\"calls\":[" + other("", "") + "]")
                        + ","
                        + call(force(3), ""),
                    "")))
        .contains(List.of(force(1), force(2), force(3)));
  }

  @Test
  void whatFailedOrIsInsideOfWhatFailedDidNotHappen() throws Exception {
    final String failed = ",\"error\":\"execution reverted\"";
    assertThat(
            nested(
                other(
                    call(force(1), failed)
                        + ","
                        + other(other(call(force(2), ""), "") + "," + call(force(3), ""), failed)
                        + ","
                        + call(force(4), ",\"error\":null"),
                    "")))
        .contains(List.of(force(4)));
  }

  @Test
  void otherMethodsOtherContractsAndOtherKindsOfCallsAreLeftOut() throws Exception {
    assertThat(
            nested(
                other(
                    call(Bytes.of(1, 2, 3, 4, 5), "")
                        + ","
                        + call(force(1), "").replace("\"CALL\"", "\"DELEGATECALL\"")
                        + ","
                        + call(force(2), "").replace(ROLLUP.toString(), OTHER),
                    "")))
        .contains(List.of());
  }

  @Test
  void theOrderOfAFramesFieldsDoesNotMatter() throws Exception {
    final String odd =
        "{\"calls\":[%s],\"input\":\"%s\",\"error\":null,\"to\":\"%s\",\"more\":{\"input\":\"0x\"},\"from\":\"%s\",\"type\":\"call\"}";
    final String other = odd.formatted("", force(7), OTHER, CALLER);
    assertThat(nested(odd.formatted(other, force(1), ROLLUP, CALLER))).contains(List.of(force(1)));
  }

  /** The EVM's own limit; a JSON library's is below it. */
  @Test
  void asDeepAsTheEvmGoes() throws Exception {
    final String[] around = other("|", "").split("\\|");
    assertThat(nested(around[0].repeat(1024) + call(force(1), "") + around[1].repeat(1024)))
        .contains(List.of(force(1)));
  }

  @Test
  void singleStepsAreNoFrames() throws Exception {
    assertThat(nested("{\"gas\":21000,\"failed\":false,\"structLogs\":[{\"pc\":0}]}")).isEmpty();
    assertThat(nested("null")).isEmpty();
    assertThat(nested("[1,{\"from\":2}]")).isEmpty();
    assertThat(flat("null")).isEmpty();
    assertThat(flat("[]")).isEmpty();
    assertThat(flat("{\"from\":\"0x\"}")).isEmpty();
  }

  private static String step(final Bytes input, final String address, final String more) {
    return "{\"action\":{\"callType\":\"call\",\"from\":\"%s\",\"to\":\"%s\",\"input\":\"%s\"},\"traceAddress\":%s%s}"
        .formatted(CALLER, ROLLUP, input, address, more);
  }

  @Test
  void inAFlatTraceTheCallsInsideOfAFailedOneHaveNoErrorOfTheirOwn() throws Exception {
    final String failed = ",\"error\":\"Reverted\"";
    assertThat(
            flat(
                "["
                    + String.join(
                        ",",
                        step(force(1), "[]", ""),
                        step(force(2), "[0]", failed),
                        step(force(3), "[0,0]", ""),
                        step(force(4), "[0,0,5]", ""),
                        step(force(5), "[1]", ""),
                        step(force(6), "[10]", ""))
                    + "]"))
        .contains(List.of(force(1), force(5), force(6)));
  }

  @Test
  void whatIsKeptIsBounded() {
    final Bytes large = Bytes.concatenate(force(1), Bytes.wrap(new byte[1 << 20]));
    final String one = call(large, "");
    final int many = CallFrames.MAX_KEPT_BYTES / large.size() + 1;
    assertThatThrownBy(() -> nested(other((one + ",").repeat(many) + one, "")))
        .hasMessageContaining("bytes of calls of " + ROLLUP);
  }

  @Test
  void anAnswerThatBreaksOffIsNoAnswer() {
    assertThatThrownBy(() -> nested("{\"from\":\"0x\",\"calls\":[{\"type\":"))
        .hasMessageContaining("no JSON");
  }
}
