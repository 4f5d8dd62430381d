/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import org.zknode.rollup.rpc.RpcException;

/** An error of anvil that is handed on with its data (revert data of eth_call). */
final class RpcReplyException extends RpcException {
  private static final long serialVersionUID = 1L;
  private final transient JsonNode anvils;

  RpcReplyException(final int code, final String message, final JsonNode anvils) {
    super(code, message);
    this.anvils = anvils;
  }

  JsonNode anvilsData() {
    return anvils;
  }
}
