/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Client.Call;
import org.zknode.rollup.l1.L1Client.Simulation;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.TemporaryException;

/**
 * A signed transaction goes to every endpoint; what one says of an account is not believed alone.
 */
class SendToEndpointsTest {
  private static final Bytes RAW = Bytes.fromHexString("0x02c0ffee");
  private static final String HASH = "\"" + Keccak256.hash(RAW).toHexString() + "\"";

  private static JsonRpcL1Client client(final ScriptedEndpoint... endpoints) {
    final List<URI> urls = Stream.of(endpoints).map(ScriptedEndpoint::url).toList();
    return new JsonRpcL1Client(
        new L1Config(urls, 31337, Address.ZERO, Address.ZERO, Address.ZERO, 1, 0, BlockTag.LATEST),
        new JsonRpcLimits(
            Duration.ofSeconds(5), 3, Duration.ofMillis(1), Duration.ofMillis(10), 1 << 20));
  }

  private static ScriptedEndpoint endpoint(final Answer toSend) {
    return new ScriptedEndpoint(
        (method, params) ->
            switch (method) {
              case "eth_sendRawTransaction" -> toSend;
              case "eth_chainId" -> Answer.result("\"0x7a69\"");
              default -> Answer.error(-32601, "the method does not exist");
            });
  }

  @Test
  void whatOneRefusesAnotherMayTake() throws Exception {
    try (ScriptedEndpoint capped =
            endpoint(
                Answer.error(-32000, "tx fee (2 ether) exceeds the configured cap (1 ether)"));
        ScriptedEndpoint open = endpoint(Answer.result(HASH));
        JsonRpcL1Client client = client(capped, open)) {
      assertThat(client.sendRaw(RAW)).isEqualTo(Keccak256.hash(RAW));
    }
  }

  /** One that takes it may never pass it on. */
  @Test
  void whatOneTakesTheOthersGetToo() throws Exception {
    try (ScriptedEndpoint silent = endpoint(Answer.result(HASH));
        ScriptedEndpoint open = endpoint(Answer.error(-32000, "already known"));
        JsonRpcL1Client client = client(silent, open)) {
      assertThat(client.sendRaw(RAW)).isEqualTo(Keccak256.hash(RAW));
      assertThat(open.requests()).isPositive();
    }
  }

  @Test
  void aNonceIsUsedOnlyWhenAllSaySo() {
    try (ScriptedEndpoint one = endpoint(Answer.error(-32000, "nonce too low"));
        ScriptedEndpoint two = endpoint(Answer.error(-32000, "txpool is full"));
        JsonRpcL1Client client = client(one, two)) {
      assertThatThrownBy(() -> client.sendRaw(RAW))
          .isInstanceOfSatisfying(
              L1SendException.class, e -> assertThat(e.refusal()).isEqualTo(SendRefusal.POOL_FULL));
    }
  }

  private static ScriptedEndpoint counting(final long transactions) {
    return answering(
        "eth_getTransactionCount", Answer.result("\"" + EthCalls.hex(transactions) + "\""));
  }

  private static ScriptedEndpoint answering(final String wanted, final Answer answer) {
    return new ScriptedEndpoint(
        (method, params) -> method.equals(wanted) ? answer : Answer.result("\"0x7a69\""));
  }

  /** Behind too high a nonce everything waits for ever; too low a one is refused at once. */
  @Test
  void theLowestNonceCountsThatIsNotKnownToBeUsed() {
    try (ScriptedEndpoint liar = counting(1_000_000);
        ScriptedEndpoint honest = counting(12);
        ScriptedEndpoint behind = counting(3);
        JsonRpcL1Client client = client(liar, honest, behind)) {
      assertThat(client.pendingNonce(Address.ZERO)).isEqualTo(3);
      assertThat(client.pendingNonce(Address.ZERO, 4)).isEqualTo(12);
      assertThat(client.pendingNonce(Address.ZERO, 2_000_000)).isEqualTo(1_000_000);
      assertThat(client.minedNonces(Address.ZERO))
          .isEqualTo(new L1Client.MinedNonces(12, 1_000_000));
    }
  }

  /** For one endpoint's word no node stops building. */
  @Test
  void aRoleIsLostOnlyWhenAllSaySo() {
    final Answer other = word(7);
    final Answer ours = word(9);
    final Address us = Address.fromHex("0x%040x".formatted(9));
    try (ScriptedEndpoint liar = answering("eth_call", other);
        ScriptedEndpoint honest = answering("eth_call", ours);
        JsonRpcL1Client client = client(liar, honest);
        JsonRpcL1Client alone = client(liar)) {
      assertThat(client.isTrustedSequencer(us)).isTrue();
      assertThat(alone.isTrustedSequencer(us)).isFalse();
    }
  }

  /** Else one that lies has each forced batch built before L1 has confirmed it. */
  @Test
  void forcedBatchesAreHurriedOnlyWhenAllSaySo() {
    try (ScriptedEndpoint liar = answering("eth_call", word(0));
        ScriptedEndpoint honest = answering("eth_call", word(432_000));
        JsonRpcL1Client client = client(liar, honest);
        JsonRpcL1Client alone = client(liar)) {
      assertThat(client.forceBatchTimeout()).isEqualTo(432_000);
      assertThat(alone.forceBatchTimeout()).isZero();
    }
  }

  private static Answer word(final long value) {
    return Answer.result("\"0x%064x\"".formatted(value));
  }

  @Test
  void aDryRunRevertsOnlyWhenNoEndpointCanDoIt() throws Exception {
    final Answer reverts = Answer.error(3, "execution reverted");
    try (ScriptedEndpoint behind = answering("eth_estimateGas", reverts);
        ScriptedEndpoint honest = answering("eth_estimateGas", Answer.result("\"0x5208\""));
        JsonRpcL1Client client = client(behind, honest);
        JsonRpcL1Client alone = client(behind)) {
      assertThat(client.estimateGas(Address.ZERO, Address.ZERO, Bytes.of(1))).isEqualTo(21_000);
      assertThatThrownBy(() -> alone.estimateGas(Address.ZERO, Address.ZERO, Bytes.of(1)))
          .isInstanceOf(L1RevertException.class);
    }
  }

  @Test
  void knownToAnEndpointIsAsGoodAsTaken() throws Exception {
    for (final String words : List.of("AlreadyKnown", "already known", "Known transaction")) {
      try (ScriptedEndpoint endpoint = endpoint(Answer.error(-32000, words));
          JsonRpcL1Client client = client(endpoint)) {
        assertThat(client.sendRaw(RAW)).isEqualTo(Keccak256.hash(RAW));
      }
    }
  }

  @Test
  void whenAllRefuseTheFirstOnesWordsAreTold() {
    try (ScriptedEndpoint one = endpoint(Answer.error(-32000, "FeeTooLow, MaxFeePerGas too low"));
        ScriptedEndpoint two = endpoint(Answer.error(-32000, "txpool is full"));
        JsonRpcL1Client client = client(one, two)) {
      assertThatThrownBy(() -> client.sendRaw(RAW))
          .isInstanceOfSatisfying(
              L1SendException.class,
              e -> assertThat(e.refusal()).isEqualTo(SendRefusal.FEE_TOO_LOW))
          .hasMessageContaining("MaxFeePerGas too low");
      assertThat(two.requests()).isPositive();
    }
  }

  @Test
  void aBrokenEndpointIsNoRefusalAndNoStorm() {
    try (ScriptedEndpoint one = endpoint(new Answer(503, ""));
        ScriptedEndpoint two = endpoint(new Answer(503, ""));
        JsonRpcL1Client client = client(one, two)) {
      assertThatThrownBy(() -> client.sendRaw(RAW))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("503")
          .hasMessageContaining("127.0.0.1");
      assertThat(one.requests() + two.requests()).isLessThanOrEqualTo(6);
    }
  }

  /** Besu says why in the data of the error. */
  @Test
  void aReasonInTheDataCounts() {
    final String answer =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"rejected\","
            + "\"data\":\"Upfront cost exceeds account balance\"}}";
    try (ScriptedEndpoint endpoint = endpoint(new Answer(200, answer));
        JsonRpcL1Client client = client(endpoint)) {
      assertThatThrownBy(() -> client.sendRaw(RAW))
          .isInstanceOfSatisfying(
              L1SendException.class,
              e -> assertThat(e.refusal()).isEqualTo(SendRefusal.INSUFFICIENT_FUNDS));
    }
  }

  @Test
  void feesAreTheBaseFeeAndTheEndpointsSuggestion() {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) ->
                    switch (method) {
                      case "eth_getBlockByNumber" ->
                          Answer.result("{\"baseFeePerGas\":\"0x174876e800\"}");
                      case "eth_maxPriorityFeePerGas" -> Answer.result("\"0x3b9aca00\"");
                      default -> Answer.result("\"0x7a69\"");
                    });
        JsonRpcL1Client client = client(endpoint)) {
      assertThat(client.fees())
          .isEqualTo(
              new L1Client.Fees(
                  BigInteger.valueOf(100_000_000_000L), BigInteger.valueOf(1_000_000_000L)));
    }
  }

  private static Simulation simulate(final Answer answer) throws L1RevertException {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) ->
                    method.equals("eth_simulateV1") ? answer : Answer.result("\"0x7a69\""));
        JsonRpcL1Client client = client(endpoint)) {
      final Call call = new Call(Address.ZERO, Bytes.of(1));
      return client.simulate(Address.ZERO, List.of(call, call));
    }
  }

  @Test
  void simulationsTellGasEarlierRevertsAndReasons() throws Exception {
    final String done = "{\"status\":\"0x1\",\"gasUsed\":\"0x5208\",\"returnData\":\"0x\"}";
    final String reverted =
        "{\"status\":\"0x0\",\"gasUsed\":\"0x5208\",\"returnData\":\"0x\",\"error\":{\"code\":3,"
            + "\"message\":\"execution reverted\"}}";
    assertThat(simulate(Answer.result("[{\"calls\":[%s,%s]}]".formatted(done, done))))
        .isEqualTo(new Simulation.Used(21_000));
    assertThat(simulate(Answer.result("[{\"calls\":[%s,%s]}]".formatted(reverted, done))))
        .isEqualTo(new Simulation.EarlierReverts());
    assertThat(simulate(Answer.error(-32601, "the method eth_simulateV1 does not exist")))
        .isEqualTo(new Simulation.NotOffered());
    assertThatThrownBy(
            () -> simulate(Answer.result("[{\"calls\":[%s,%s]}]".formatted(done, reverted))))
        .isInstanceOf(L1RevertException.class)
        .hasMessageContaining("execution reverted");
  }
}
