/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One prover as operators see it.
 *
 * @param name what it calls itself
 * @param remote where its last connection came from
 * @param connections that it has now
 * @param job what it works on now
 * @param done jobs that succeeded since this node started
 * @param failed jobs that did not
 * @param quarantinedUntil present while it gets no work because it kept failing
 * @param lastFailure empty when it never failed
 */
public record ProverView(
    String name,
    String remote,
    int connections,
    Optional<String> job,
    long done,
    long failed,
    Optional<Instant> quarantinedUntil,
    String lastFailure) {

  /** As {@code zknode_provers} shows it. */
  public Map<String, Object> json() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("remote", remote);
    json.put("connections", connections);
    json.put("state", state());
    json.put("job", job.orElse(null));
    json.put("jobsDone", done);
    json.put("jobsFailed", failed);
    json.put("quarantinedUntil", quarantinedUntil.map(Instant::toString).orElse(null));
    json.put("lastFailure", lastFailure.isEmpty() ? null : lastFailure);
    return json;
  }

  private String state() {
    if (quarantinedUntil.isPresent()) {
      return "QUARANTINED";
    }
    return job.isPresent() ? "WORKING" : "IDLE";
  }
}
