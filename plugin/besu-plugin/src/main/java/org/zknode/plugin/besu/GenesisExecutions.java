/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hyperledger.besu.config.GenesisConfig;
import org.hyperledger.besu.config.GenesisConfigOptions;
import org.hyperledger.besu.ethereum.chain.BadBlockManager;
import org.hyperledger.besu.ethereum.core.MiningConfiguration;
import org.hyperledger.besu.ethereum.mainnet.BalConfiguration;
import org.hyperledger.besu.ethereum.mainnet.MainnetProtocolSchedule;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.evm.internal.EvmConfiguration;
import org.hyperledger.besu.evm.precompile.KZGPointEvalPrecompiledContract;
import org.hyperledger.besu.metrics.noop.NoOpMetricsSystem;
import org.zknode.rollup.witness.StatelessExecutions;

/** Besu's EVM by a genesis file alone, in a process that has Besu's libraries and no Besu. */
public final class GenesisExecutions implements StatelessExecutions {

  @Override
  public Chain open(final Path genesis) {
    final ProtocolSchedule schedule = schedule(genesis);
    loadTrustedSetup();
    return ScheduledExecution.of(schedule);
  }

  private static ProtocolSchedule schedule(final Path genesis) {
    try {
      final GenesisConfigOptions rules =
          GenesisConfig.fromConfig(Files.readString(genesis)).getConfigOptions();
      return MainnetProtocolSchedule.fromConfig(
          rules,
          EvmConfiguration.DEFAULT,
          MiningConfiguration.MINING_DISABLED,
          new BadBlockManager(),
          false,
          BalConfiguration.DISABLED,
          new NoOpMetricsSystem());
    } catch (final IOException e) {
      throw new HostException("the genesis file %s cannot be read: %s".formatted(genesis, e), e);
    } catch (final RuntimeException e) {
      throw new HostException(
          "%s is not a genesis file that Besu takes: %s".formatted(genesis, e.getMessage()), e);
    }
  }

  /** Besu does so when it starts; whether the native code is there is seen afterwards. */
  private static void loadTrustedSetup() {
    try {
      KZGPointEvalPrecompiledContract.init();
    } catch (final LinkageError e) {
      throw new HostException(
          "the trusted setup of the point evaluation precompile cannot be loaded: %s"
              .formatted(NativeCode.missing(e)),
          e);
    }
  }
}
