/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.rollup.l1.jsonrpc.EndpointHealth;

/** L1 endpoints as {@code zknode_status} shows them: host and port, never a path. */
final class L1EndpointJson {
  private L1EndpointJson() {}

  static List<Map<String, Object>> of(final List<EndpointHealth> endpoints, final Clock clock) {
    return endpoints.stream().map(endpoint -> of(endpoint, clock.millis())).toList();
  }

  private static Map<String, Object> of(final EndpointHealth endpoint, final long now) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("endpoint", endpoint.name());
    json.put("state", endpoint.state());
    if (endpoint.head() >= 0) {
      json.put("head", endpoint.head());
      json.put("headAgeSeconds", (now - endpoint.headMillis()) / 1000);
    }
    if (!endpoint.lastError().isEmpty()) {
      json.put("lastError", endpoint.lastError());
      json.put("lastErrorAgeSeconds", (now - endpoint.lastErrorMillis()) / 1000);
    }
    json.put("lacks", endpoint.lacks().stream().sorted().toList());
    return json;
  }
}
