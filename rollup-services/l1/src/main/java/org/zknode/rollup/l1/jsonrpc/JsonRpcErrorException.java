/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import org.apache.tuweni.bytes.Bytes;

/** A JSON-RPC endpoint answered with an error object. */
public class JsonRpcErrorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String endpoint;
  private final long code;
  private final transient Bytes data;
  private final FailureClass failureClass;

  /**
   * @param endpoint host and port of who answered
   * @param data revert data of the error object; empty if there is none
   */
  public JsonRpcErrorException(
      final String endpoint,
      final String method,
      final long code,
      final String message,
      final Bytes data) {
    super("%s at %s: %s (code %d)".formatted(method, endpoint, message, code));
    this.endpoint = endpoint;
    this.code = code;
    this.data = data;
    this.failureClass = FailureClass.of(method, code, message, !data.isEmpty());
  }

  /** Host and port of who answered. */
  public String endpoint() {
    return endpoint;
  }

  public long code() {
    return code;
  }

  public Bytes data() {
    return data;
  }

  /** Whose fault it is. */
  public FailureClass failureClass() {
    return failureClass;
  }
}
