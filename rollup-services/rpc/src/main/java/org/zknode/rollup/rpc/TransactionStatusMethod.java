/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.pool.TransactionInquiry.Answer;
import org.zknode.rollup.pool.TransactionInquiry.Waiting;
import org.zknode.rollup.preconfirmation.Preconfirmations;

/**
 * {@code zknode_getTransactionStatus}: what became of a transaction, by every node that takes some;
 * a node that relays asks the one that it relays to.
 */
public final class TransactionStatusMethod {
  /** Its full name. */
  public static final String NAME = "zknode_getTransactionStatus";

  private static final String UNKNOWN_TEXT =
      "this pool has never seen it, or has forgotten what became of it";

  private final Optional<TransactionInquiry> inquiry;
  private final Optional<RelayGateway> relay;
  private final Preconfirmations slices;

  /**
   * @param inquiry of a node with a pool DB
   * @param relay of a node without one
   * @param slices what this node knows of blocks that are open
   */
  public TransactionStatusMethod(
      final Optional<TransactionInquiry> inquiry,
      final Optional<RelayGateway> relay,
      final Preconfirmations slices) {
    this.slices = slices;
    this.inquiry = inquiry;
    this.relay = relay;
  }

  /** The method by its full name. */
  public Map<String, RpcMethod> methods() {
    return Map.of(NAME, ZkevmMethods.withoutInternals(this::status));
  }

  private Object status(final List<Object> params) throws RpcException {
    final Bytes32 hash = RpcParams.of(params, 1, 1).bytes32(0);
    final Object status = status(hash);
    return slices
        .find(hash)
        .map(told -> with(status, PreconfirmedReceipt.json(told)))
        .orElse(status);
  }

  /** What is durable of the open block, in a pool that has it as pending. */
  private static Object with(final Object status, final Map<String, Object> receipt) {
    if (!(status instanceof Map<?, ?> fields)) {
      return status;
    }
    final Map<Object, Object> more = new LinkedHashMap<>(fields);
    more.put("preconfirmed", receipt);
    return more;
  }

  private Object status(final Bytes32 hash) throws RpcException {
    if (inquiry.isPresent()) {
      return inquiry.get().ask(hash).map(TransactionStatusMethod::json).orElse(unknown(hash));
    }
    if (relay.isPresent()) {
      return relay.get().transactionStatus(hash);
    }
    throw new RpcException(
        RpcException.DEFAULT,
        "this node takes no transactions: it has neither a pool database nor a relay URL");
  }

  private static Map<String, Object> unknown(final Bytes32 hash) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", hash.toHexString());
    json.put("status", "unknown");
    json.put("reason", UNKNOWN_TEXT);
    return json;
  }

  private static Map<String, Object> json(final Answer answer) {
    final Fate fate = answer.fate();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", fate.hash().toHexString());
    json.put("status", fate.status().name().toLowerCase(Locale.ROOT));
    json.put("from", fate.sender().toString());
    json.put("nonce", fate.nonce());
    json.put("receivedAtMillis", fate.receivedAtMillis());
    json.put("changedAtMillis", fate.changedAtMillis());
    fate.blockNumber().ifPresent(number -> json.put("blockNumber", number));
    fate.reason().ifPresent(reason -> json.put("reason", reason));
    answer.waiting().ifPresent(waiting -> json.put("waitsFor", json(waiting)));
    return json;
  }

  private static Map<String, Object> json(final Waiting waiting) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", waiting.waitsFor().id());
    json.put("text", waiting.text());
    waiting.missingNonce().ifPresent(nonce -> json.put("missingNonce", nonce));
    return json;
  }
}
