/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.LogEntry;
import org.zknode.rollup.service.TemporaryException;

/**
 * Finds the calls of the rollup contract in an L1 transaction: the transaction itself, what its
 * calldata carries for a contract to pass on, or what a trace shows. Only the first is certain;
 * whoever uses another compares it with what the contract hashed.
 */
final class RollupCalls {
  /** Places in calldata that look like a call and are tried. */
  private static final int MAX_CARRIED = 64;

  /**
   * A call of the rollup contract.
   *
   * @param caller empty when not known
   */
  record Call(Optional<Address> caller, Bytes calldata) {}

  /**
   * An L1 transaction.
   *
   * @param to empty for the creation of a contract
   */
  record Transaction(Address from, Optional<Address> to, Bytes input) {}

  private final EthCalls eth;
  private final CallTraces traces;
  private final Address rollup;

  /**
   * @param eth the endpoint whose logs are read
   * @param traces of all endpoints: a trace can come from anywhere
   */
  RollupCalls(final EthCalls eth, final CallTraces traces, final Address rollup) {
    this.eth = eth;
    this.traces = traces;
    this.rollup = rollup;
  }

  CallTraces traces() {
    return traces;
  }

  /**
   * The transaction of a log: by its hash, else by its place, which an endpoint without an index of
   * old transactions has too, else out of the whole block.
   *
   * @throws TemporaryException the endpoint does not have it
   */
  Transaction transaction(final LogEntry log) {
    final String hash = log.transactionHash().toHexString();
    final String block = log.blockHash().toHexString();
    return tryTransaction("eth_getTransactionByHash", log, hash)
        .or(
            () ->
                tryTransaction(
                    "eth_getTransactionByBlockHashAndIndex",
                    log,
                    block,
                    EthCalls.hex(log.transactionIndex())))
        .or(() -> inBlock(log, block))
        .orElseThrow(
            () ->
                new TemporaryException(
                    "it has no L1 transaction %s of block %d".formatted(hash, log.blockNumber())));
  }

  private Optional<Transaction> tryTransaction(
      final String method, final LogEntry log, final Object... params) {
    return eth.tryAsk(
        method,
        found -> found.isNull() ? Optional.<Transaction>empty() : Optional.of(decode(found, log)),
        params);
  }

  private Optional<Transaction> inBlock(final LogEntry log, final String block) {
    return eth.ask(
        "eth_getBlockByHash",
        found -> {
          for (final JsonNode transaction : found.path("transactions")) {
            if (transaction.path("hash").asText().equals(log.transactionHash().toHexString())) {
              return Optional.of(decode(transaction, log));
            }
          }
          return Optional.empty();
        },
        block,
        true);
  }

  private static Transaction decode(final JsonNode json, final LogEntry log) {
    if (!EthCalls.bytes32(json, "hash").equals(log.transactionHash())) {
      throw new TemporaryException(
          "asked for L1 transaction %s, answered another one".formatted(log.transactionHash()));
    }
    return new Transaction(
        EthCalls.address(json, "from"),
        json.path("to").isTextual() ? Optional.of(EthCalls.address(json, "to")) : Optional.empty(),
        EthCalls.bytes(json.path("input"), "input"));
  }

  /** The transaction calls the rollup contract itself. */
  boolean isDirect(final Transaction transaction) {
    return transaction.to().filter(rollup::equals).isPresent();
  }

  /** Everything in a transaction's calldata that begins like a call of this method. */
  static List<Call> carried(final Transaction transaction, final Bytes selector) {
    final List<Call> calls = new ArrayList<>();
    final Bytes input = transaction.input();
    for (int at = 0; at + selector.size() <= input.size() && calls.size() < MAX_CARRIED; at++) {
      if (input.get(at) == selector.get(0) && input.slice(at, selector.size()).equals(selector)) {
        calls.add(new Call(Optional.empty(), input.slice(at)));
      }
    }
    return calls;
  }
}
