/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.AnvilBinary;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.FreePorts;
import org.zknode.embedded.AnvilEngine;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.bridge.BridgeConfig;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.postgres.PgBridgeStore;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import org.zknode.rollup.verification.VerifierConfig;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capabilities;

/** L1, PostgreSQL, a main node with all its roles, an external node that verifies. */
final class World implements AutoCloseable {
  /** Bytes of a batch; a transaction with more data than that can never be included. */
  static final int MAX_BATCH_BYTES = 3_000;

  static final int MAX_BATCH_TRANSACTIONS = 6;
  static final int MAX_BATCHES_PER_SEQUENCE = 2;

  private static final long FORK_ID = 8;

  /** Events that are looked through for one. */
  private static final int EVENTS = 1_000;

  /** Times faster than the world: a second of L1 and L2 takes a tenth. */
  private static final int SPEED = 10;

  private static final Duration POLL = Duration.ofMillis(50);

  /** Real time: a block of this world takes a tenth of a second. */
  private static final Duration SLICE = Duration.ofMillis(20);

  /**
   * Passes only when the scenario lets it: what a batch is closed for then is no matter of speed.
   */
  static final Duration BATCH_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration NEVER = Duration.ofHours(1000);

  /** Without a death. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** More than the whole test may take. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final int MAIN_P2P_KEY = 2001;
  private static final int EXTERNAL_P2P_KEY = 2002;

  final FastClock clock = new FastClock(SPEED);
  final CrashPlan plan;
  final Users users = new Users();
  final Told told = new Told();
  final DevL1Chain l1;
  final TestNode main;
  final TestNode external;
  final StateStore mainState;
  final StateStore externalState;
  final L1Config l1Config;
  final JsonRpcL1Client l1Client;
  final DatabaseConfig mainDatabase;

  private final Databases databases = new Databases();
  private boolean connected = true;

  World(final Path directory, final Set<CrashPoint> killed) {
    plan = new CrashPlan(killed);
    final Path anvil = AnvilBinary.locate(Path.of("target", "npm").toAbsolutePath());
    final Path genesis = Keys.genesis(directory);
    l1 = new DevL1Chain(anvil, clock);
    final TestNode.Host host = new TestNode.Host(anvil, genesis, directory, plan, clock, told);
    l1.deploy(Keys.DEPLOYER, parameters(anvil, genesis, directory));
    l1Config = l1.contracts().toL1Config(List.of(l1.url()), BlockTag.LATEST);
    l1Client = new JsonRpcL1Client(l1Config);
    mainDatabase = databases.create("main", true);
    final DatabaseConfig externalDatabase = databases.create("external", false);
    mainState = observe(mainDatabase);
    externalState = observe(externalDatabase);
    main =
        new TestNode(
            "main", () -> mainConfig(directory), Keys.l2(MAIN_P2P_KEY), host, mainState, databases);
    external =
        new TestNode(
            "external",
            () -> externalConfig(directory, externalDatabase),
            Keys.l2(EXTERNAL_P2P_KEY),
            host,
            externalState,
            databases);
  }

  private StateStore observe(final DatabaseConfig config) {
    return PgStateStore.open(databases.observe(config), getClass().getClassLoader());
  }

  private static DevContracts.Parameters parameters(
      final Path anvil, final Path genesis, final Path directory) {
    final Bytes32 root;
    try (AnvilEngine engine = new AnvilEngine(anvil, genesis, directory.resolve("genesis"))) {
      root = engine.block(0).orElseThrow().stateRoot();
    }
    return new DevContracts.Parameters(
        Keys.L2_CHAIN_ID,
        FORK_ID,
        root,
        Keys.SEQUENCER.address(),
        Keys.AGGREGATOR.address(),
        "http://127.0.0.1");
  }

  private static ChainConfig chain() {
    return new ChainConfig(Keys.L2_CHAIN_ID, FORK_ID, Keys.COINBASE, Keys.GAS_LIMIT);
  }

  private static ZksConfig zks() {
    return new ZksConfig(Capabilities.DEFAULT_OFFER, 64, NEVER, 8, List.of());
  }

  private NodeConfig mainConfig(final Path directory) {
    return new NodeConfig(
            chain(),
            l1Config,
            mainDatabase,
            pool(),
            zks(),
            Optional.of(
                new SequencerConfig(
                        Duration.ofSeconds(1),
                        NEVER,
                        BATCH_TIMEOUT,
                        MAX_BATCH_BYTES,
                        MAX_BATCH_TRANSACTIONS,
                        Keys.sequencerFile(directory),
                        POLL,
                        MAX_BATCHES_PER_SEQUENCE,
                        1,
                        List.of(Keys.VERIFIER.address()),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(1),
                        new SequencerConfig.ForcedBatchPolicy(1, Duration.ofSeconds(2)),
                        BigInteger.ZERO,
                        0,
                        ResourceLimits.DEFAULT)
                    .preconfirming(SLICE)),
            Optional.of(new SynchronizerConfig(POLL, 100, 2, true)),
            Optional.of(
                new AggregatorConfig(
                    "127.0.0.1",
                    FreePorts.of(1).getFirst(),
                    Keys.aggregatorFile(directory),
                    Keys.AGGREGATOR.address(),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10),
                    POLL)),
            Optional.empty(),
            List.of())
        .withBridge(bridge());
  }

  private NodeConfig externalConfig(final Path directory, final DatabaseConfig database) {
    return new NodeConfig(
            chain(),
            l1Config,
            database,
            pool(),
            zks().withMainNodes(List.of(Keys.l2(MAIN_P2P_KEY).publicKey().toUnprefixedHexString())),
            Optional.empty(),
            Optional.of(new SynchronizerConfig(POLL, 100, 2, true)),
            Optional.empty(),
            Optional.of(new VerifierConfig(Keys.verifierFile(directory))),
            List.of())
        .withBridge(bridge());
  }

  private Optional<BridgeConfig> bridge() {
    return Optional.of(
        new BridgeConfig(
            l1.contracts().bridge(), 0, L2Contracts.BRIDGE, Optional.empty(), Optional.empty()));
  }

  /** Maintenance and prices often, so that their writes are seen too. */
  private static PoolConfig pool() {
    final PoolConfig defaults = PoolConfig.defaults();
    final GasPriceConfig prices = defaults.gasPrice();
    return new PoolConfig(
        defaults.maxPending(),
        defaults.maxPendingPerSender(),
        defaults.maxTransactionBytes(),
        defaults.maxDataBytes(),
        defaults.allowList(),
        Duration.ofSeconds(1),
        NEVER,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        defaults.selectedL1Confirmations(),
        NEVER,
        new GasPriceConfig(
            prices.suggester(),
            prices.defaultPrice(),
            prices.maxPrice(),
            prices.l1Factor(),
            Duration.ofSeconds(1),
            prices.historyRetention(),
            prices.refreshInterval(),
            prices.minPrice(),
            prices.suggestedIsMin(),
            prices.window(),
            prices.l1Floor()),
        defaults.quota());
  }

  /** Buries the dead, starts what does not run, connects the two. */
  void tend() {
    l1.check();
    if (!plan.violations().isEmpty()) {
      throw new AssertionError(plan.violations().toString());
    }
    main.tend();
    external.tend();
    if (connected) {
      external.connectTo(main);
    } else {
      external.disconnect();
    }
  }

  /** Both nodes die and lose their state DB and their chain; L1 and the pool DB are left. */
  void loseEverything() {
    main.dieAnd(engine -> lose(engine, "main"));
    external.dieAnd(engine -> lose(engine, "external"));
  }

  private void lose(final ExecutionEngine engine, final String name) {
    engine.unwindTo(0);
    databases.loseState(name);
  }

  /** Somebody with a SQL client changes rows of the main node's databases. */
  void writeIntoMain(final String sql) {
    databases.execute("main", sql);
  }

  /** What the main node's pool DB says of a transaction. */
  Optional<String> poolStatus(final Bytes32 hash) {
    return databases.find(
        "main",
        "SELECT status FROM pool.transaction WHERE hash = '\\x%s'"
            .formatted(hash.toUnprefixedHexString()));
  }

  /** The external node dies and has other rows afterwards. */
  void externalWakesUpWith(final String sql) {
    external.dieAnd(engine -> databases.execute("external", sql));
  }

  /** Whether the two nodes see each other. */
  void connected(final boolean on) {
    connected = on;
  }

  /**
   * Tends the nodes until that is so.
   *
   * @throws AssertionError a node is halted, or nothing has come of it for long, not even a death
   */
  void until(final String what, final BooleanSupplier condition) {
    final AtomicReference<AssertionError> failure = new AtomicReference<>();
    final AtomicLong lastDeath = new AtomicLong(System.nanoTime());
    final AtomicInteger deaths = new AtomicInteger(deaths());
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(10))
        .pollDelay(Duration.ZERO)
        .atMost(LONGEST)
        .until(
            () -> {
              try {
                tend();
              } catch (final AssertionError e) {
                failure.set(new AssertionError("while waiting for: " + what, e));
                return true;
              }
              if (deaths.getAndSet(deaths()) != deaths()) {
                lastDeath.set(System.nanoTime());
              }
              if (System.nanoTime() - lastDeath.get() > PATIENCE.toNanos()) {
                failure.set(
                    new AssertionError(
                        "not in %s: %s%n%s%n%s"
                            .formatted(PATIENCE, what, main.describe(), external.describe())));
                return true;
              }
              return condition.getAsBoolean();
            });
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  int deaths() {
    return main.deaths() + external.deaths();
  }

  /** Sends it until the main node has it. */
  void send(final SignedTransaction transaction) {
    until(
        "transaction %s is acknowledged".formatted(transaction.hash()),
        () -> main.node().map(node -> Users.submit(node, transaction)).orElse(false));
  }

  @Override
  public void close() {
    external.close();
    main.close();
    mainState.close();
    externalState.close();
    databases.close();
    l1Client.close();
    l1.close();
  }

  /** The bridge's index in that state DB. */
  BridgeStore bridge(final StateStore state) {
    return new PgBridgeStore(((PgStateStore) state).transactions());
  }

  /** Whether that index is at the main node's head, and at the newest leaf of the L1 info tree. */
  boolean isIndexed(final StateStore state) {
    final BridgeStore index = bridge(state);
    final Bytes32 head = main.engine().head().hash();
    return index.read(
            tx ->
                tx.last(l1Config.rollupId()).filter(block -> block.hash().equals(head)).isPresent())
        && index
            .read(tx -> tx.lastCovering().map(CoveringLeaf::globalExitRoot))
            .equals(state.read(tx -> tx.l1InfoLeaves().last().map(L1InfoLeaf::globalExitRoot)));
  }

  /** How many of a node's newest events are of that kind. */
  static long events(final StateStore store, final String id) {
    return store.read(
        tx ->
            tx.events().last(EVENTS).stream().filter(event -> event.eventId().equals(id)).count());
  }
}
