/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.Optional;

/** A JSON-RPC error (codes: docs/spec/rpc.md, "Errors and parameters"). */
public class RpcException extends Exception {
  private static final long serialVersionUID = 1L;
  public static final int DEFAULT = -32000;
  public static final int INVALID_PARAMS = -32602;

  /** A call ended in a revert. */
  public static final int REVERTED = 3;

  private final int code;
  private final String data;

  public RpcException(final int code, final String message) {
    this(code, message, Optional.empty());
  }

  /**
   * @param data more about it, for programs; empty for none
   */
  public RpcException(final int code, final String message, final Optional<String> data) {
    super(message);
    this.code = code;
    this.data = data.orElse("");
  }

  public int code() {
    return code;
  }

  /** Field {@code data} of the error; empty for none. */
  public Optional<String> data() {
    return Optional.of(data).filter(text -> !text.isEmpty());
  }
}
