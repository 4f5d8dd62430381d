/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whose fault a JSON-RPC error object is; that decides who is asked next. */
public enum FailureClass {
  /** The endpoint's: it loses its turn, and the next one is asked. */
  ENDPOINT,

  /** It does not do this, and is healthy otherwise: another one is asked, it keeps its turn. */
  UNSUPPORTED,

  /** The request's: every endpoint would answer the same, so the caller gets it. */
  REQUEST;

  private static final long CODE_REVERTED = 3;
  private static final long CODE_METHOD_NOT_FOUND = -32601;
  private static final long CODE_INVALID_PARAMS = -32602;

  /** What public endpoints answer when the caller is too fast. */
  private static final long CODE_TOO_MANY_REQUESTS = 429;

  /** Methods that many nodes lack, or have only for new blocks. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "debug_traceTransaction",
          "trace_transaction",
          "eth_maxPriorityFeePerGas",
          "eth_simulateV1",
          "eth_getTransactionByHash",
          "eth_getTransactionByBlockHashAndIndex");

  /** The account at the provider, or its limits; whatever was asked. */
  private static final List<String> ACCOUNT =
      List.of(
          "rate limit",
          "ratelimit",
          "too many requests",
          "monthly capacity",
          "compute units",
          "quota",
          "your plan",
          "current plan",
          "free tier",
          "free plan",
          "paid plan",
          "upgrade to",
          "unauthorized",
          "unauthorised",
          "not authorized",
          "forbidden",
          "access denied",
          "api key",
          "apikey",
          "invalid key",
          "project id",
          "billing",
          "subscription");

  private static final List<String> NO_METHOD =
      List.of(
          "method not found",
          "does not exist/is not available",
          "unsupported method",
          "method not supported",
          "not whitelisted",
          "method not enabled",
          "method is not available");

  /** How nodes say that there is no block of that tag (yet); they answer everything else. */
  private static final List<String> NO_BLOCK =
      List.of("unknown block", "block not found", "header not found", "no safe", "no finalized");

  private static final List<String> TOO_MUCH =
      List.of(
          "too large",
          "too many",
          "too big",
          "too wide",
          "limit",
          "range",
          "more than",
          "exceed",
          "timeout",
          "timed out");

  /** What every EVM says of an execution that fails. */
  private static final List<String> EXECUTION =
      List.of(
          "revert",
          "invalid opcode",
          "out of gas",
          "invalid jump",
          "stack underflow",
          "stack overflow",
          "vm execution error");

  private static final List<String> ESTIMATE =
      List.of(
          "insufficient funds",
          "insufficient balance",
          "upfront cost",
          "gas required exceeds",
          "exceeds allowance",
          "intrinsic gas",
          "always failing");

  /**
   * @param hasData the error object has revert data
   */
  public static FailureClass of(
      final String method, final long code, final String message, final boolean hasData) {
    final String text = message.toLowerCase(Locale.ROOT);
    if (code == CODE_TOO_MANY_REQUESTS || contains(text, ACCOUNT)) {
      return ENDPOINT;
    }
    if (code == CODE_METHOD_NOT_FOUND || contains(text, NO_METHOD)) {
      return UNSUPPORTED;
    }
    return switch (method) {
      case "eth_sendRawTransaction" -> REQUEST;
      case "eth_getLogs" ->
          code == JsonRpcTransport.CODE_LIMIT_EXCEEDED || contains(text, TOO_MUCH)
              ? REQUEST
              : ENDPOINT;
      // Anything else is about the state, which this endpoint may have given up.
      case "eth_call" -> isExecution(code, text, hasData) ? REQUEST : UNSUPPORTED;
      case "eth_estimateGas" ->
          isExecution(code, text, hasData) || contains(text, ESTIMATE) ? REQUEST : UNSUPPORTED;
      case "eth_getBlockByNumber" -> contains(text, NO_BLOCK) ? UNSUPPORTED : ENDPOINT;
      default -> {
        if (OPTIONAL.contains(method)) {
          yield UNSUPPORTED;
        }
        yield code == CODE_INVALID_PARAMS ? REQUEST : ENDPOINT;
      }
    };
  }

  private static boolean isExecution(final long code, final String text, final boolean hasData) {
    return code == CODE_REVERTED || hasData || contains(text, EXECUTION);
  }

  private static boolean contains(final String text, final List<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }
}
