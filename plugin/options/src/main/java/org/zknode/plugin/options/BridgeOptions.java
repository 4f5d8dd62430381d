/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeConfig;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.l1.L1Config;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --plugin-bridge-*}: deposits and claims of both chains. */
public final class BridgeOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "bridge";

  private static final String ENABLED = "--plugin-bridge-enabled";
  private static final String L1_ADDRESS = "--plugin-bridge-l1-address";
  private static final String L1_START = "--plugin-bridge-l1-start-block";

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "This node indexes deposits and claims of both chains (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = L1_ADDRESS,
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L1 address of the bridge")
  Address l1Address;

  @Option(
      names = "--plugin-bridge-l2-address",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L2 address of the bridge (default: ${DEFAULT-VALUE})")
  Address l2Address = L2Contracts.BRIDGE;

  @Option(
      names = L1_START,
      paramLabel = "<number>",
      description =
          "L1 block before which the bridge and the rollup manager were not there (default: that of"
              + " --plugin-zknode-l1-genesis-block)")
  Long l1StartBlock;

  @Mixin BridgeHttpOptions http = new BridgeHttpOptions();

  @Mixin BridgeAccountOptions account = new BridgeAccountOptions();

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  /**
   * @param synchronizes whether this node follows L1: the index follows what it knows
   */
  Optional<BridgeConfig> toConfig(final L1Config l1, final boolean synchronizes) {
    if (!enabled) {
      return Optional.empty();
    }
    if (!synchronizes) {
      throw OptionException.missing(SynchronizerOptions.ENABLED, "with " + ENABLED);
    }
    return Optional.of(
        new BridgeConfig(
            OptionChecks.required(l1Address, L1_ADDRESS, "with " + ENABLED),
            OptionChecks.atLeast(
                l1StartBlock == null ? l1.genesisBlock() : l1StartBlock, 0, L1_START),
            l2Address,
            http.toConfig(),
            account.toConfig()));
  }
}
