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
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.explorer.ExplorerServer;

/**
 * A running devnet: L1, PostgreSQL, contracts, main node, external nodes that also verify, dev
 * provers. All that it started is gone after {@link #close}, also when this process dies.
 */
public final class Devnet implements AutoCloseable {
  /** Chain id of the devnet's L2. */
  public static final long L2_CHAIN_ID = NodeFlags.L2_CHAIN_ID;

  /** Gas limit of every L2 block of the devnet. */
  public static final long BLOCK_GAS_LIMIT = Genesis.BLOCK_GAS_LIMIT;

  private static final String STATE_MAIN = "state_main";
  private static final String POOL = "pool";
  private static final String STANDBY = "standby";

  /** Days that the certificate of a devnet is valid: longer than any runs. */
  private static final int CERTIFICATE_DAYS = 365;

  private final DevnetOptions options;
  private final DevnetSetup setup;
  private final DevnetHome home;
  private final RunningParts running = new RunningParts();
  private final List<ChildProcess> provers = new ArrayList<>();
  private final List<NodeProcess> externalNodes = new ArrayList<>();
  private final DataDirectory data;
  private final Ports ports;
  private L1Network l1;
  private NodeFlags.L1 nodesL1;
  private PostgresServer postgres;
  private NodeCommands commands;
  private NodeFlags.ProverDoor proverDoor;
  private Path genesisFile;
  private Path sequencerKey;
  private Path aggregatorKey;
  private int probes;
  private NodeProcess mainNode;
  private ExplorerServer explorer;

  private Devnet(final DevnetOptions options, final DevnetSetup setup, final DevnetHome home) {
    this.options = options;
    this.setup = setup;
    this.home = home;
    this.ports =
        options.freePorts() ? Ports.free(options.verifiers()) : Ports.fixed(options.verifiers());
    ports.requireFree(setup.attached().isEmpty());
    this.data = started(DataDirectory.create(options.data()));
  }

  /**
   * Starts everything and waits until all nodes answer.
   *
   * @param home the distribution folder of this checkout or installation
   * @param out progress for the user
   * @throws LauncherException one sentence; nothing is left running
   */
  public static Devnet start(
      final DevnetOptions options, final DevnetHome home, final PrintStream out) {
    return start(options, DevnetSetup.usual(), home, out);
  }

  /** Likewise, with differences from the usual devnet. */
  public static Devnet start(
      final DevnetOptions options,
      final DevnetSetup setup,
      final DevnetHome home,
      final PrintStream out) {
    final Devnet devnet = new Devnet(options, setup, home);
    try {
      devnet.startAll(out);
      return devnet;
    } catch (final Throwable e) {
      // Whatever it is: nobody else knows of these processes.
      devnet.running.closeBecauseOf(e);
      throw e;
    }
  }

  private void startAll(final PrintStream out) {
    if (setup.attached().isPresent()) {
      l1 = started(L1Network.attach(setup.attached().get()));
    } else {
      out.println("starting L1 (anvil) ...");
      l1 = started(L1Network.start(home.anvil(), data.root(), ports.l1Rpc()));
    }
    out.println("starting PostgreSQL ...");
    final List<String> databases = new ArrayList<>(List.of(STATE_MAIN, POOL));
    for (int i = 0; i < options.verifiers(); i++) {
      databases.add(externalDatabase(i));
    }
    postgres = started(PostgresServer.start(data.root(), ports.postgres(), databases));

    final long rollupId =
        setup.attached().isPresent() ? l1.deployment().rollupId() : DevContracts.ROLLUP_ID;
    final Bytes32 genesisRoot =
        Genesis.stateRoot(options.engine(), rollupId, DevKeys.funded(options));
    if (setup.attached().isEmpty()) {
      out.println("deploying the L1 contracts ...");
      l1.deploy(genesisRoot);
    } else if (!l1.genesisStateRoot().equals(genesisRoot)) {
      out.printf(
          "warning: the contracts have state root %s for batch 0, this devnet's genesis has %s:"
              + " only a verifier contract that takes any proof can verify batches here%n",
          l1.genesisStateRoot(), genesisRoot);
    }
    nodesL1 = l1.deployment().at(setup.l1Route().apply(l1.rpc().url()));
    genesisFile =
        data.writeJson(
            "genesis.json",
            new Genesis(nodesL1.l2ChainId(), rollupId, DevKeys.funded(options)).file());

    // The token is written first: it makes the folder.
    final Path token = data.writeSecret("keys/prover-token", DevKeys.derived("prover token"));
    proverDoor =
        new NodeFlags.ProverDoor(
            ports.aggregator(),
            DevCertificate.make(token.getParent(), "aggregator-tls", "-1d", CERTIFICATE_DAYS),
            token);
    commands = home.nodeCommands(options, data.root());
    out.printf("starting the main node (%s engine) ...%n", options.engine().text());
    mainNode = startableMainNode();
    mainNode.start();
    mainNode.awaitReady();
    out.printf("starting %d external node(s) and verifier(s) ...%n", options.verifiers());
    for (int i = 0; i < options.verifiers(); i++) {
      final NodeProcess external = externalNode(i);
      externalNodes.add(external);
      external.start();
    }
    externalNodes.forEach(NodeProcess::awaitReady);
    // A Besu that is more than a few blocks behind takes no transactions yet.
    externalNodes.forEach(node -> node.awaitBlock(mainNode.head()));
    out.printf("starting %d dev prover(s) ...%n", options.provers());
    for (int i = 0; i < options.provers(); i++) {
      provers.add(startProver("prover" + (i + 1), setup.proverFlags().toArray(String[]::new)));
    }
    if (options.fundByDeposit()) {
      new UserDeposits(this).make(out);
    }
    explorer =
        started(Explorer.start(mainNode, externalNodes, l1.deployment().url(), ports.bridge()));
    data.writeJson("devnet.json", DevnetDescription.of(this));
  }

  /** The state root of block 0 as that engine shows it, of the first rollup of a manager. */
  public static Bytes32 genesisStateRoot(final DevnetOptions.Engine engine) {
    return Genesis.stateRoot(engine, DevContracts.ROLLUP_ID, DevKeys.funded());
  }

  /**
   * One more dev prover; the devnet does not mind when it ends.
   *
   * @param flags besides its name and those with which it connects
   */
  public ChildProcess startProver(final String name, final String... flags) {
    return startProver(name, proverDoor, flags);
  }

  private ChildProcess startProver(
      final String name, final NodeFlags.ProverDoor door, final String... flags) {
    return started(
        ChildProcess.start(
            name,
            data.root(),
            Map.of(),
            home.launcher(
                Stream.of(
                        Stream.of("dev-prover", "--name=" + name),
                        door.proverFlags().stream(),
                        Stream.of(flags))
                    .flatMap(all -> all)
                    .toArray(String[]::new))));
  }

  /** Where a browser sees this devnet. */
  public URI explorerUrl() {
    return explorer.url();
  }

  /** As a crash would. */
  public void stopPostgres() {
    postgres.stopImmediately();
  }

  /** After {@link #stopPostgres}. */
  public void startPostgres() {
    postgres.startAgain();
  }

  /** Flags with which a prover of this devnet connects. */
  List<String> proverFlags() {
    return proverDoor.proverFlags();
  }

  private NodeProcess startableMainNode() {
    sequencerKey =
        setup
            .attached()
            .map(AttachedL1::sequencerKeyFile)
            .orElseGet(() -> data.writeSecret("keys/sequencer", DevKeys.SEQUENCER_HEX));
    aggregatorKey =
        setup
            .attached()
            .map(AttachedL1::aggregatorKeyFile)
            .orElseGet(() -> data.writeSecret("keys/aggregator", DevKeys.AGGREGATOR_HEX));
    return mainNode("main", ports.main(), mainKey("main"), "", proverDoor, Map.of());
  }

  /**
   * One more main node, not started yet, with the main node's databases, L1 keys and flags, and a
   * folder, a devp2p key and ports of its own; a prover that dials it is started. It dials the main
   * node and the external ones.
   *
   * @param flags with their dashes, and their values: each takes the place of the flag of that
   *     name, or is added
   */
  public NodeProcess standbyMainNode(final Map<String, String> flags) {
    final int[] door = Ports.freePorts(1);
    final NodeFlags.ProverDoor own =
        new NodeFlags.ProverDoor(door[0], proverDoor.identity(), proverDoor.tokenFile());
    final List<String> peers = new ArrayList<>(List.of(mainEnode()));
    for (int i = 0; i < externalNodes.size(); i++) {
      peers.add(externalEnode(i));
    }
    startProver(STANDBY + "-prover", own, setup.proverFlags().toArray(String[]::new));
    return mainNode(
        STANDBY, Ports.freeNode(), mainKey(STANDBY), String.join(",", peers), own, flags);
  }

  private static String mainKey(final String name) {
    return DevKeys.derived(name + " node");
  }

  private NodeProcess mainNode(
      final String name,
      final Ports.Node nodePorts,
      final String keyHex,
      final String peers,
      final NodeFlags.ProverDoor door,
      final Map<String, String> flags) {
    final NodeCommands.Parts parts =
        new NodeCommands.Parts(
            data.root().resolve(name),
            nodePorts,
            nodesL1.l2ChainId(),
            genesisFile,
            data.writeSecret("keys/" + name + "-node", keyHex),
            peers,
            NodeFlags.mainNode(
                nodesL1,
                new NodeFlags.BridgeDoor(
                    l1.bridge(),
                    nodePorts.equals(ports.main()) ? ports.bridge() : 0,
                    data.writeSecret("keys/" + name + "-bridge", DevKeys.BRIDGE_HEX)),
                postgres.url(STATE_MAIN),
                postgres.url(POOL),
                sequencerKey,
                aggregatorKey,
                door,
                options.verifierThreshold(),
                verifierAddresses(),
                options.pace()));
    final List<String> command =
        NodeFlags.replace(NodeFlags.replace(commands.command(parts), setup.mainFlags()), flags);
    return started(
        new NodeProcess(
            name, parts.directory(), command, command, commands.environment(), nodePorts.rpc()));
  }

  private NodeProcess externalNode(final int index) {
    return externalNode(
        "external" + (index + 1),
        ports.external().get(index),
        mainEnode(),
        externalDatabase(index),
        verifierKey(index),
        setup.externalFlags());
  }

  /**
   * One more external node, not started yet, on ports, a data folder and a database of its own; the
   * devnet neither waits for it nor minds when it ends.
   *
   * @param peer enode that it dials, or several with commas; empty = none
   * @param flags with their dashes, and their values: each takes the place of the flag of that
   *     name, or is added
   */
  public synchronized NodeProcess probeNode(
      final Optional<String> peer, final Map<String, String> flags) {
    probes++;
    final String name = "probe" + probes;
    final String database = "state_" + name;
    postgres.recreateDatabase(database);
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
        new NodeCommands.Parts(
            data.root().resolve(name),
            nodePorts,
            nodesL1.l2ChainId(),
            genesisFile,
            data.writeSecret("keys/" + name + "-node", DevKeys.derived(name + " node")),
            peer,
            NodeFlags.externalNode(
                nodesL1,
                postgres.url(database),
                mainNode.rpc().url().toString(),
                data.writeSecret("keys/" + name + "-verifier", verifierKey),
                mainNodeId()));
    final NodeCommands.Parts isolated =
        new NodeCommands.Parts(
            parts.directory(),
            nodePorts,
            parts.chainId(),
            genesisFile,
            parts.nodeKey(),
            "",
            parts.roles());
    return started(
        new NodeProcess(
            name,
            parts.directory(),
            NodeFlags.replace(commands.command(parts), flags),
            NodeFlags.replace(commands.command(isolated), flags),
            commands.environment(),
            nodePorts.rpc()));
  }

  private <T extends AutoCloseable> T started(final T part) {
    return running.started(part);
  }

  /** Throws one sentence that names the first part that has died. */
  public void requireAlive() {
    l1.process().ifPresent(anvil -> requireAlive("L1 (anvil)", anvil));
    requireAlive("the main node", mainNode.process());
    externalNodes.forEach(node -> requireAlive(node.name(), node.process()));
    provers.forEach(prover -> requireAlive(prover.name(), prover));
    if (!postgres.isAlive()) {
      throw new LauncherException("PostgreSQL has died; its files are in " + data.root());
    }
  }

  private static void requireAlive(final String what, final ChildProcess process) {
    if (!process.isAlive()) {
      throw new LauncherException(
          "%s has died with code %d; the end of %s:%n%s"
              .formatted(what, process.exitCode(), process.log(), process.logTail(10)));
    }
  }

  /** Stops nothing: deletes data folder and database of a stopped external node. */
  public void wipeExternalNode(final int index) {
    externalNodes.get(index).wipe();
    postgres.recreateDatabase(externalDatabase(index));
  }

  public NodeProcess mainNode() {
    return mainNode;
  }

  public List<NodeProcess> externalNodes() {
    return List.copyOf(externalNodes);
  }

  public List<ChildProcess> provers() {
    return List.copyOf(provers);
  }

  public L1Network l1() {
    return l1;
  }

  public DevnetOptions options() {
    return options;
  }

  /** Chain id of this devnet's L2. */
  public long l2ChainId() {
    return nodesL1.l2ChainId();
  }

  /**
   * JDBC URLs of the state databases: main node, then external nodes; see {@link DatabaseUsers}.
   */
  public List<String> stateDatabaseUrls() {
    final List<String> urls = new ArrayList<>(List.of(postgres.url(STATE_MAIN)));
    for (int i = 0; i < options.verifiers(); i++) {
      urls.add(postgres.url(externalDatabase(i)));
    }
    return urls;
  }

  /** An account with ether on L2 and L1 that nothing of the devnet uses; 0 to 2. */
  public static PrivateKey user(final int index) {
    return PrivateKey.fromHex(DevKeys.USERS.get(index));
  }

  /** The genesis file of all L2 nodes. */
  public Path genesisFile() {
    return genesisFile;
  }

  /** JDBC URL of the pool DB; see {@link DatabaseUsers}. */
  public String poolUrl() {
    return postgres.url(POOL);
  }

  /** Folder of all logs and data. */
  public Path dataFolder() {
    return data.root();
  }

  /** Where the main node's devp2p listens. */
  public String mainEnode() {
    return "enode://%s@%s:%d".formatted(mainNodeId(), Ports.HOST, ports.main().p2p());
  }

  /** The main node's node id: 128 hex digits. */
  public static String mainNodeId() {
    return nodeId("main");
  }

  /** Node id of {@link #standbyMainNode}. */
  public static String standbyNodeId() {
    return nodeId(STANDBY);
  }

  private static String nodeId(final String mainNode) {
    return PrivateKey.fromHex(mainKey(mainNode)).publicKey().toUnprefixedHexString();
  }

  /** Where that external node's devp2p listens. */
  public String externalEnode(final int index) {
    return "enode://%s@%s:%d"
        .formatted(
            PrivateKey.fromHex(DevKeys.derived(externalNodes.get(index).name() + " node"))
                .publicKey()
                .toUnprefixedHexString(),
            Ports.HOST,
            ports.external().get(index).p2p());
  }

  List<Address> verifierAddresses() {
    final List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < options.verifiers(); i++) {
      addresses.add(PrivateKey.fromHex(verifierKey(i)).address());
    }
    return addresses;
  }

  Ports ports() {
    return ports;
  }

  private static String verifierKey(final int index) {
    return DevKeys.derived("verifier " + (index + 1));
  }

  private static String externalDatabase(final int index) {
    return "state_external" + (index + 1);
  }

  /** Stops everything in the reverse order of its start; a part that fails does not keep others. */
  @Override
  public void close() {
    running.close();
  }
}
