/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.witness.WitnessSource;

/** Asks nodes in turn by JSON-RPC: {@code zknode_executionWitness} with two block numbers. */
public final class RpcWitnesses implements WitnessSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RpcWitnesses.class);

  /** A witness of the most bytes in hex, and its quotation marks. */
  private static final int MAX_BYTES = 160 << 20;

  private static final HttpJsonRpc.Limits LIMITS =
      new HttpJsonRpc.Limits(Duration.ofSeconds(30), MAX_BYTES);

  /** The nodes follow the chain: one that does not have the blocks yet has them soon. */
  private static final int ROUNDS = 5;

  private static final BackOff PAUSES =
      BackOff.doubling(Duration.ofMillis(100), Duration.ofSeconds(1));

  private final List<URI> urls;
  private final HttpJsonRpc http = new HttpJsonRpc(Duration.ofSeconds(3), MAX_BYTES);

  public RpcWitnesses(final List<URI> urls) {
    this.urls = List.copyOf(urls);
  }

  @Override
  public Optional<ExecutionWitness> ofBlocks(final long first, final long last) {
    return asked("zknode_executionWitness", first, last);
  }

  /** What a batch needs, from a node that has it closed. */
  public Optional<ExecutionWitness> ofBatch(final long number) {
    return asked("zkevm_getBatchWitness", number);
  }

  private Optional<ExecutionWitness> asked(final String method, final long... params) {
    for (int round = 1; round <= ROUNDS; round++) {
      for (final URI url : urls) {
        try {
          final JsonNode answer = http.call(url, LIMITS, method, hex(params));
          if (!answer.isNull()) {
            return Optional.of(
                new ExecutionWitness(
                    parts(answer, "state"), parts(answer, "codes"), parts(answer, "headers")));
          }
        } catch (final JsonRpcException e) {
          LOG.debug("no witness from a node", e);
        } catch (final IllegalArgumentException e) {
          LOG.warn("a node's witness cannot be read: {}", e.getMessage());
        }
      }
      pause(round);
    }
    return Optional.empty();
  }

  private static List<String> hex(final long... numbers) {
    final List<String> params = new ArrayList<>();
    for (final long number : numbers) {
      params.add("0x" + Long.toHexString(number));
    }
    return params;
  }

  private static List<Bytes> parts(final JsonNode answer, final String field) {
    final List<Bytes> parts = new ArrayList<>();
    answer.path(field).forEach(part -> parts.add(Bytes.fromHexString(part.asText())));
    return parts;
  }

  private static void pause(final int round) {
    try {
      Thread.sleep(PAUSES.withJitter(round, RandomGenerator.getDefault()));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("a witness was asked for when this node stopped", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
