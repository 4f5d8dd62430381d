/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1BehindException;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.jsonrpc.EndpointCaller;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Compares the configuration with L1. What does not fit is the configuration's fault only where an
 * endpoint says so that has the block with which the rollup begins, and whose newest block is not
 * old: one that lags does not have its contracts yet.
 */
final class L1StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(L1StartCheck.class);

  /** An L1 that is well has a newer block. */
  private static final Duration OLD = Duration.ofMinutes(10);

  private final JsonRpcTransport transport;
  private final L1Config config;
  private final InstantSource clock;

  L1StartCheck(final JsonRpcTransport transport, final L1Config config, final InstantSource clock) {
    this.transport = transport;
    this.config = config;
    this.clock = clock;
  }

  /** An endpoint's newest block. */
  private record Head(EndpointCaller caller, L1BlockRef block) {
    String text() {
      return "%s is at block %d of %s"
          .formatted(
              caller.endpoint().name(), block.number(), Instant.ofEpochSecond(block.timestamp()));
    }
  }

  /**
   * @throws L1ConfigurationException what was expected and found
   * @throws L1BehindException no endpoint has the rollup's first block yet, or all may lag
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached
   */
  void run(final ChainConfig chain) {
    L1ChainCheck.run(transport, config);
    try {
      new L1DeploymentCheck(new EthCalls(transport), config).run(chain);
    } catch (final L1ConfigurationException mismatch) {
      askWhoHasIt(chain, mismatch);
    }
  }

  private void askWhoHasIt(final ChainConfig chain, final L1ConfigurationException mismatch) {
    final List<Head> heads = heads();
    if (heads.isEmpty()) {
      throw mismatch;
    }
    Optional<L1ConfigurationException> found = Optional.empty();
    for (final Head head : heads) {
      if (head.block().number() < config.genesisBlock()) {
        continue;
      }
      try {
        new L1DeploymentCheck(new EthCalls(head.caller()), config).run(chain);
        return;
      } catch (final L1ConfigurationException e) {
        if (isRecent(head)) {
          throw e;
        }
        found = Optional.of(e);
      }
    }
    final String known = String.join(", ", heads.stream().map(Head::text).toList());
    throw new L1BehindException(
        found
            .map(
                e ->
                    ("%s, or L1's endpoints lag: %s. This node waits until one of them has what is"
                            + " configured; if they do not lag, restart it with what is right")
                        .formatted(e.getMessage(), known))
            .orElseGet(
                () ->
                    ("L1's endpoints lag behind the start of this rollup: %s, the rollup's first block"
                            + " there is %d (--plugin-zknode-l1-genesis-block). This node waits until one"
                            + " of them has it; if they do not go on, give one in --plugin-zknode-l1-urls"
                            + " that is up to date")
                        .formatted(known, config.genesisBlock())));
  }

  /** Best endpoint first; without those that do not answer. */
  private List<Head> heads() {
    final List<Head> heads = new ArrayList<>();
    for (final EndpointCaller caller : transport.ranked()) {
      try {
        heads.add(
            new Head(
                caller,
                new EthCalls(caller)
                    .ask("eth_getBlockByNumber", block -> EthCalls.block(block), "latest", false)));
      } catch (final L1EndpointException e) {
        LOG.debug("L1 endpoint does not tell its head", e);
      }
    }
    return heads;
  }

  /** By an old block nobody sees whether there is more of L1. */
  private boolean isRecent(final Head head) {
    return Duration.between(Instant.ofEpochSecond(head.block().timestamp()), clock.instant())
            .compareTo(OLD)
        < 0;
  }
}
