/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;

/**
 * {@code eth_sendRawTransactionSync} (EIP-7966): sends a transaction as the host's {@code
 * eth_sendRawTransaction} does, then waits for its receipt. The caller's thread waits, so callers
 * are bounded ({@link SyncCallers}); it is woken by each new block, and by each slice of the open
 * one.
 */
public final class SendRawTransactionSync {
  private static final Logger LOG = LoggerFactory.getLogger(SendRawTransactionSync.class);

  /** Its full name. */
  public static final String NAME = "eth_sendRawTransactionSync";

  /** EIP-7966: it is sent, and was not executed in time. */
  static final int TIMEOUT = 4;

  /** EIP-7966: it is sent, and cannot be executed yet. */
  static final int NOT_READY = 5;

  /** EIP-1474: limit exceeded. */
  static final int LIMIT_EXCEEDED = -32005;

  private static final String QUANTITY = "0x[0-9a-fA-F]{1,15}";

  private final HostTransactions host;
  private final SyncTimeouts timeouts;
  private final SyncCallers callers;
  private final ReceiptWait receipts;
  private final MissingNonce missing;
  private final Metrics.Counter busy;
  private final Metrics.Counter late;

  /**
   * @param blocks of this node's chain
   * @param slices of the block that is open
   * @param pending what was sent and is in no block, wherever this node sends transactions
   */
  public SendRawTransactionSync(
      final HostTransactions host,
      final SyncTimeouts timeouts,
      final ExecutionEngine engine,
      final PendingTransactions pending,
      final NewBlocks blocks,
      final Preconfirmations slices,
      final Metrics metrics) {
    this.host = host;
    this.timeouts = timeouts;
    this.callers = new SyncCallers(host.maxWaiting(), timeouts.usual(), blocks::wake);
    this.receipts = new ReceiptWait(host, blocks, slices);
    this.missing = new MissingNonce(engine, pending);
    this.busy =
        metrics.counter(
            "send_sync_busy_total",
            "Calls of eth_sendRawTransactionSync refused because too many were waiting");
    this.late =
        metrics.counter(
            "send_sync_timeouts_total",
            "Calls of eth_sendRawTransactionSync whose transaction was in no block in time");
  }

  /** The method by its full name. */
  public Map<String, RpcMethod> methods() {
    return Map.of(NAME, this::call);
  }

  private Object call(final List<Object> params) throws RpcException {
    if (params.isEmpty() || params.size() > 2 || !(params.getFirst() instanceof String raw)) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "expected the raw transaction in hex and, if wanted, the milliseconds to wait");
    }
    final Duration longest = longest(params.size() > 1 ? params.get(1) : null);
    final Optional<SignedTransaction> transaction = decoded(raw);
    switch (callers.enter(transaction.map(SignedTransaction::sender))) {
      case SyncCallers.AllTaken all ->
          throw busy("%d callers of %s wait at this node".formatted(all.limit(), NAME));
      case SyncCallers.SenderHasMost most ->
          throw busy(
              "%d callers of %s wait at this node for transactions of the same sender"
                  .formatted(most.most(), NAME));
      case SyncCallers.Caller caller -> {
        try (caller) {
          final Bytes32 hash = host.send(raw);
          caller.waits();
          return receipt(hash, transaction.flatMap(missing::before), longest, caller);
        }
      }
    }
  }

  private static Optional<SignedTransaction> decoded(final String raw) {
    try {
      return Optional.of(SignedTransaction.decode(Bytes.fromHexString(raw)));
    } catch (final TransactionDecodeException | IllegalArgumentException e) {
      LOG.debug("only the host can read it, if anybody", e);
      return Optional.empty();
    }
  }

  private RpcException busy(final String why) {
    busy.increment();
    return new RpcException(
        LIMIT_EXCEEDED,
        why
            + ": nothing was sent; try again, or use eth_sendRawTransaction and ask for the receipt");
  }

  /** EIP-7966: instead of a time that is not allowed, the node's own counts. */
  private Duration longest(final Object asked) {
    final BigInteger millis = integer(asked);
    return millis.signum() > 0
            && millis.compareTo(BigInteger.valueOf(timeouts.longest().toMillis())) <= 0
        ? Duration.ofMillis(millis.longValueExact())
        : timeouts.usual();
  }

  /** Zero for what is none. */
  private static BigInteger integer(final Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return BigInteger.valueOf(((Number) value).longValue());
    }
    if (value instanceof BigInteger number) {
      return number;
    }
    return value instanceof String text && text.matches(QUANTITY)
        ? new BigInteger(text.substring(2), 16)
        : BigInteger.ZERO;
  }

  private Object receipt(
      final Bytes32 hash,
      final Optional<String> missingBefore,
      final Duration longest,
      final SyncCallers.Caller caller)
      throws RpcException {
    if (missingBefore.isPresent()) {
      throw about(hash, NOT_READY, missingBefore.get() + ": send that one");
    }
    final Optional<Object> receipt = await(hash, longest, caller);
    if (receipt.isPresent()) {
      return receipt.get();
    }
    late.increment();
    throw about(hash, TIMEOUT, late(longest, caller));
  }

  private String late(final Duration longest, final SyncCallers.Caller caller) {
    if (receipts.isOver()) {
      return "this node stops: ask another one for the receipt";
    }
    return caller.isCalledOff()
        ? "it is in no block yet, and another caller needs this one's place: ask for the receipt later"
        : "it is in no block after %d ms: ask for the receipt later".formatted(longest.toMillis());
  }

  private Optional<Object> await(
      final Bytes32 hash, final Duration longest, final SyncCallers.Caller caller)
      throws RpcException {
    try {
      return receipts.await(hash, longest, caller::isCalledOff);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw about(hash, TIMEOUT, "this call was interrupted: ask for the receipt later");
    }
  }

  private static RpcException about(final Bytes32 hash, final int code, final String why) {
    return new RpcException(
        code, "the transaction was taken, but " + why, Optional.of(hash.toHexString()));
  }
}
