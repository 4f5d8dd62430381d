/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcException;

/**
 * Asks a node what a batch leads to, and believes it: for chains on the embedded engine, which
 * gives no witnesses.
 */
final class TrustedNode implements BatchOutcomes {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final HttpJsonRpc.Limits LIMITS =
      new HttpJsonRpc.Limits(Duration.ofSeconds(20), 64 << 20);

  private final HttpJsonRpc http = new HttpJsonRpc(CONNECT, LIMITS.maxBytes());
  private final URI url;

  TrustedNode(final URI url) {
    this.url = url;
  }

  @Override
  public BatchOutcome of(final ProvableBatch batch) throws RefusedInputException {
    final String number = "0x" + Long.toHexString(batch.number());
    try {
      final JsonNode found =
          http.call(url, LIMITS, "zkevm_getBatchByNumber", List.of(number, false));
      return new BatchOutcome(root(found, "stateRoot"), root(found, "localExitRoot"));
    } catch (final JsonRpcException e) {
      throw new RefusedInputException("the trusted node does not answer: " + e.getMessage(), e);
    }
  }

  private static Bytes32 root(final JsonNode batch, final String field)
      throws RefusedInputException {
    try {
      return Bytes32.fromHexStringStrict(batch.path(field).asText());
    } catch (final IllegalArgumentException e) {
      throw new RefusedInputException("the trusted node does not have the batch", e);
    }
  }
}
