/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.l1.jsonrpc.Endpoint;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.testkit.FakeL1;

/**
 * A {@link FakeL1} behind JSON-RPC over HTTP: it answers as an honest node does, unless a spoiler
 * makes something else of the answer.
 */
final class L1RpcServer implements AutoCloseable {
  static final Address MANAGER = Address.fromHex("0x00000000000000000000000000000000000000a1");
  static final Address ROLLUP = Address.fromHex("0x00000000000000000000000000000000000000a2");
  static final Address EXIT_ROOTS = Address.fromHex("0x00000000000000000000000000000000000000a3");
  private static final int ROLLUP_DATA_WORDS = 12;

  /** Makes another answer of an honest one. */
  interface Spoiler {
    Answer spoil(String method, JsonNode params, Answer honest) throws Exception;
  }

  /** An L1 transaction as JSON-RPC has it. */
  record Transaction(Address from, Address to, Bytes input) {}

  private final ObjectMapper json = new ObjectMapper();
  private final FakeL1 l1;
  private final ScriptedEndpoint endpoint;

  L1RpcServer(final FakeL1 l1) {
    this(l1, (method, params, honest) -> honest);
  }

  L1RpcServer(final FakeL1 l1, final Spoiler spoiler) {
    this.l1 = l1;
    this.endpoint =
        new ScriptedEndpoint(
            (method, params) -> spoiler.spoil(method, params, answer(method, params)));
  }

  static L1Config config(final BlockTag tag, final L1RpcServer... servers) {
    final List<URI> urls = new ArrayList<>();
    for (final L1RpcServer server : servers) {
      urls.add(server.url());
    }
    return new L1Config(urls, 31_337, MANAGER, ROLLUP, EXIT_ROOTS, 1, 1, tag);
  }

  URI url() {
    return URI.create(endpoint.url() + "/v3/secret");
  }

  /** Host and port. */
  String name() {
    return Endpoint.name(endpoint.url());
  }

  int requests() {
    return endpoint.requests();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  private Answer answer(final String method, final JsonNode params) throws Exception {
    return switch (method) {
      case "eth_chainId" -> result("0x7a69");
      case "eth_getBlockByNumber" -> result(blockByNumber(params.get(0).asText()));
      case "eth_getBlockByHash" ->
          result(blockByHash(params.get(0).asText(), params.get(1).asBoolean()));
      case "eth_getLogs" ->
          result(
              logs(
                  Long.decode(params.get(0).get("fromBlock").asText()),
                  Long.decode(params.get(0).get("toBlock").asText())));
      case "eth_getTransactionByHash" -> result(transaction(params.get(0).asText()));
      case "eth_getTransactionByBlockHashAndIndex" ->
          result(
              events().stream()
                  .filter(e -> e.block().hash().toHexString().equals(params.get(0).asText()))
                  .findFirst()
                  .map(L1RpcServer::transactionJson)
                  .orElse(null));
      case "eth_call" ->
          result(
              call(
                      Address.fromHex(params.get(0).get("to").asText()),
                      Bytes.fromHexString(params.get(0).get("data").asText()),
                      blockNumber(params.get(1).asText()))
                  .toHexString());
      default ->
          Answer.error(-32601, "the method %s does not exist/is not available".formatted(method));
    };
  }

  private Answer result(final Object result) throws Exception {
    return Answer.result(json.writeValueAsString(result));
  }

  private List<L1Event> events() {
    return l1.events(0, l1.head(BlockTag.LATEST).number());
  }

  private long blockNumber(final String tag) {
    return tag.startsWith("0x")
        ? Long.decode(tag)
        : l1.head(BlockTag.valueOf(tag.toUpperCase(Locale.ROOT))).number();
  }

  private Map<String, Object> blockByNumber(final String tag) {
    return l1.block(blockNumber(tag)).map(block -> blockJson(block, false)).orElse(null);
  }

  private Map<String, Object> blockByHash(final String hash, final boolean full) {
    for (long number = l1.head(BlockTag.LATEST).number(); number >= 0; number--) {
      final Optional<L1BlockRef> block =
          l1.block(number).filter(found -> found.hash().toHexString().equals(hash));
      if (block.isPresent()) {
        return blockJson(block.get(), full);
      }
    }
    return null;
  }

  private Map<String, Object> blockJson(final L1BlockRef block, final boolean full) {
    return Map.of(
        "number",
        EthCalls.hex(block.number()),
        "hash",
        block.hash().toHexString(),
        "parentHash",
        block.parentHash().toHexString(),
        "timestamp",
        EthCalls.hex(block.timestamp()),
        "transactions",
        full
            ? events().stream()
                .filter(event -> event.block().equals(block))
                .map(L1RpcServer::transactionJson)
                .toList()
            : List.of());
  }

  private Map<String, Object> transaction(final String hash) {
    return events().stream()
        .filter(event -> event.transactionHash().toHexString().equals(hash))
        .findFirst()
        .map(L1RpcServer::transactionJson)
        .orElse(null);
  }

  static Map<String, Object> transactionJson(final L1Event event) {
    final Transaction transaction = transactionOf(event);
    return Map.of(
        "hash",
        event.transactionHash().toHexString(),
        "from",
        transaction.from().toString(),
        "to",
        transaction.to().toString(),
        "input",
        transaction.input().toHexString());
  }

  /** Every call goes to its contract directly. */
  static Transaction transactionOf(final L1Event event) {
    return switch (event) {
      case L1Event.SequenceBatches sequence ->
          new Transaction(
              sequence.coinbase(),
              ROLLUP,
              ElderberryAbi.sequenceBatches(
                  new ElderberryAbi.SequenceCall(
                      sequence.batches(),
                      sequence.maxSequenceTimestamp(),
                      sequence.initSequencedBatch(),
                      sequence.coinbase())));
      case L1Event.ForceBatch forced ->
          new Transaction(
              forced.sender(),
              ROLLUP,
              ForcedBatchAbi.forceBatch(forced.transactions(), BigInteger.ZERO));
      case L1Event.SequenceForceBatches forced ->
          new Transaction(
              forced.callers().getLast(), ROLLUP, ForcedBatchAbi.sequenceForceBatches(List.of()));
      case L1Event.InitialSequenceBatches initial ->
          new Transaction(initial.sequencer(), MANAGER, Bytes.EMPTY);
      case L1Event.VerifyBatches verification ->
          new Transaction(verification.aggregator(), MANAGER, Bytes.EMPTY);
      case L1Event.UpdateL1InfoTree leaf -> new Transaction(Address.ZERO, EXIT_ROOTS, Bytes.EMPTY);
    };
  }

  private List<Map<String, Object>> logs(final long from, final long to) {
    return l1.events(from, to).stream().map(L1RpcServer::log).toList();
  }

  private static Map<String, Object> log(final L1Event event) {
    return switch (event) {
      case L1Event.SequenceBatches sequence ->
          log(
              event,
              ROLLUP,
              sequence.l1InfoRoot(),
              ElderberryAbi.SEQUENCE_BATCHES_TOPIC,
              word(sequence.lastBatch()));
      case L1Event.ForceBatch forced ->
          log(
              event,
              ROLLUP,
              Bytes.wrap(
                  TupleType.parse("(bytes32,address,bytes)")
                      .encode(
                          Tuple.of(
                              forced.lastGlobalExitRoot().toArray(),
                              ElderberryAbi.abiAddress(forced.sender()),
                              new byte[0]))
                      .array()),
              ForcedBatchAbi.FORCE_BATCH_TOPIC,
              word(forced.number()));
      case L1Event.SequenceForceBatches forced ->
          log(
              event,
              ROLLUP,
              Bytes.EMPTY,
              ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC,
              word(forced.lastBatch()));
      case L1Event.VerifyBatches verification ->
          log(
              event,
              ROLLUP,
              verification.stateRoot(),
              ElderberryAbi.VERIFY_BATCHES_TOPIC,
              word(verification.numBatch()),
              Bytes32.leftPad(verification.aggregator().bytes()));
      case L1Event.UpdateL1InfoTree leaf ->
          log(
              event,
              EXIT_ROOTS,
              Bytes.EMPTY,
              ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC,
              leaf.mainnetExitRoot(),
              leaf.rollupExitRoot());
      case L1Event.InitialSequenceBatches initial ->
          throw new IllegalStateException("there is none in these tests");
    };
  }

  private static Map<String, Object> log(
      final L1Event event, final Address address, final Bytes data, final Bytes32... topics) {
    return Map.of(
        "address",
        address.toString(),
        "topics",
        List.of(topics).stream().map(Bytes32::toHexString).toList(),
        "data",
        data.toHexString(),
        "blockNumber",
        EthCalls.hex(event.block().number()),
        "blockHash",
        event.block().hash().toHexString(),
        "transactionHash",
        event.transactionHash().toHexString(),
        "transactionIndex",
        "0x0",
        "logIndex",
        "0x0",
        "removed",
        false);
  }

  private Bytes call(final Address to, final Bytes data, final long block) {
    final ContractState state = l1.stateAt(block).orElseThrow();
    if (is(data, ElderberryAbi.rollupData(1))) {
      final List<Bytes32> words = new ArrayList<>();
      for (int i = 0; i < ROLLUP_DATA_WORDS; i++) {
        words.add(Bytes32.ZERO);
      }
      words.set(0, Bytes32.leftPad(ROLLUP.bytes()));
      words.set(5, word(state.lastBatchSequenced()));
      words.set(6, word(state.lastVerifiedBatch()));
      return Bytes.concatenate(words.toArray(Bytes[]::new));
    }
    if (is(data, ElderberryAbi.sequencedBatches(1, 1))) {
      return Bytes.concatenate(
          l1.sequencedAccInputHash(data.getLong(data.size() - Long.BYTES)), word(0), word(0));
    }
    if (is(data, ElderberryAbi.stateRoot(1, 1))) {
      return l1.verifiedStateRoot(data.getLong(data.size() - Long.BYTES));
    }
    if (is(data, ForcedBatchAbi.forcedBatches(1))) {
      return l1.forcedBatchHash(data.getLong(data.size() - Long.BYTES), block);
    }
    if (is(data, ForcedBatchAbi.lastForceBatch())) {
      return word(state.lastForcedBatch());
    }
    if (is(data, ElderberryAbi.l1InfoRoot())) {
      return state.l1InfoRoot().orElseThrow();
    }
    throw new IllegalStateException("no such call of %s: %s".formatted(to, data));
  }

  private static boolean is(final Bytes data, final Bytes example) {
    return data.slice(0, 4).equals(example.slice(0, 4));
  }

  private static Bytes32 word(final long value) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(value));
  }
}
