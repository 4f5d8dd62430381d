/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.ContractArtifact;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;

/** One account on one chain: deploys, sends, reads. */
final class Account {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);

  private final String name;
  private final JsonRpc rpc;
  private final PrivateKey key;

  Account(final String name, final URI url, final PrivateKey key) {
    this.name = name;
    this.rpc = new JsonRpc(url);
    this.key = key;
  }

  String name() {
    return name;
  }

  JsonRpc rpc() {
    return rpc;
  }

  Address address() {
    return key.address();
  }

  /** Where the account's next transaction would create a contract. */
  Address nextContract() throws Exception {
    final BigInteger nonce = BigInteger.valueOf(nonce());
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(address().bytes()).integer(nonce)))
            .slice(Bytes32.SIZE - Address.SIZE));
  }

  void deploy(final ContractArtifact contract, final Address expected, final Object... args)
      throws Exception {
    final StringJoiner types = new StringJoiner(",", "(", ")");
    for (final JsonNode entry : contract.abi()) {
      if (entry.path("type").asText().equals("constructor")) {
        entry.path("inputs").forEach(input -> types.add(input.path("type").asText()));
      }
    }
    final Bytes encoded =
        Bytes.wrap(TupleType.parse(types.toString()).encode(Tuple.from(abi(args))).array());
    final JsonNode receipt =
        send(
            Optional.empty(),
            BigInteger.ZERO,
            Bytes.concatenate(contract.bytecode(), encoded));
    final Address created = Address.fromHex(receipt.path("contractAddress").asText());
    if (!created.equals(expected)) {
      throw new IllegalStateException(
          "%s on %s is at %s instead of %s: does this account send elsewhere, too?"
              .formatted(contract.name(), name, created, expected));
    }
    Escrow.say("%-11s on %s at %s", contract.name(), name, created);
  }

  /** Sends a call and waits for its receipt. */
  JsonNode send(
      final Address to, final BigInteger wei, final String function, final Object... args)
      throws Exception {
    return send(Optional.of(to), wei, data(function, args));
  }

  JsonNode send(final Optional<Address> to, final BigInteger wei, final Bytes data)
      throws Exception {
    final Map<String, String> call = new LinkedHashMap<>();
    call.put("from", address().toString());
    to.ifPresent(account -> call.put("to", account.toString()));
    call.put("value", "0x" + wei.toString(16));
    call.put("data", data.toHexString());
    final long gas = quantity("eth_estimateGas", call) * 13 / 10;
    final BigInteger price = BigInteger.valueOf(quantity("eth_gasPrice")).max(TIP);
    final SignedTransaction signed =
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                quantity("eth_chainId"),
                nonce(),
                price.shiftLeft(1),
                price,
                gas,
                to,
                wei,
                data),
            key);
    rpc.call("eth_sendRawTransaction", signed.raw().toHexString());
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      final Optional<JsonNode> receipt =
          rpc.tryCall("eth_getTransactionReceipt", signed.hash().toHexString());
      if (receipt.isPresent()) {
        if (!receipt.get().path("status").asText().equals("0x1")) {
          throw new IllegalStateException(
              "transaction %s failed on %s".formatted(signed.hash(), name));
        }
        return receipt.get();
      }
      Thread.sleep(300);
    }
    throw new IllegalStateException(
        "transaction %s is in no block of %s".formatted(signed.hash(), name));
  }

  BigInteger number(final Address to, final String function, final Object... args)
      throws Exception {
    final Map<String, String> call =
        Map.of("to", to.toString(), "data", data(function, args).toHexString());
    return new BigInteger(rpc.call("eth_call", call, "latest").asText().substring(2), 16);
  }

  private static Bytes data(final String function, final Object... args) {
    return Bytes.wrap(new Function(function).encodeCallWithArgs(abi(args)).array());
  }

  private static Object[] abi(final Object... args) {
    return Arrays.stream(args)
        .map(
            arg ->
                arg instanceof Address address
                    ? com.esaulpaugh.headlong.abi.Address.wrap(
                        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()))
                    : arg)
        .toArray();
  }

  private long nonce() throws IOException, JsonRpc.RpcError {
    return quantity("eth_getTransactionCount", address().toString(), "pending");
  }

  private long quantity(final String method, final Object... params)
      throws IOException, JsonRpc.RpcError {
    return Long.decode(rpc.call(method, params).asText());
  }
}
