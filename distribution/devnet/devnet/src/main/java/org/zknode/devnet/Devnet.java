/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.PrivateKey;

/**
 * A running devnet: L1, PostgreSQL, a rollup on L1, and on demand another one on that. All that it
 * started is gone after {@link #close}, also when this process dies.
 */
public final class Devnet implements AutoCloseable {
  /** Chain id of the devnet's L2. */
  public static final long L2_CHAIN_ID = NodeFlags.L2_CHAIN_ID;

  /** Gas limit of every L2 block of the devnet. */
  public static final long BLOCK_GAS_LIMIT = Genesis.BLOCK_GAS_LIMIT;

  /** Of the 10,000 ether that each dev account has on L1, where they deposit. */
  private static final long ETHER_ON_L2 = 1_000;

  private static final long ETHER_ON_L3 = 100;

  private static final String MAIN = "main";
  private static final String STANDBY = "standby";

  private final DevnetOptions options;
  private final DevnetSetup setup;
  private final DevnetHome home;
  private final RunningParts running = new RunningParts();
  private final DataDirectory data;
  private final Ports ports;
  private L1Network l1;
  private PostgresServer postgres;
  private RollupNetwork l2;
  private Optional<RollupNetwork> l3 = Optional.empty();

  private Devnet(final DevnetOptions options, final DevnetSetup setup, final DevnetHome home) {
    this.options = options;
    this.setup = setup;
    this.home = home;
    this.ports =
        options.freePorts()
            ? Ports.free(options.verifiers(), options.l3())
            : Ports.fixed(options.verifiers(), options.l3());
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
    final RollupSpec spec = RollupSpec.l2(options, setup, ports.l2());
    final Optional<RollupSpec> onIt =
        ports.l3().map(l3Ports -> RollupSpec.l3(options, setup, l3Ports));
    postgres =
        started(
            PostgresServer.start(
                data.root(),
                ports.postgres(),
                Stream.concat(Stream.of(spec), onIt.stream())
                    .flatMap(rollup -> rollup.databases().stream())
                    .toList()));
    final RollupNetwork.Machine machine = new RollupNetwork.Machine(home, data, postgres, running);
    l2 = new RollupNetwork(spec, options, machine, l1);
    l2.deploy(out);
    final NodeCommands commands = home.nodeCommands(options, data.root());
    l2.start(commands, out);
    if (options.fundByDeposit()) {
      new UserDeposits(l2, ETHER_ON_L2, this::requireAlive).make(out);
    }
    l2.startExplorer();
    if (onIt.isPresent()) {
      startL3(onIt.get(), machine, commands, out);
    }
    data.writeJson("devnet.json", DevnetDescription.of(this));
  }

  /** Its L1 is an external node of L2, by URL only, as for any stranger. */
  private void startL3(
      final RollupSpec spec,
      final RollupNetwork.Machine machine,
      final NodeCommands commands,
      final PrintStream out) {
    final URI below = l2.externalNodes().getFirst().rpc().url();
    final RollupNetwork rollup = new RollupNetwork(spec, options, machine, L1Network.at(below));
    l3 = Optional.of(rollup);
    rollup.deploy(out);
    rollup.start(commands, out);
    if (options.fundByDeposit()) {
      new UserDeposits(rollup, ETHER_ON_L3, this::requireAlive).make(out);
    }
    rollup.startExplorer();
  }

  /** The state root of block 0 as that engine shows it, of the first rollup of a manager. */
  public static Bytes32 genesisStateRoot(final DevnetOptions.Engine engine) {
    return Genesis.stateRoot(engine, DevContracts.ROLLUP_ID, DevKeys.funded());
  }

  /** The rollup on L1. */
  public RollupNetwork l2() {
    return l2;
  }

  /** The rollup on {@link #l2}, if it was asked for. */
  public Optional<RollupNetwork> l3() {
    return l3;
  }

  /** All, each after the one that it stands on. */
  List<RollupNetwork> rollups() {
    return Stream.concat(Stream.of(l2), l3.stream()).toList();
  }

  /** What shows how that rollup goes on; where there are two, each line names its own. */
  ProgressPrinter progressOf(final RollupNetwork rollup, final PrintStream out) {
    return new ProgressPrinter(
        l3.isPresent() ? rollup.spec().name() + "  " : "",
        rollup.spec().below(),
        rollup.mainNode().rpc(),
        out);
  }

  /**
   * One more dev prover; the devnet does not mind when it ends.
   *
   * @param flags besides its name and those with which it connects
   */
  public ChildProcess startProver(final String name, final String... flags) {
    return l2.startProver(name, flags);
  }

  /** Where a browser sees this devnet. */
  public URI explorerUrl() {
    return l2.explorerUrl();
  }

  /** As a crash would. */
  public void stopPostgres() {
    postgres.stopImmediately();
  }

  /** After {@link #stopPostgres}. */
  public void startPostgres() {
    postgres.startAgain();
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
    return l2.standbyMainNode(flags);
  }

  /**
   * One more external node, not started yet, on ports, a data folder and a database of its own; the
   * devnet neither waits for it nor minds when it ends.
   *
   * @param peer enode that it dials, or several with commas; empty = none
   * @param flags with their dashes, and their values: each takes the place of the flag of that
   *     name, or is added
   */
  public NodeProcess probeNode(final Optional<String> peer, final Map<String, String> flags) {
    return l2.probeNode(peer, flags);
  }

  private <T extends AutoCloseable> T started(final T part) {
    return running.started(part);
  }

  /** Throws one sentence that names the first part that has died. */
  public void requireAlive() {
    l1.process().ifPresent(anvil -> anvil.requireAlive("L1 (anvil)"));
    rollups().forEach(RollupNetwork::requireAlive);
    if (!postgres.isAlive()) {
      throw new LauncherException("PostgreSQL has died; its files are in " + data.root());
    }
  }

  /** Stops nothing: deletes data folder and database of a stopped external node. */
  public void wipeExternalNode(final int index) {
    l2.wipeExternalNode(index);
  }

  public NodeProcess mainNode() {
    return l2.mainNode();
  }

  public List<NodeProcess> externalNodes() {
    return l2.externalNodes();
  }

  public List<ChildProcess> provers() {
    return l2.provers();
  }

  public L1Network l1() {
    return l1;
  }

  public DevnetOptions options() {
    return options;
  }

  /** Chain id of this devnet's L2. */
  public long l2ChainId() {
    return l2.chainId();
  }

  /**
   * JDBC URLs of the state databases: main node, then external nodes; see {@link DatabaseUsers}.
   */
  public List<String> stateDatabaseUrls() {
    return l2.stateDatabaseUrls();
  }

  /** An account with ether on L2 and L1 that nothing of the devnet uses; 0 to 2. */
  public static PrivateKey user(final int index) {
    return PrivateKey.fromHex(DevKeys.USERS.get(index));
  }

  /** The genesis file of all L2 nodes. */
  public Path genesisFile() {
    return l2.genesisFile();
  }

  /** JDBC URL of the pool DB; see {@link DatabaseUsers}. */
  public String poolUrl() {
    return l2.poolUrl();
  }

  /** Folder of all logs and data. */
  public Path dataFolder() {
    return data.root();
  }

  /** Where the main node's devp2p listens. */
  public String mainEnode() {
    return l2.mainEnode();
  }

  /** The main node's node id: 128 hex digits. */
  public static String mainNodeId() {
    return RollupSpec.nodeId(MAIN);
  }

  /** Node id of {@link #standbyMainNode}. */
  public static String standbyNodeId() {
    return RollupSpec.nodeId(STANDBY);
  }

  /** Where that external node's devp2p listens. */
  public String externalEnode(final int index) {
    return l2.externalEnode(index);
  }

  /** Stops everything in the reverse order of its start; a part that fails does not keep others. */
  @Override
  public void close() {
    running.close();
  }
}
