/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.exception;

import org.hyperledger.besu.plugin.services.rpc.RpcMethodError;

/** Stands for Besu's in unit tests. */
public class PluginRpcEndpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RpcMethodError error;
  private final String data;

  public PluginRpcEndpointException(final RpcMethodError error) {
    this(error, null);
  }

  public PluginRpcEndpointException(final RpcMethodError error, final String data) {
    super(error.getMessage());
    this.error = error;
    this.data = data;
  }

  /** Null for none. */
  public String getData() {
    return data;
  }

  public RpcMethodError getRpcMethodError() {
    return error;
  }
}
