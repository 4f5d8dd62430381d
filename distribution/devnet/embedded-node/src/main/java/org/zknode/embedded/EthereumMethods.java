/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.embedded.AnvilRpc.Call;
import org.zknode.embedded.AnvilRpc.Reply;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.sync.HostTransactions;
import org.zknode.rollup.service.TemporaryException;

/**
 * {@code eth_*}, {@code net_*}, {@code web3_*}: reads go to anvil, with the tags {@code safe} and
 * {@code finalized} replaced by numbers; transactions go to the node's gateway. Only the methods
 * listed here exist: nothing that changes anvil gets through.
 */
final class EthereumMethods implements HostTransactions {
  /** Half of the requests that the node works on at a time: the others stay free for reads. */
  static final int MAX_WAITING = HttpFront.MAX_CONCURRENT / 2;

  /** Methods that only read. */
  private static final Set<String> READS =
      Set.of(
          "eth_blobBaseFee",
          "eth_blockNumber",
          "eth_call",
          "eth_chainId",
          "eth_createAccessList",
          "eth_estimateGas",
          "eth_feeHistory",
          "eth_gasPrice",
          "eth_getBalance",
          "eth_getBlockByHash",
          "eth_getBlockByNumber",
          "eth_getBlockReceipts",
          "eth_getBlockTransactionCountByHash",
          "eth_getBlockTransactionCountByNumber",
          "eth_getCode",
          "eth_getFilterChanges",
          "eth_getFilterLogs",
          "eth_getLogs",
          "eth_getProof",
          "eth_getStorageAt",
          "eth_getTransactionByBlockHashAndIndex",
          "eth_getTransactionByBlockNumberAndIndex",
          "eth_getTransactionByHash",
          "eth_getTransactionCount",
          "eth_getTransactionReceipt",
          "eth_getUncleCountByBlockHash",
          "eth_getUncleCountByBlockNumber",
          "eth_maxPriorityFeePerGas",
          "eth_newBlockFilter",
          "eth_newFilter",
          "eth_syncing",
          "eth_uninstallFilter",
          "net_listening",
          "net_version",
          "web3_sha3");

  private final ObjectMapper mapper;
  private final AnvilEngine engine;
  private final TransactionGateway gateway;
  private final PendingTransactions pending;
  private final Supplier<Integer> peerCount;
  private final SuggestedFees fees;

  EthereumMethods(
      final ObjectMapper mapper,
      final AnvilEngine engine,
      final TransactionGateway gateway,
      final PendingTransactions pending,
      final Supplier<Integer> peerCount) {
    this.mapper = mapper;
    this.engine = engine;
    this.gateway = gateway;
    this.pending = pending;
    this.peerCount = peerCount;
    this.fees = new SuggestedFees(engine::suggestedGasPrice);
  }

  boolean has(final String method) {
    return READS.contains(method)
        || method.equals("eth_sendRawTransaction")
        || method.equals("eth_accounts")
        || method.equals("net_peerCount")
        || method.equals("web3_clientVersion");
  }

  Object call(final String method, final List<Object> params) throws RpcException {
    return switch (method) {
      case "eth_sendRawTransaction" -> sendRawTransaction(params);
      case "eth_getTransactionCount" -> transactionCount(params);
      case "eth_estimateGas" -> estimateGas(params);
      case "eth_gasPrice" -> fees.gasPrice(read(method, params));
      case "eth_maxPriorityFeePerGas" -> fees.priorityFee(read(method, params));
      case "eth_feeHistory" -> fees.history(read(method, params));
      case "eth_getTransactionByHash" -> transactionByHash(params);
      case "eth_accounts" -> List.of();
      case "net_peerCount" -> hex(peerCount.get());
      case "web3_clientVersion" -> EmbeddedNode.CLIENT_ID;
      default -> read(method, params);
    };
  }

  private Object read(final String method, final List<Object> params) throws RpcException {
    final List<Object> replaced = new ArrayList<>(params.size());
    params.forEach(p -> replaced.add(replaceTags(p)));
    final Reply reply = engine.rpc().batch(List.of(new Call(method, replaced))).getFirst();
    if (reply.error() != null) {
      throw new RpcReplyException(
          reply.error().code(), reply.error().message(), reply.error().data());
    }
    return reply.result();
  }

  /** Anvil knows no safe and finalized blocks of ours. */
  private Object replaceTags(final Object param) {
    if (param instanceof Map<?, ?> fields) {
      final Map<Object, Object> copy = new LinkedHashMap<>();
      fields.forEach(
          (name, value) -> copy.put(name, value instanceof String ? replaceTags(value) : value));
      return copy;
    }
    if ("safe".equals(param)) {
      return hex(engine.safeNumber());
    }
    return "finalized".equals(param) ? hex(engine.finalizedNumber()) : param;
  }

  private Object sendRawTransaction(final List<Object> params) throws RpcException {
    if (params.size() != 1 || !(params.getFirst() instanceof String text)) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "expected one parameter: the raw transaction in hex");
    }
    return send(text).toHexString();
  }

  @Override
  public Bytes32 send(final String raw) throws RpcException {
    try {
      final SignedTransaction transaction = SignedTransaction.decode(Bytes.fromHexString(raw));
      gateway.submit(transaction);
      return transaction.hash();
    } catch (final PoolRejectedException e) {
      throw new RpcException(PoolRejectedException.CODE, e.getMessage());
    } catch (final TransactionDecodeException | IllegalArgumentException e) {
      throw new RpcException(
          RpcException.DEFAULT, "transaction could not be decoded: " + e.getMessage());
    }
  }

  @Override
  public Optional<Object> receipt(final Bytes32 hash) {
    try {
      return read("eth_getTransactionReceipt", List.of(hash.toHexString()))
                  instanceof JsonNode found
              && found.isObject()
          ? Optional.of(found)
          : Optional.empty();
    } catch (final RpcException e) {
      throw new EngineException("anvil gives no receipt: " + e.getMessage(), e);
    }
  }

  @Override
  public int maxWaiting() {
    return MAX_WAITING;
  }

  private Object transactionCount(final List<Object> params) throws RpcException {
    if (params.size() < 2
        || !"pending".equals(params.get(1))
        || !(params.getFirst() instanceof String text)) {
      return read("eth_getTransactionCount", params);
    }
    final Object latest = read("eth_getTransactionCount", List.of(text, "latest"));
    final long nonce = Long.decode(((JsonNode) latest).asText());
    try {
      return hex(pending.nextNonce(Address.fromHex(text), nonce));
    } catch (final TemporaryException e) {
      // An older nonce would make a wallet replace what it sent.
      throw new RpcException(RpcException.DEFAULT, e.getMessage());
    }
  }

  /** anvil gives its senders what they spend; a transaction needs what its account has. */
  private Object estimateGas(final List<Object> params) throws RpcException {
    if (!params.isEmpty()
        && params.getFirst() instanceof Map<?, ?> fields
        && fields.get("from") instanceof String from
        && fields.get("value") instanceof String value
        && value.matches("0x[0-9a-fA-F]{1,64}")) {
      final BigInteger spent = new BigInteger(value.substring(2), 16);
      if (spent.signum() > 0 && engine.account(address(from)).balance().compareTo(spent) < 0) {
        throw new RpcException(RpcException.DEFAULT, "insufficient funds for transfer");
      }
    }
    return read("eth_estimateGas", params);
  }

  private static Address address(final String text) throws RpcException {
    try {
      return Address.fromHex(text);
    } catch (final IllegalArgumentException e) {
      throw new RpcException(RpcException.INVALID_PARAMS, "not an address: " + e.getMessage());
    }
  }

  private Object transactionByHash(final List<Object> params) throws RpcException {
    final Object found = read("eth_getTransactionByHash", params);
    if (found instanceof JsonNode node && !node.isNull()) {
      return found;
    }
    try {
      return pending
          .find(Bytes32.fromHexString((String) params.getFirst()))
          .<Object>map(mapper::valueToTree)
          .orElse(null);
    } catch (final TemporaryException e) {
      throw new RpcException(RpcException.DEFAULT, e.getMessage());
    }
  }

  private static String hex(final long value) {
    return "0x" + Long.toHexString(value);
  }
}
