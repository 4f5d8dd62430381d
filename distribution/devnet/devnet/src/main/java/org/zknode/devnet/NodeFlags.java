/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.zknode.eth.Address;

/** The role flags of a devnet's nodes; the same on Besu and on the embedded node. */
final class NodeFlags {
  static final long L1_CHAIN_ID = 31337;
  static final long L2_CHAIN_ID = 1001;
  static final long L3_CHAIN_ID = 1002;

  /** Elderberry encoding. */
  static final long FORK_ID = 8;

  /** Receives the L2 fees. */
  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000000fee00");

  /**
   * Of a main node whose L1 is a rollup: a sequence is one of its transactions, and its pool takes
   * no more than 100,000 bytes of calldata. One batch is a sequence, and a transaction of a user
   * has to fit into a batch.
   */
  static final Map<String, String> ON_A_ROLLUP =
      Map.of(
          "--plugin-sequencer-max-batches-per-sequence", "1",
          "--plugin-sequencer-max-batch-bytes", "95000",
          "--plugin-zknode-pool-max-data-bytes", "80000",
          "--plugin-zknode-pool-max-transaction-bytes", "80132");

  private NodeFlags() {}

  /**
   * What every node of the devnet needs to know of L1.
   *
   * @param genesisBlock L1 block of the deployment
   * @param chainId of L1
   * @param l2ChainId what the rollup manager has for this rollup, as the next two
   */
  record L1(
      String url,
      Address rollupManager,
      Address rollup,
      Address exitRoots,
      long genesisBlock,
      long chainId,
      long rollupId,
      long l2ChainId,
      long forkId) {

    L1 at(final URI other) {
      return new L1(
          other.toString(),
          rollupManager,
          rollup,
          exitRoots,
          genesisBlock,
          chainId,
          rollupId,
          l2ChainId,
          forkId);
    }
  }

  /** Where provers connect, and what they and the aggregator show each other. */
  record ProverDoor(int port, DevCertificate identity, Path tokenFile) {
    /** Flags of a dev prover. */
    List<String> proverFlags() {
      return List.of(
          "--aggregator=%s:%d".formatted(Ports.HOST, port),
          "--tls-ca-file=" + identity.certificate(),
          "--token-file=" + tokenFile);
    }
  }

  /**
   * @param l1Bridge the bridge on L1
   * @param port of the REST interface, 0 = any free one
   * @param keyFile of the account that spends on L2
   */
  record BridgeDoor(Address l1Bridge, int port, Path keyFile) {}

  /**
   * Flags of sequencer + synchronizer + aggregator, and of a bridge where nothing is measured.
   *
   * @param bridge on L1, and what of it is served
   * @param feedPort of preconfirmations
   */
  static List<String> mainNode(
      final L1 l1,
      final BridgeDoor bridge,
      final String stateDb,
      final String poolDb,
      final Path sequencerKey,
      final Path aggregatorKey,
      final ProverDoor provers,
      final int verifierThreshold,
      final List<Address> verifiers,
      final int feedPort,
      final DevnetOptions.Pace pace) {
    final boolean bench = pace == DevnetOptions.Pace.BENCH;
    final List<String> flags = shared(l1, stateDb);
    add(flags, "zknode-pool-db-url", poolDb);
    add(flags, "zknode-preconfirmation-feed-port", Integer.toString(feedPort));
    add(flags, "sequencer-enabled", "true");
    add(flags, "sequencer-key-file", sequencerKey.toString());
    add(flags, "sequencer-block-time", "PT1S");
    add(flags, "sequencer-empty-block-interval", "PT3S");
    add(flags, "sequencer-batch-timeout", bench ? "PT10S" : "PT4S");
    add(flags, "sequencer-max-batch-transactions", bench ? "2000" : "300");
    add(flags, "sequencer-sequence-interval", bench ? "PT1H" : "PT1S");
    // anvil's blocks are final for all that a devnet needs, and nobody wants to wait for 64 of
    // them.
    add(flags, "sequencer-forced-batch-l1-confirmations", "2");
    add(flags, "sequencer-forced-batch-deadline", "PT2S");
    add(flags, "sequencer-verifier-threshold", Integer.toString(verifierThreshold));
    if (!verifiers.isEmpty()) {
      add(
          flags,
          "sequencer-accepted-verifiers",
          String.join(",", verifiers.stream().map(Address::toString).toList()));
    }
    add(flags, "aggregator-enabled", "true");
    add(flags, "aggregator-host", Ports.HOST);
    add(flags, "aggregator-port", Integer.toString(provers.port()));
    add(flags, "aggregator-tls-certificate-file", provers.identity().certificate().toString());
    add(flags, "aggregator-tls-key-file", provers.identity().key().toString());
    add(flags, "aggregator-token-file", provers.tokenFile().toString());
    add(flags, "aggregator-key-file", aggregatorKey.toString());
    add(flags, "aggregator-verify-interval", "PT2S");
    add(flags, "aggregator-poll-interval", "PT0.2S");
    if (!bench) {
      addBridge(flags, bridge);
    }
    return flags;
  }

  private static void addBridge(final List<String> flags, final BridgeDoor bridge) {
    add(flags, "bridge-enabled", "true");
    add(flags, "bridge-l1-address", bridge.l1Bridge().toString());
    // The bridge may be older than the rollup.
    add(flags, "bridge-l1-start-block", "0");
    add(flags, "bridge-http-enabled", "true");
    add(flags, "bridge-http-host", Ports.HOST);
    add(flags, "bridge-http-port", Integer.toString(bridge.port()));
    add(flags, "bridge-key-file", bridge.keyFile().toString());
    // L1 has a block every second or two.
    add(flags, "bridge-exit-root-interval", "PT1S");
    add(flags, "bridge-claims-enabled", "true");
    add(flags, "bridge-claim-messages", "true");
  }

  /**
   * Flags of an external node that follows by replay and verifies.
   *
   * @param mainNode node id of the main node, from which alone it takes replay
   * @param mainFeed URL of the main node's preconfirmations
   * @param feedPort of its own
   */
  static List<String> externalNode(
      final L1 l1,
      final String stateDb,
      final String relayUrl,
      final Path verifierKey,
      final String mainNode,
      final String mainFeed,
      final int feedPort) {
    final List<String> flags = shared(l1, stateDb);
    add(flags, "zks-main-nodes", mainNode);
    add(flags, "zknode-relay-url", relayUrl);
    add(flags, "zknode-preconfirmation-feed-url", mainFeed);
    add(flags, "zknode-preconfirmation-feed-port", Integer.toString(feedPort));
    add(flags, "verifier-enabled", "true");
    add(flags, "verifier-key-file", verifierKey.toString());
    return flags;
  }

  /**
   * The command with those flags instead of the ones of the same name; what it does not have yet is
   * added. A repeated flag would not do: Besu refuses it.
   */
  static List<String> replace(final List<String> command, final Map<String, String> flags) {
    final List<String> replaced = new ArrayList<>(command);
    flags.forEach(
        (name, value) -> {
          final int at = indexOf(replaced, name + "=");
          if (at < 0) {
            replaced.add(name + "=" + value);
          } else {
            replaced.set(at, name + "=" + value);
          }
        });
    return replaced;
  }

  private static int indexOf(final List<String> command, final String prefix) {
    for (int i = 0; i < command.size(); i++) {
      if (command.get(i).startsWith(prefix)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> shared(final L1 l1, final String stateDb) {
    final List<String> flags = new ArrayList<>();
    add(flags, "zknode-l1-urls", l1.url());
    add(flags, "zknode-l1-chain-id", Long.toString(l1.chainId()));
    add(flags, "zknode-l1-genesis-block", Long.toString(l1.genesisBlock()));
    add(flags, "zknode-rollup-manager-address", l1.rollupManager().toString());
    add(flags, "zknode-rollup-address", l1.rollup().toString());
    add(flags, "zknode-global-exit-root-manager-address", l1.exitRoots().toString());
    add(flags, "zknode-rollup-id", Long.toString(l1.rollupId()));
    add(flags, "zknode-l2-chain-id", Long.toString(l1.l2ChainId()));
    add(flags, "zknode-fork-id", Long.toString(l1.forkId()));
    add(flags, "zknode-block-gas-limit", Long.toString(Genesis.BLOCK_GAS_LIMIT));
    add(flags, "zknode-coinbase", COINBASE.toString());
    add(flags, "zknode-state-db-url", stateDb);
    add(flags, "zknode-db-user", DatabaseUsers.NODES);
    add(flags, "synchronizer-enabled", "true");
    add(flags, "synchronizer-poll-interval", "PT0.5S");
    return flags;
  }

  private static void add(final List<String> flags, final String name, final String value) {
    flags.add("--plugin-" + name + "=" + value);
  }
}
