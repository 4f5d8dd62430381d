/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.AnvilBinary;
import org.zknode.contracts.AnvilProcess;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;

/** anvil with its unlocked accounts; a transaction is mined when the call returns. */
final class Anvil implements AutoCloseable {
  private static final Path CACHE = Path.of("target", "npm");

  private static final String GAS_LIMIT = "0x989680";

  private final AnvilProcess process;
  private final JsonRpcTransport rpc;

  Anvil(final String... arguments) {
    process = AnvilProcess.start(AnvilBinary.locate(CACHE), List.of(arguments));
    rpc = new JsonRpcTransport(List.of(process.url()), JsonRpcLimits.defaults());
  }

  /** What a mined transaction left. */
  record Receipt(Optional<Address> created, List<Log> logs, long gasUsed, Bytes32 blockHash) {}

  record Log(Address address, List<Bytes32> topics, Bytes data, Bytes32 blockHash) {}

  /** Answers of the contract that refused. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Bytes data;

    Refused(final JsonRpcErrorException e) {
      super(e.getMessage(), e);
      data = e.data();
    }

    Bytes data() {
      return data;
    }
  }

  JsonNode request(final String method, final Object... params) {
    try {
      return rpc.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new Refused(e);
    }
  }

  Receipt send(
      final Address from, final Optional<Address> to, final BigInteger value, final Bytes data) {
    final Map<String, Object> transaction = new LinkedHashMap<>();
    transaction.put("from", from.toString());
    to.ifPresent(address -> transaction.put("to", address.toString()));
    transaction.put("value", "0x" + value.toString(16));
    transaction.put("data", data.toHexString());
    // An estimate is of another block, and what a contract does can depend on its timestamp.
    transaction.put("gas", GAS_LIMIT);
    final JsonNode receipt = request("eth_sendTransactionSync", transaction);
    if (!"0x1".equals(receipt.path("status").asText())) {
      throw new AssertionError("mined, but reverted: " + receipt);
    }
    final JsonNode created = receipt.path("contractAddress");
    return new Receipt(
        created.isTextual() ? Optional.of(Address.fromHex(created.asText())) : Optional.empty(),
        logs(receipt.path("logs")),
        Long.decode(receipt.path("gasUsed").asText()),
        Bytes32.fromHexString(receipt.path("blockHash").asText()));
  }

  /** What a call answers, without a transaction. */
  Bytes simulate(final Address from, final Address to, final BigInteger value, final Bytes data) {
    return Bytes.fromHexString(
        request(
                "eth_call",
                Map.of(
                    "from",
                    from.toString(),
                    "to",
                    to.toString(),
                    "value",
                    "0x" + value.toString(16),
                    "data",
                    data.toHexString()),
                "latest")
            .asText());
  }

  List<Log> logs(final Address address, final Bytes32 topic) {
    return logs(
        request(
            "eth_getLogs",
            Map.of(
                "fromBlock",
                "0x0",
                "address",
                address.toString(),
                "topics",
                List.of(topic.toHexString()))));
  }

  private static List<Log> logs(final JsonNode nodes) {
    final List<Log> logs = new ArrayList<>();
    for (final JsonNode node : nodes) {
      final List<Bytes32> topics = new ArrayList<>();
      node.path("topics").forEach(topic -> topics.add(Bytes32.fromHexString(topic.asText())));
      logs.add(
          new Log(
              Address.fromHex(node.path("address").asText()),
              topics,
              Bytes.fromHexString(node.path("data").asText()),
              Bytes32.fromHexString(node.path("blockHash").asText())));
    }
    return logs;
  }

  Address account(final int number) {
    return Address.fromHex(request("eth_accounts").get(number).asText());
  }

  /**
   * Where the account creates a contract.
   *
   * @param ahead transactions that it sends before
   */
  Address nextContract(final Address account, final long ahead) {
    final BigInteger nonce =
        quantity(request("eth_getTransactionCount", account.toString(), "latest"))
            .add(BigInteger.valueOf(ahead));
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(account.bytes()).integer(nonce)))
            .slice(Bytes32.SIZE - Address.SIZE));
  }

  /** Wei. */
  BigInteger balance(final Address address) {
    return quantity(request("eth_getBalance", address.toString(), "latest"));
  }

  void setBalance(final Address address, final BigInteger wei) {
    request("anvil_setBalance", address.toString(), "0x" + wei.toString(16));
  }

  Bytes32 storage(final Address address, final long slot) {
    return Bytes32.fromHexString(
        request("eth_getStorageAt", address.toString(), "0x" + Long.toHexString(slot), "latest")
            .asText());
  }

  JsonNode block(final Bytes32 hash) {
    return request("eth_getBlockByHash", hash.toHexString(), false);
  }

  /** Seconds. */
  long timestamp(final Bytes32 blockHash) {
    return Long.decode(block(blockHash).path("timestamp").asText());
  }

  private static BigInteger quantity(final JsonNode node) {
    return new BigInteger(node.asText().substring(2), 16);
  }

  @Override
  public void close() {
    rpc.close();
    process.close();
  }
}
