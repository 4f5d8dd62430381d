/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services;

import java.util.Map;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface HealthCheckService extends BesuService {
  void registerHealthCheck(String endpoint, HealthCheckProvider provider);

  final class HealthCheckResult {
    public HealthCheckResult(boolean healthy, Map<String, Object> details) {
      throw new DeclarationOnly();
    }
  }

  interface HealthCheckProvider {
    HealthCheckResult check(ParamSource paramSource);
  }

  interface ParamSource {
    String getParam(String name);
  }
}
