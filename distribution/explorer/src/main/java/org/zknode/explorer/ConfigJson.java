/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration as the page reads it. */
final class ConfigJson {
  private ConfigJson() {}

  static String of(final ExplorerConfig config) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("nodes", config.nodes().stream().map(URI::toString).toList());
    config.l1().ifPresent(url -> json.put("l1", url.toString()));
    config.l1Explorer().ifPresent(url -> json.put("l1Explorer", url.toString()));
    config.bridge().ifPresent(url -> json.put("bridge", url.toString()));
    try {
      return new ObjectMapper().writeValueAsString(json);
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("texts cannot be written as JSON", e);
    }
  }
}
