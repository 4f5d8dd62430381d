/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.util.Locale;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.jsonrpc.JsonRpcError;

/** A server answered with an error object. */
final class RefusedAnswerException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int REVERTED = 3;

  private final transient JsonRpcError error;

  RefusedAnswerException(final JsonRpcError error, final String message) {
    super(message);
    this.error = error;
  }

  long code() {
    return error.code();
  }

  /** Servers differ in the code that they give to it. */
  boolean isRevert() {
    return error.code() == REVERTED || error.message().toLowerCase(Locale.ROOT).contains("revert");
  }

  /** Of a revert, where the server says it; else empty. */
  Bytes data() {
    final String text = error.data().asText("");
    return text.matches("0x([0-9a-fA-F]{2})*") ? Bytes.fromHexString(text) : Bytes.EMPTY;
  }
}
