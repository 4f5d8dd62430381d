/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

/** A JSON-RPC error (codes: docs/spec/rpc.md, "Errors and parameters"). */
public class RpcException extends Exception {
  private static final long serialVersionUID = 1L;
  public static final int DEFAULT = -32000;
  public static final int INVALID_PARAMS = -32602;

  /** A call ended in a revert. */
  public static final int REVERTED = 3;

  private final int code;

  public RpcException(final int code, final String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
