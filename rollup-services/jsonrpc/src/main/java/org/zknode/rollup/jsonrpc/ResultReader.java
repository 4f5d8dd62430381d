/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Takes what it needs of a JSON-RPC result while the result arrives. */
@FunctionalInterface
public interface ResultReader<T> {
  /**
   * @param parser at the first token of the result; left at its last one
   * @throws IOException the answer ends early, is no JSON or has another form
   */
  T read(JsonParser parser) throws IOException;
}
