/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** Asks L1 one thing: one endpoint ({@link EndpointCaller}), or all in turn. */
interface JsonRpcCaller {
  /**
   * @param decode makes the answer of the JSON result, which is JSON null for null; what it throws
   *     ({@link org.zknode.rollup.service.TemporaryException}, IllegalArgumentException,
   *     ArithmeticException) is the endpoint's fault
   * @param params strings, booleans, maps or lists, as Jackson writes them
   * @throws JsonRpcErrorException an error object that is not the endpoint's fault
   * @throws org.zknode.rollup.service.TemporaryException no usable answer
   */
  <T> T ask(String method, Function<JsonNode, T> decode, Object... params)
      throws JsonRpcErrorException;
}
