/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.response;

/** Stands for Besu's in unit tests. */
public class JsonRpcError {
  private final int code;
  private final String message;
  private final String data;

  public JsonRpcError(final int code, final String message, final String data) {
    this.code = code;
    this.message = message;
    this.data = data;
  }

  public int getCode() {
    return code;
  }

  public String getMessage() {
    return message;
  }

  public String getData() {
    return data;
  }
}
