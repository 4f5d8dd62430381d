/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.List;

/** One JSON-RPC method, independent of the server that carries it. */
@FunctionalInterface
public interface RpcMethod {
  /**
   * @param params positional parameters as plain Java values: String, Boolean, Number, List, Map,
   *     null
   * @return what Jackson serialises to the result: String, Boolean, Number, List, Map, null
   */
  Object call(List<Object> params) throws RpcException;
}
