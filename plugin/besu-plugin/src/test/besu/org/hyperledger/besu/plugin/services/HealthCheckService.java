/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services;

import java.util.Map;

/** Stands for Besu's in unit tests: results can be read. */
public interface HealthCheckService extends BesuService {
  void registerHealthCheck(String endpoint, HealthCheckProvider provider);

  /** What a check says. */
  final class HealthCheckResult {
    private final boolean healthy;
    private final Map<String, Object> details;

    public HealthCheckResult(final boolean healthy, final Map<String, Object> details) {
      this.healthy = healthy;
      this.details = details;
    }

    public boolean isHealthy() {
      return healthy;
    }

    public Map<String, Object> getDetails() {
      return details;
    }
  }

  /** What is checked. */
  interface HealthCheckProvider {
    HealthCheckResult check(ParamSource paramSource);
  }

  /** Of the request. */
  interface ParamSource {
    String getParam(String name);
  }
}
