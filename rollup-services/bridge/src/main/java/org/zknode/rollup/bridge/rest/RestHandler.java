/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import java.util.List;
import java.util.Map;

/** Answers questions by GET, from any thread and several at once. */
public interface RestHandler {
  /**
   * @param path decoded, from its slash on
   * @param query each parameter with its values, decoded
   */
  RestAnswer get(String path, Map<String, List<String>> query);

  /** For what the server itself refuses. */
  RestAnswer refused(RestRefusal refusal, String message);
}
