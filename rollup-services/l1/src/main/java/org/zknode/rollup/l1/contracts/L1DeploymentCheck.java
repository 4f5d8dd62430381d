/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.jsonrpc.EthCalls;

/** Compares the configuration with what L1, or one endpoint of it, answers. */
final class L1DeploymentCheck {
  private final EthCalls eth;
  private final L1Config config;

  L1DeploymentCheck(final EthCalls eth, final L1Config config) {
    this.eth = eth;
    this.config = config;
  }

  void run(final ChainConfig chain) {
    expect("L1 chain id", config.chainId(), eth.number("eth_chainId"));
    checkCode("rollup manager", config.rollupManager());
    checkCode("rollup", config.rollup());
    checkCode("global exit root manager", config.globalExitRootManager());
    checkRollupId();
    final L1Client.RollupData data =
        view(
            "rollup manager",
            config.rollupManager(),
            ElderberryAbi.rollupData(config.rollupId()),
            ElderberryAbi::decodeRollupData);
    final String ofRollup = " of rollup %d at %s".formatted(config.rollupId(), config.rollup());
    expect("consensus contract" + ofRollup, config.rollup(), data.rollupContract());
    expect("L2 chain id" + ofRollup, chain.l2ChainId(), data.chainId());
    expect("fork id" + ofRollup, chain.forkId(), data.forkId());
    expect(
        "global exit root manager" + ofRollup,
        config.globalExitRootManager(),
        view(
            "rollup",
            config.rollup(),
            ElderberryAbi.globalExitRootManager(),
            ElderberryAbi::decodeAddress));
  }

  private void checkRollupId() {
    final long found =
        view(
            "rollup manager",
            config.rollupManager(),
            ElderberryAbi.rollupId(config.rollup()),
            ElderberryAbi::decodeRollupId);
    if (found == 0) {
      throw new L1ConfigurationException(
          "the rollup manager at %s knows no rollup at %s"
              .formatted(config.rollupManager(), config.rollup()));
    }
    expect("rollup id of the rollup at " + config.rollup(), config.rollupId(), found);
  }

  private void checkCode(final String contract, final Address address) {
    if (!eth.hasCode(address)) {
      throw new L1ConfigurationException(
          "there is no contract at the %s address %s on L1 chain %d"
              .formatted(contract, address, config.chainId()));
    }
  }

  private <T> T view(
      final String contract,
      final Address address,
      final Bytes data,
      final Function<Bytes, T> decoder) {
    final Optional<Bytes> result = eth.tryRead(address, data);
    try {
      return decoder.apply(
          result.orElseThrow(() -> new IllegalArgumentException("the call reverted")));
    } catch (final IllegalArgumentException e) {
      throw new L1ConfigurationException(
          "the contract at the %s address %s is of another kind: %s"
              .formatted(contract, address, e.getMessage()));
    }
  }

  private static void expect(final String what, final Object expected, final Object found) {
    if (!expected.equals(found)) {
      throw new L1ConfigurationException(
          "the %s is %s, expected %s".formatted(what, found, expected));
    }
  }
}
