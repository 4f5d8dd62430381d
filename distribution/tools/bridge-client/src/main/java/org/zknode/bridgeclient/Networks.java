/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeAbi;

/**
 * L1 and one rollup, with the bridge of each, and the node that is asked about deposits.
 *
 * @param rollup network id of the rollup
 */
record Networks(Side l1, Side l2, long rollup, BridgeNode node, Chain nodeChain)
    implements AutoCloseable {
  /** Network id of L1. */
  static final long L1 = 0;

  /** The newest block of a node that is well is younger. */
  private static final Duration OLD = Duration.ofMinutes(1);

  /** A chain and the bridge on it. */
  record Side(Chain chain, Address bridge) {}

  static Networks of(final Side l1, final Side l2, final Chain nodeChain) {
    requireNetwork(l1, L1, "--l1-bridge");
    final long rollup = network(l2, "--l2-bridge");
    if (rollup == L1) {
      throw new BridgeClientException(
          "the bridge at %s on %s is that of network 0, which is %s: is --l2-rpc the rollup?"
              .formatted(l2.bridge(), l2.chain().name(), l1.chain().name()));
    }
    return new Networks(l1, l2, rollup, new BridgeNode(nodeChain), nodeChain);
  }

  private static void requireNetwork(final Side side, final long network, final String option) {
    final long found = network(side, option);
    if (found != network) {
      throw new BridgeClientException(
          "the bridge at %s on %s is that of network %d, not of %d (%s)"
              .formatted(side.bridge(), side.chain().name(), found, network, option));
    }
  }

  private static long network(final Side side, final String option) {
    return Optional.of(side.chain().call(side.bridge(), BridgeAbi.NETWORK_ID))
        .flatMap(BridgeAbi::word)
        .filter(word -> word.slice(0, 28).isZero())
        .map(word -> word.slice(28).toLong())
        .orElseThrow(
            () ->
                new BridgeClientException(
                    "%s has no bridge at %s (%s)%s"
                        .formatted(side.chain().name(), side.bridge(), option, lag(side.chain()))));
  }

  /** Whoever asks a node that lags may see a time before the bridge. */
  private static String lag(final Chain chain) {
    final long head = chain.head();
    final Duration age =
        Duration.between(Instant.ofEpochSecond(chain.timestamp(head)), Instant.now());
    return age.compareTo(OLD) < 0
        ? ""
        : "; the newest block of its node, %d, is %s old: if it lags, try again when it has caught up"
            .formatted(head, Texts.of(age));
  }

  /** Whether it is one of the two. */
  boolean has(final long network) {
    return network == L1 || network == rollup;
  }

  Side side(final long network) {
    if (network == L1) {
      return l1;
    }
    if (network == rollup) {
      return l2;
    }
    throw new BridgeClientException(
        "network %d is neither %s (0) nor this rollup (%d): of another rollup ask a node of that one"
            .formatted(network, l1.chain().name(), rollup));
  }

  @Override
  public void close() {
    l1.chain().close();
    l2.chain().close();
    if (nodeChain != l2.chain()) {
      nodeChain.close();
    }
  }
}
