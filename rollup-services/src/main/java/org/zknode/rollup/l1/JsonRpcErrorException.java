/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import org.apache.tuweni.bytes.Bytes;

/** A JSON-RPC endpoint answered with an error object. */
public class JsonRpcErrorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long code;
  private final transient Bytes data;

  /**
   * @param data revert data of the error object; empty if there is none
   */
  public JsonRpcErrorException(
      final String method, final long code, final String message, final Bytes data) {
    super("%s: %s (code %d)".formatted(method, message, code));
    this.code = code;
    this.data = data;
  }

  public long code() {
    return code;
  }

  public Bytes data() {
    return data;
  }
}
