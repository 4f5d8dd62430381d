/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.embedded.AnvilRpc.Call;
import org.zknode.embedded.AnvilRpc.Reply;
import org.zknode.embedded.AnvilRpc.RpcError;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.TraceLimits;

/** Receipts and calls from anvil, blocks from the journal. Anvil counts no instructions. */
final class AnvilReader implements ChainReader {
  /** JSON-RPC: execution reverted. */
  private static final int REVERTED = 3;

  private final Supplier<AnvilRpc> rpc;
  private final LongFunction<Optional<L2Block>> blocks;

  /**
   * @param rpc of the anvil that runs now
   * @param blocks canonical blocks by number
   */
  AnvilReader(final Supplier<AnvilRpc> rpc, final LongFunction<Optional<L2Block>> blocks) {
    this.rpc = rpc;
    this.blocks = blocks;
  }

  @Override
  public Optional<L2Block> blockByHash(final Bytes32 hash) {
    final JsonNode json = rpc.get().call("eth_getBlockByHash", hash.toHexString(), false);
    return isMissing(json)
        ? Optional.empty()
        : blocks.apply(number(json, "number")).filter(block -> block.hash().equals(hash));
  }

  @Override
  public Optional<ExecutedBlock> executed(final long number) {
    final String quantity = quantity(number);
    return blocks
        .apply(number)
        .map(
            block -> {
              final List<Reply> replies =
                  rpc.get()
                      .batch(
                          List.of(
                              Call.of("eth_getBlockByNumber", quantity, false),
                              Call.of("eth_getBlockReceipts", quantity)));
              final JsonNode header = replies.get(0).orThrow("eth_getBlockByNumber");
              if (isMissing(header) || !hash(header, "hash").equals(block.hash())) {
                throw new EngineException("anvil has another block %d now".formatted(number));
              }
              return executed(block, header, replies.get(1).orThrow("eth_getBlockReceipts"));
            });
  }

  private static ExecutedBlock executed(
      final L2Block block, final JsonNode header, final JsonNode receipts) {
    final List<Receipt> list = new ArrayList<>();
    receipts.forEach(receipt -> list.add(receipt(receipt)));
    return new ExecutedBlock(
        block,
        hash(header, "transactionsRoot"),
        hash(header, "receiptsRoot"),
        bytes(header, "logsBloom"),
        hash(header, "mixHash"),
        number(header, "size"),
        list);
  }

  private static Receipt receipt(final JsonNode json) {
    final List<Log> logs = new ArrayList<>();
    json.path("logs").forEach(log -> logs.add(log(log)));
    return new Receipt(
        number(json, "status") == 1,
        number(json, "cumulativeGasUsed"),
        bytes(json, "logsBloom"),
        logs);
  }

  private static Log log(final JsonNode json) {
    final List<Bytes32> topics = new ArrayList<>();
    json.path("topics").forEach(topic -> topics.add(Bytes32.fromHexString(topic.asText())));
    return new Log(Address.fromHex(json.path("address").asText()), topics, bytes(json, "data"));
  }

  @Override
  public Optional<TransactionPosition> find(final Bytes32 transactionHash) {
    final JsonNode json = rpc.get().call("eth_getTransactionByHash", transactionHash.toHexString());
    return isMissing(json) || isMissing(json.get("blockNumber"))
        ? Optional.empty()
        : Optional.of(
            new TransactionPosition(
                number(json, "blockNumber"), (int) number(json, "transactionIndex")));
  }

  @Override
  public CallOutcome call(final CallRequest request, final long block) {
    final Map<String, Object> call = new LinkedHashMap<>();
    request.from().ifPresent(from -> call.put("from", from.toString()));
    request.to().ifPresent(to -> call.put("to", to.toString()));
    request.gas().ifPresent(gas -> call.put("gas", quantity(gas)));
    call.put("value", "0x" + request.value().toString(16));
    call.put("data", request.data().toHexString());
    final Reply reply =
        rpc.get().batch(List.of(Call.of("eth_estimateGas", call, quantity(block)))).getFirst();
    return reply.error() == null
        ? new CallOutcome.Success(Long.decode(reply.result().asText()), Optional.empty())
        : failed(reply.error());
  }

  @Override
  public List<CallTrace> trace(final long block, final int index, final TraceLimits limits) {
    final Bytes raw =
        blocks
            .apply(block)
            .map(L2Block::transactions)
            .filter(transactions -> index < transactions.size())
            .map(transactions -> transactions.get(index))
            .orElseThrow(
                () -> new EngineException("no transaction %d in block %d".formatted(index, block)));
    return AnvilTraces.calls(
        rpc.get().call("trace_transaction", Keccak256.hash(raw).toHexString()), limits);
  }

  @Override
  public List<CallSummary> callSummaries(final long block) {
    return AnvilTraces.summaries(rpc.get().call("trace_block", quantity(block)));
  }

  @Override
  public Bytes code(final Address address, final long block) {
    return Bytes.fromHexString(
        rpc.get().call("eth_getCode", address.toString(), quantity(block)).asText());
  }

  @Override
  public long nonce(final Address address, final long block) {
    return Long.decode(
        rpc.get().call("eth_getTransactionCount", address.toString(), quantity(block)).asText());
  }

  private static CallOutcome failed(final RpcError error) {
    return error.code() == REVERTED
        ? new CallOutcome.Reverted(
            0,
            error.data() == null || !error.data().isTextual()
                ? Bytes.EMPTY
                : Bytes.fromHexString(error.data().asText()),
            Optional.empty())
        : new CallOutcome.Invalid(error.message());
  }

  private static boolean isMissing(final JsonNode json) {
    return json == null || json.isNull() || json.isMissingNode();
  }

  private static long number(final JsonNode json, final String field) {
    return Long.decode(json.path(field).asText());
  }

  private static Bytes32 hash(final JsonNode json, final String field) {
    return Bytes32.fromHexString(json.path(field).asText());
  }

  private static Bytes bytes(final JsonNode json, final String field) {
    return Bytes.fromHexString(json.path(field).asText());
  }

  private static String quantity(final long number) {
    return "0x" + Long.toHexString(number);
  }
}
