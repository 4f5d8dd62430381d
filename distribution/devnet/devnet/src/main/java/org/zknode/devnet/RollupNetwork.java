/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.LauncherException;
import org.zknode.explorer.ExplorerServer;

/**
 * One rollup of a devnet: its contracts on the chain below, main node, external nodes that also
 * verify, dev provers. Whoever made the parts that it is given stops them.
 */
public final class RollupNetwork {
  /** Days that the certificate of a devnet is valid: longer than any runs. */
  private static final int CERTIFICATE_DAYS = 365;

  private final RollupSpec spec;
  private final DevnetOptions options;
  private final Machine machine;
  private final L1Network l1;
  private final List<ChildProcess> provers = new ArrayList<>();
  private final List<ExecutorProcess> executors = new ArrayList<>();
  private final List<NodeProcess> externalNodes = new ArrayList<>();
  private NodeCommands commands;
  private NodeFlags.L1 nodesL1;
  private NodeFlags.ProverDoor proverDoor;
  private Path genesisFile;
  private Path sequencerKey;
  private Path aggregatorKey;
  private int probes;
  private NodeProcess mainNode;
  private ExplorerServer explorer;

  /** What all rollups of a devnet share. */
  record Machine(
      DevnetHome home, DataDirectory data, PostgresServer postgres, RunningParts running) {}

  /**
   * @param l1 the chain below
   */
  RollupNetwork(
      final RollupSpec spec,
      final DevnetOptions options,
      final Machine machine,
      final L1Network l1) {
    this.spec = spec;
    this.options = options;
    this.machine = machine;
    this.l1 = l1;
  }

  /**
   * Starts everything and waits until all nodes answer.
   *
   * @param nodeCommands of the engine
   */
  void start(final NodeCommands nodeCommands, final PrintStream out) {
    commands = nodeCommands;
    genesisFile =
        machine
            .data()
            .writeJson(
                spec.prefix() + "genesis.json",
                new Genesis(nodesL1.l2ChainId(), nodesL1.rollupId(), spec.funded()).file());
    // The token is written first: it makes the folder.
    final Path token =
        machine
            .data()
            .writeSecret(
                "keys/" + spec.prefix() + "prover-token",
                DevKeys.derived(spec.prefix() + "prover token"));
    proverDoor =
        new NodeFlags.ProverDoor(
            spec.ports().aggregator(),
            DevCertificate.make(
                token.getParent(), spec.prefix() + "aggregator-tls", "-1d", CERTIFICATE_DAYS),
            token);
    startExecutors(out);
    startNodes(out);
    out.printf("starting %d dev prover(s) of %s ...%n", spec.provers(), spec.name());
    for (int i = 0; i < spec.provers(); i++) {
      provers.add(startProver(spec.prover(i), spec.setup().proverFlags().toArray(String[]::new)));
    }
  }

  private void startExecutors(final PrintStream out) {
    if (spec.executors() == 0) {
      return;
    }
    if (!(commands instanceof NodeCommands.Besu besu)) {
      throw new LauncherException("executors need Besu's EVM: choose --engine besu");
    }
    out.printf("starting %d executor(s) of %s ...%n", spec.executors(), spec.name());
    for (final int port : Ports.freePorts(spec.executors())) {
      final ExecutorProcess executor =
          started(
              new ExecutorProcess(
                  "executor%d".formatted(executors.size() + 1),
                  machine.data().root(),
                  besu.java(),
                  genesisFile,
                  port));
      executors.add(executor);
      executor.start();
    }
  }

  /** Of the batch check, in the order of their URLs. */
  public List<ExecutorProcess> executors() {
    return List.copyOf(executors);
  }

  /** The external nodes follow, and record what the executors need. */
  private Map<String, String> executorFlags() {
    if (executors.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        "--plugin-sequencer-executor-urls",
        String.join(",", executors.stream().map(ExecutorProcess::url).toList()),
        "--plugin-sequencer-witness-urls",
        String.join(
            ",",
            spec.ports().external().stream()
                .map(ports -> "http://%s:%d".formatted(Ports.HOST, ports.rpc()))
                .toList()));
  }

  /** Deploys the contracts, unless they are there, and finds the way to them. */
  void deploy(final PrintStream out) {
    final Optional<AttachedL1> attached = spec.setup().attached();
    final long rollupId =
        attached.isPresent() ? l1.deployment().rollupId() : DevContracts.ROLLUP_ID;
    final Bytes32 genesisRoot = Genesis.stateRoot(options.engine(), rollupId, spec.funded());
    if (attached.isEmpty()) {
      out.printf("deploying %s's contracts on %s ...%n", spec.name(), spec.below());
      l1.deploy(genesisRoot, spec);
    } else if (!l1.genesisStateRoot().equals(genesisRoot)) {
      out.printf(
          "warning: the contracts have state root %s for batch 0, this devnet's genesis has %s:"
              + " only a verifier contract that takes any proof can verify batches here%n",
          l1.genesisStateRoot(), genesisRoot);
    }
    nodesL1 = l1.deployment().at(spec.setup().l1Route().apply(l1.rpc().url()));
  }

  private void startNodes(final PrintStream out) {
    out.printf("starting %s's main node (%s engine) ...%n", spec.name(), options.engine().text());
    mainNode = startableMainNode();
    mainNode.start();
    mainNode.awaitReady();
    out.printf(
        "starting %d external node(s) and verifier(s) of %s ...%n", spec.verifiers(), spec.name());
    for (int i = 0; i < spec.verifiers(); i++) {
      final NodeProcess external = externalNode(i);
      externalNodes.add(external);
      external.start();
    }
    externalNodes.forEach(NodeProcess::awaitReady);
    // A Besu that is more than a few blocks behind takes no transactions yet.
    externalNodes.forEach(node -> node.awaitBlock(mainNode.head()));
  }

  /** Starts the page that shows this rollup. */
  void startExplorer() {
    explorer =
        started(
            Explorer.start(mainNode, externalNodes, l1.deployment().url(), spec.ports().bridge()));
  }

  /** Where a browser sees it. */
  URI explorerUrl() {
    return explorer.url();
  }

  /**
   * One more dev prover; the devnet does not mind when it ends.
   *
   * @param flags besides its name and those with which it connects
   */
  ChildProcess startProver(final String name, final String... flags) {
    return startProver(name, proverDoor, mainNode.rpc().url(), flags);
  }

  private ChildProcess startProver(
      final String name, final NodeFlags.ProverDoor door, final URI node, final String... flags) {
    return started(
        ChildProcess.start(
            name,
            machine.data().root(),
            Map.of(),
            commands.prover(
                arguments -> machine.home().launcher(arguments.toArray(String[]::new)),
                commands.outcomes(genesisFile, node),
                Stream.of(
                        Stream.of("--name=" + name), door.proverFlags().stream(), Stream.of(flags))
                    .flatMap(all -> all)
                    .toList())));
  }

  /** Flags with which a prover of this rollup connects. */
  List<String> proverFlags() {
    return Stream.concat(
            proverDoor.proverFlags().stream(),
            commands.outcomes(genesisFile, mainNode.rpc().url()).stream())
        .toList();
  }

  private NodeProcess startableMainNode() {
    sequencerKey =
        spec.setup()
            .attached()
            .map(AttachedL1::sequencerKeyFile)
            .orElseGet(() -> secret(spec.prefix() + "sequencer", spec.keys().sequencer()));
    aggregatorKey =
        spec.setup()
            .attached()
            .map(AttachedL1::aggregatorKeyFile)
            .orElseGet(() -> secret(spec.prefix() + "aggregator", spec.keys().aggregator()));
    return mainNode(spec.main(), spec.ports().main(), "", proverDoor, Map.of());
  }

  private Path secret(final String name, final String hex) {
    return machine.data().writeSecret("keys/" + name, hex);
  }

  /** See {@link Devnet#standbyMainNode}. */
  NodeProcess standbyMainNode(final Map<String, String> flags) {
    final int[] door = Ports.freePorts(1);
    final NodeFlags.ProverDoor own =
        new NodeFlags.ProverDoor(door[0], proverDoor.identity(), proverDoor.tokenFile());
    final List<String> peers = new ArrayList<>(List.of(mainEnode()));
    for (int i = 0; i < externalNodes.size(); i++) {
      peers.add(externalEnode(i));
    }
    final Ports.Node ports = Ports.freeNode();
    startProver(
        spec.standby() + "-prover",
        own,
        URI.create("http://%s:%d".formatted(Ports.HOST, ports.rpc())),
        spec.setup().proverFlags().toArray(String[]::new));
    return mainNode(spec.standby(), ports, String.join(",", peers), own, flags);
  }

  private NodeProcess mainNode(
      final String name,
      final Ports.Node nodePorts,
      final String peers,
      final NodeFlags.ProverDoor door,
      final Map<String, String> flags) {
    final NodeCommands.Parts parts =
        parts(
            name,
            nodePorts,
            peers,
            NodeFlags.mainNode(
                nodesL1,
                new NodeFlags.BridgeDoor(
                    l1.bridge(),
                    nodePorts.equals(spec.ports().main()) ? spec.ports().bridge() : 0,
                    secret(name + "-bridge", spec.keys().bridge())),
                machine.postgres().url(spec.stateOfMain()),
                machine.postgres().url(spec.pool()),
                sequencerKey,
                aggregatorKey,
                door,
                spec.verifierThreshold(),
                spec.verifierAddresses(),
                nodePorts.feed(),
                options.pace()));
    final List<String> command =
        NodeFlags.replace(
            NodeFlags.replace(
                NodeFlags.replace(commands.command(parts), executorFlags()),
                spec.setup().mainFlags()),
            flags);
    return started(
        new NodeProcess(
            name, parts.directory(), command, command, commands.environment(), nodePorts.rpc()));
  }

  private NodeProcess externalNode(final int index) {
    return externalNode(
        spec.external(index),
        spec.ports().external().get(index),
        mainEnode(),
        spec.stateOfExternal(index),
        spec.verifierKey(index),
        spec.setup().externalFlags());
  }

  /** See {@link Devnet#probeNode}. */
  public synchronized NodeProcess probeNode(
      final Optional<String> peer, final Map<String, String> flags) {
    probes++;
    final String name = spec.prefix() + "probe" + probes;
    final String database = spec.database("state_probe" + probes);
    machine.postgres().recreateDatabase(database);
    return externalNode(
        name, Ports.freeNode(), peer.orElse(""), database, DevKeys.derived(name), flags);
  }

  private NodeProcess externalNode(
      final String name,
      final Ports.Node nodePorts,
      final String peer,
      final String database,
      final String verifierKey,
      final Map<String, String> flags) {
    final NodeCommands.Parts parts =
        parts(
            name,
            nodePorts,
            peer,
            NodeFlags.externalNode(
                nodesL1,
                machine.postgres().url(database),
                mainNode.rpc().url().toString(),
                secret(name + "-verifier", verifierKey),
                RollupSpec.nodeId(spec.main()),
                spec.ports().main().feedUrl(),
                nodePorts.feed()));
    return started(
        new NodeProcess(
            name,
            parts.directory(),
            NodeFlags.replace(commands.command(parts), flags),
            NodeFlags.replace(commands.command(parts.isolated()), flags),
            commands.environment(),
            nodePorts.rpc()));
  }

  private NodeCommands.Parts parts(
      final String name, final Ports.Node nodePorts, final String peers, final List<String> roles) {
    return new NodeCommands.Parts(
        machine.data().root().resolve(name),
        nodePorts,
        nodesL1.l2ChainId(),
        genesisFile,
        secret(name + "-node", RollupSpec.nodeKey(name)),
        peers,
        roles);
  }

  private <T extends AutoCloseable> T started(final T part) {
    return machine.running().started(part);
  }

  /** Throws one sentence that names the first part that has died. */
  void requireAlive() {
    mainNode.process().requireAlive(spec.name() + "'s main node");
    externalNodes.forEach(node -> node.process().requireAlive(node.name()));
    provers.forEach(prover -> prover.requireAlive(prover.name()));
  }

  /** See {@link Devnet#wipeExternalNode}. */
  void wipeExternalNode(final int index) {
    externalNodes.get(index).wipe();
    machine.postgres().recreateDatabase(spec.stateOfExternal(index));
  }

  public NodeProcess mainNode() {
    return mainNode;
  }

  public List<NodeProcess> externalNodes() {
    return List.copyOf(externalNodes);
  }

  List<ChildProcess> provers() {
    return List.copyOf(provers);
  }

  /** The chain below, with the contracts. */
  public L1Network l1() {
    return l1;
  }

  RollupSpec spec() {
    return spec;
  }

  /** Of the rollup. */
  public long chainId() {
    return nodesL1.l2ChainId();
  }

  /** See {@link Devnet#stateDatabaseUrls}. */
  public List<String> stateDatabaseUrls() {
    return spec.databases().stream()
        .filter(name -> !name.equals(spec.pool()))
        .map(machine.postgres()::url)
        .toList();
  }

  String poolUrl() {
    return machine.postgres().url(spec.pool());
  }

  /** The genesis file of all its nodes. */
  Path genesisFile() {
    return genesisFile;
  }

  /** WebSocket of the main node's preconfirmations, as flashblocks. */
  public URI mainFeed() {
    return URI.create(spec.ports().main().feedUrl());
  }

  /** The same of that external node. */
  public URI externalFeed(final int index) {
    return URI.create(spec.ports().external().get(index).feedUrl());
  }

  /** Where the main node's devp2p listens. */
  public String mainEnode() {
    return enode(spec.main(), spec.ports().main());
  }

  /** Where that external node's devp2p listens. */
  String externalEnode(final int index) {
    return enode(externalNodes.get(index).name(), spec.ports().external().get(index));
  }

  private static String enode(final String node, final Ports.Node ports) {
    return "enode://%s@%s:%d".formatted(RollupSpec.nodeId(node), Ports.HOST, ports.p2p());
  }
}
