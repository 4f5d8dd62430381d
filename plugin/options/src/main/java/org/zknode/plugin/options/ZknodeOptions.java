/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.node.NodeConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --plugin-zknode-*}: L1, contracts, databases and the rules of the chain. */
public final class ZknodeOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "zknode";

  private static final String FOR_ROLE = "when a role is enabled";

  @Option(
      names = "--plugin-zknode-l1-urls",
      split = ",",
      paramLabel = "<url>",
      converter = HttpUriConverter.class,
      description = "JSON-RPC endpoints of L1, tried in turn")
  List<URI> l1Urls = List.of();

  @Option(
      names = "--plugin-zknode-l1-chain-id",
      paramLabel = "<id>",
      description = "Chain id that the L1 endpoints must answer")
  Long l1ChainId;

  @Option(
      names = "--plugin-zknode-rollup-manager-address",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L1 address of the rollup manager")
  Address rollupManager;

  @Option(
      names = "--plugin-zknode-rollup-address",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L1 address of this rollup's consensus contract")
  Address rollup;

  @Option(
      names = "--plugin-zknode-global-exit-root-manager-address",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L1 address of the global exit root manager")
  Address globalExitRootManager;

  @Option(
      names = "--plugin-zknode-rollup-id",
      paramLabel = "<id>",
      description = "Id of this rollup in the rollup manager (default: ${DEFAULT-VALUE})")
  long rollupId = 1;

  @Option(
      names = "--plugin-zknode-l1-genesis-block",
      paramLabel = "<number>",
      description = "First L1 block that is looked at (default: ${DEFAULT-VALUE})")
  long l1GenesisBlock = 0;

  @Option(
      names = "--plugin-zknode-l1-sync-tag",
      paramLabel = "<latest|safe|finalized>",
      converter = BlockTagConverter.class,
      description = "L1 head that the synchronizer follows (default: ${DEFAULT-VALUE})")
  BlockTag l1SyncTag = BlockTag.SAFE;

  @Mixin L1TransactionOptions l1Transactions = new L1TransactionOptions();

  @Option(
      names = "--plugin-zknode-state-db-url",
      paramLabel = "<jdbc url>",
      description = "JDBC URL of the PostgreSQL state database")
  String stateDbUrl;

  @Option(
      names = "--plugin-zknode-pool-db-url",
      paramLabel = "<jdbc url>",
      description = "JDBC URL of the pool database; left out on a node that relays transactions")
  String poolDbUrl;

  @Option(
      names = "--plugin-zknode-db-user",
      paramLabel = "<name>",
      description = "Database user (default: ${DEFAULT-VALUE})")
  String dbUser = "postgres";

  @Option(
      names = "--plugin-zknode-db-password-file",
      paramLabel = "<file>",
      description = "File with the database password; left out when none is needed")
  Path dbPasswordFile;

  @Option(
      names = "--plugin-zknode-l2-chain-id",
      paramLabel = "<id>",
      description = "Chain id of L2; must be that of the genesis file")
  Long l2ChainId;

  @Option(
      names = "--plugin-zknode-fork-id",
      paramLabel = "<id>",
      description = "Fork whose rules hold, 8 = elderberry encoding (default: ${DEFAULT-VALUE})")
  long forkId = 8;

  @Option(
      names = "--plugin-zknode-coinbase",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "L2 coinbase of every block and sequence")
  Address coinbase;

  @Option(
      names = "--plugin-zknode-block-gas-limit",
      paramLabel = "<gas>",
      description = "Constant gas limit of every L2 block (default: ${DEFAULT-VALUE})")
  long blockGasLimit = 30_000_000;

  @Option(
      names = "--plugin-zknode-relay-url",
      split = ",",
      paramLabel = "<url>",
      converter = HttpUriConverter.class,
      description =
          "JSON-RPC of the node that takes transactions, for nodes without a pool database; several"
              + " are tried in turn")
  List<URI> relayUrls = List.of();

  @Mixin SendSyncOptions sendSync = new SendSyncOptions();

  @Mixin FeedOptions feed = new FeedOptions();

  @Mixin PoolOptions pool = new PoolOptions();

  /**
   * Validates all namespaces together.
   *
   * @throws OptionException names the flag and what is wrong with its value
   */
  public NodeConfig toNodeConfig(final RoleOptions roles) {
    final var sequencer = roles.sequencer().toConfig();
    if (sequencer.isPresent() && poolDbUrl == null) {
      throw OptionException.missing(
          "--plugin-zknode-pool-db-url", "with " + SequencerOptions.ENABLED);
    }
    final L1Config l1 = l1();
    return new NodeConfig(
        chain(),
        l1,
        database(),
        pool.toConfig(),
        roles.zks().toConfig(),
        sequencer,
        roles.synchronizer().toConfig(),
        roles.aggregator().toConfig(),
        roles.verifier().toConfig(),
        roles.sequencer().batchResources(),
        relayUrls,
        roles.bridge().toConfig(l1, roles.synchronizer().enabled()),
        sendSync.toConfig(),
        feed.toConfig(),
        roles.sequencer().batchExecution());
  }

  private ChainConfig chain() {
    return new ChainConfig(
        OptionChecks.atLeast(
            OptionChecks.required(l2ChainId, "--plugin-zknode-l2-chain-id", FOR_ROLE),
            1,
            "--plugin-zknode-l2-chain-id"),
        OptionChecks.atLeast(forkId, 1, "--plugin-zknode-fork-id"),
        OptionChecks.required(coinbase, "--plugin-zknode-coinbase", FOR_ROLE),
        OptionChecks.atLeast(blockGasLimit, MIN_BLOCK_GAS, "--plugin-zknode-block-gas-limit"));
  }

  /** Gas of one plain transfer: a block with less could not hold any transaction. */
  private static final long MIN_BLOCK_GAS = 21_000;

  private L1Config l1() {
    if (l1Urls.isEmpty()) {
      throw OptionException.missing("--plugin-zknode-l1-urls", FOR_ROLE);
    }
    return new L1Config(
        l1Urls,
        OptionChecks.atLeast(
            OptionChecks.required(l1ChainId, "--plugin-zknode-l1-chain-id", FOR_ROLE),
            1,
            "--plugin-zknode-l1-chain-id"),
        OptionChecks.required(rollupManager, "--plugin-zknode-rollup-manager-address", FOR_ROLE),
        OptionChecks.required(rollup, "--plugin-zknode-rollup-address", FOR_ROLE),
        OptionChecks.required(
            globalExitRootManager, "--plugin-zknode-global-exit-root-manager-address", FOR_ROLE),
        OptionChecks.atLeast(rollupId, 1, "--plugin-zknode-rollup-id"),
        OptionChecks.atLeast(l1GenesisBlock, 0, "--plugin-zknode-l1-genesis-block"),
        l1SyncTag,
        l1Transactions.toConfig());
  }

  private DatabaseConfig database() {
    return new DatabaseConfig(
        jdbc(
            OptionChecks.required(stateDbUrl, "--plugin-zknode-state-db-url", FOR_ROLE),
            "--plugin-zknode-state-db-url"),
        Optional.ofNullable(poolDbUrl).map(url -> jdbc(url, "--plugin-zknode-pool-db-url")),
        dbUser,
        Optional.ofNullable(dbPasswordFile)
            .map(file -> OptionChecks.secret(file, "--plugin-zknode-db-password-file")));
  }

  private static String jdbc(final String url, final String flag) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new OptionException(flag, "'%s' does not start with jdbc:postgresql:".formatted(url));
    }
    return url;
  }
}
