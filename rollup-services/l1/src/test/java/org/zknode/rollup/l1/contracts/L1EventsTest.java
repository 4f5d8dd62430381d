/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;

/** From an endpoint's JSON to the events of our contracts, and what is not believed on the way. */
class L1EventsTest {
  private static final Address ROLLUP = address(0xa1);
  private static final Address MANAGER = address(0xa2);
  private static final Address EXIT_ROOTS = address(0xa3);
  private static final Address SENDER = address(0xa4);
  private static final Address WALLET = address(0xa5);
  private static final Bytes32 BLOCK = Bytes32.repeat((byte) 0xb1);
  private static final Bytes32 TRANSACTION = Bytes32.repeat((byte) 0x71);
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 0x61);
  private static final Bytes DATA = Bytes.fromHexString("0x0b0000000300000000");

  private final Map<String, Answer> answers = new HashMap<>();
  private Address logOf = ROLLUP;

  private static Address address(final int last) {
    return Address.fromHex("0x%040x".formatted(last));
  }

  private static Bytes32 word(final long number) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(number));
  }

  private static Bytes32 word(final Address address) {
    return Bytes32.leftPad(address.bytes());
  }

  private static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }

  private static String block(final long number, final Bytes32 hash) {
    return """
    {"number":"0x%x","hash":"%s","parentHash":"%s","timestamp":"0x64"}"""
        .formatted(number, hash, Bytes32.ZERO);
  }

  private static String transaction(
      final Bytes32 hash, final Address from, final String to, final Bytes input) {
    return """
    {"hash":"%s","from":"%s","to":%s,"input":"%s"}"""
        .formatted(hash, from, to, input);
  }

  private void transactionIs(final Address from, final Address to, final Bytes input) {
    answers.put(
        "eth_getTransactionByHash",
        Answer.result(transaction(TRANSACTION, from, "\"" + to + "\"", input)));
  }

  private Answer answer(final String method, final JsonNode params) {
    final Answer scripted = answers.get(method);
    if (scripted != null) {
      return scripted;
    }
    return switch (method) {
      case "eth_chainId" -> Answer.result("\"0x1\"");
      case "eth_getBlockByHash", "eth_getBlockByNumber" -> Answer.result(block(5, BLOCK));
      default -> Answer.error(-32601, "the method does not exist: " + method);
    };
  }

  private List<L1Event> events(final Bytes data, final Bytes32... topics) {
    final StringBuilder list = new StringBuilder();
    for (final Bytes32 topic : topics) {
      list.append(list.isEmpty() ? "" : ",").append('"').append(topic).append('"');
    }
    answers.put(
        "eth_getLogs",
        Answer.result(
            """
            [{"address":"%s","topics":[%s],"data":"%s","blockHash":"%s","blockNumber":"0x5",\
            "transactionHash":"%s","logIndex":"0x0","transactionIndex":"0x0"}]"""
                .formatted(logOf, list, data, BLOCK, TRANSACTION)));
    try (ScriptedEndpoint endpoint = new ScriptedEndpoint(this::answer);
        JsonRpcL1Client client =
            new JsonRpcL1Client(
                new L1Config(
                    List.of(endpoint.url()),
                    1,
                    MANAGER,
                    ROLLUP,
                    EXIT_ROOTS,
                    1,
                    0,
                    BlockTag.LATEST))) {
      return client.events(5, 5);
    }
  }

  private static Bytes forceBatchLog(final Address sender, final Bytes transactions) {
    return Bytes.wrap(
        TupleType.parse("(bytes32,address,bytes)")
            .encode(Tuple.from(ROOT.toArray(), abi(sender), transactions.toArray()))
            .array());
  }

  private List<L1Event> forced(final Bytes transactions) {
    return events(forceBatchLog(SENDER, transactions), ForcedBatchAbi.FORCE_BATCH_TOPIC, word(3));
  }

  @Test
  void aVerificationNamesBatchRootAndAggregator() {
    assertThat(events(ROOT, ElderberryAbi.VERIFY_BATCHES_TOPIC, word(7), word(SENDER)))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.VerifyBatches.class,
            event -> {
              assertThat(event.numBatch()).isEqualTo(7);
              assertThat(event.stateRoot()).isEqualTo(ROOT);
              assertThat(event.aggregator()).isEqualTo(SENDER);
              assertThat(event.block().number()).isEqualTo(5);
              assertThat(event.block().timestamp()).isEqualTo(100);
            });
  }

  @Test
  void exitRootsComeFromTheirManagerOnly() {
    logOf = EXIT_ROOTS;
    assertThat(events(Bytes.EMPTY, ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC, ROOT, Bytes32.ZERO))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.UpdateL1InfoTree.class,
            event -> {
              assertThat(event.mainnetExitRoot()).isEqualTo(ROOT);
              assertThat(event.rollupExitRoot()).isEqualTo(Bytes32.ZERO);
            });
    assertThat(events(ROOT, ElderberryAbi.VERIFY_BATCHES_TOPIC, word(7), word(SENDER)))
        .as("a verification of another contract is none")
        .isEmpty();
    logOf = ROLLUP;
    assertThat(events(Bytes.EMPTY, ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC, ROOT, Bytes32.ZERO))
        .isEmpty();
  }

  /** An endpoint that answers something else than it was asked for is not believed. */
  @Test
  void logsThatNobodyAskedForAreNotBelieved() {
    assertThatThrownBy(() -> events(ROOT, Bytes32.repeat((byte) 0x55), word(7)))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("asked for logs of blocks 5 to 5");
    logOf = WALLET;
    assertThatThrownBy(
            () -> events(ROOT, ElderberryAbi.VERIFY_BATCHES_TOPIC, word(7), word(SENDER)))
        .isInstanceOf(TemporaryException.class);
  }

  /** A log of a block that the endpoint has lost, or has another of by now. */
  @Test
  void aLogWithoutItsBlockIsAskedForAgain() {
    for (final String block :
        List.of("null", block(6, BLOCK), block(5, Bytes32.repeat((byte) 0xb2)))) {
      answers.put("eth_getBlockByHash", Answer.result(block));

      assertThatThrownBy(
              () -> events(ROOT, ElderberryAbi.VERIFY_BATCHES_TOPIC, word(7), word(SENDER)))
          .isInstanceOf(TemporaryException.class);
    }
  }

  /** What the contract cannot have emitted stops the node: L1 is not what it thinks. */
  @Test
  void aCallThatCannotBeDecodedHalts() {
    transactionIs(SENDER, ROLLUP, Bytes.fromHexString("0x12345678"));

    assertThatThrownBy(() -> events(ROOT, ElderberryAbi.SEQUENCE_BATCHES_TOPIC, word(8)))
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("batch 8 of a sequencing transaction")
        .hasMessageContaining("cannot be decoded");
  }

  @Test
  void anotherTransactionThanAskedForIsNotBelieved() {
    answers.put(
        "eth_getTransactionByHash",
        Answer.result(transaction(Bytes32.ZERO, SENDER, "\"" + ROLLUP + "\"", Bytes.EMPTY)));

    assertThatThrownBy(() -> events(ROOT, ElderberryAbi.SEQUENCE_BATCHES_TOPIC, word(8)))
        .isInstanceOf(TemporaryException.class);
  }

  /** A pruned index: the transaction is found by its place, or in the whole block. */
  @Test
  void aTransactionIsFoundInItsBlock() {
    final Bytes input = ForcedBatchAbi.forceBatch(DATA, BigInteger.ONE);
    answers.put("eth_getTransactionByHash", Answer.result("null"));
    answers.put("eth_getTransactionByBlockHashAndIndex", Answer.result("null"));
    answers.put(
        "eth_getBlockByHash",
        Answer.result(
            block(5, BLOCK)
                .replace(
                    "}",
                    ",\"transactions\":[%s,%s]}"
                        .formatted(
                            transaction(Bytes32.ZERO, SENDER, "null", Bytes.EMPTY),
                            transaction(TRANSACTION, SENDER, "\"" + ROLLUP + "\"", input)))));

    assertThat(forced(Bytes.EMPTY))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.ForceBatch.class, event -> assertThat(event.transactions()).isEqualTo(DATA));
  }

  @Test
  void aForcedBatchOfAContractHasItsDataInTheEvent() {
    assertThat(forced(DATA))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.ForceBatch.class,
            event -> {
              assertThat(event.number()).isEqualTo(3);
              assertThat(event.transactions()).isEqualTo(DATA);
              assertThat(event.sender()).isEqualTo(SENDER);
              assertThat(event.lastGlobalExitRoot()).isEqualTo(ROOT);
            });
  }

  @Test
  void aForcedBatchOfAnAccountHasItsDataInTheCall() {
    transactionIs(SENDER, ROLLUP, ForcedBatchAbi.forceBatch(DATA, BigInteger.TEN));

    assertThat(forced(Bytes.EMPTY))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.ForceBatch.class, event -> assertThat(event.transactions()).isEqualTo(DATA));
  }

  /** A contract may force nothing at all. */
  @Test
  void anEmptyForcedBatchOfAContractIsEmpty() {
    transactionIs(WALLET, WALLET, Bytes.EMPTY);

    assertThat(forced(Bytes.EMPTY))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.ForceBatch.class,
            event -> assertThat(event.transactions()).isEqualTo(Bytes.EMPTY));
  }

  @Test
  void aForcedBatchOfADelegatedAccountIsFoundByTheContractsHash() {
    final Bytes32 queued =
        ForcedBatchAbi.queuedHash(
            DATA, new org.zknode.rollup.chain.ForcedInput(3, ROOT, 100, Bytes32.ZERO));
    answers.put("eth_call", Answer.result("\"" + queued + "\""));
    transactionIs(
        SENDER,
        SENDER,
        Bytes.concatenate(
            Bytes.fromHexString("0xabcdef"),
            ForcedBatchAbi.forceBatch(Bytes.of(1, 2), BigInteger.ONE),
            ForcedBatchAbi.forceBatch(DATA, BigInteger.ONE)));

    assertThat(forced(Bytes.EMPTY))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.ForceBatch.class, event -> assertThat(event.transactions()).isEqualTo(DATA));
  }

  /** The operator learns what is missing, and nothing is skipped. */
  @Test
  void whatNobodyCanTraceIsWaitedForWithAHint() {
    answers.put("eth_call", Answer.result("\"" + ROOT + "\""));
    transactionIs(SENDER, SENDER, Bytes.EMPTY);

    assertThatThrownBy(() -> forced(Bytes.EMPTY))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("forced batch 3 was forced by the code of an account (EIP-7702)")
        .hasMessageContaining("debug_traceTransaction or trace_transaction")
        .hasMessageContaining("--plugin-zknode-l1-urls");
  }

  @Test
  void whoSequencedForcedBatchesIsKnownFromADirectCall() {
    transactionIs(SENDER, ROLLUP, ForcedBatchAbi.sequenceForceBatches(List.of()));

    assertThat(events(Bytes.EMPTY, ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC, word(9)))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.SequenceForceBatches.class,
            event -> {
              assertThat(event.lastBatch()).isEqualTo(9);
              assertThat(event.callers()).containsExactly(SENDER);
              assertThat(event.complete()).isTrue();
            });
  }

  @Test
  void whoSequencedThroughAWalletMayBeOneOfSeveral() {
    transactionIs(SENDER, WALLET, Bytes.of(1));

    assertThat(events(Bytes.EMPTY, ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC, word(9)))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.SequenceForceBatches.class,
            event -> {
              assertThat(event.callers()).containsExactly(WALLET, SENDER);
              assertThat(event.complete()).as("nobody traces").isFalse();
            });
  }
}
