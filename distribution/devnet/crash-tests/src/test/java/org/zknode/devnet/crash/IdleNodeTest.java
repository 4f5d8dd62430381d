/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.contracts.AnvilBinary;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.FreePorts;
import org.zknode.embedded.AnvilEngine;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.node.RollupNodeFactory;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capabilities;

/**
 * How often a main node with all roles to which nothing comes asks its databases, a real
 * PostgreSQL: no transactions, forced batches or L1 events, only L1's blocks, every 12 s.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class IdleNodeTest {
  private static final Logger LOG = LoggerFactory.getLogger(IdleNodeTest.class);
  private static final long L1_BLOCK_SECONDS = 12;
  private static final Duration WINDOW = Duration.ofSeconds(4 * L1_BLOCK_SECONDS);

  /** For a node that is never quiet. */
  private static final Duration SHORT_WINDOW = Duration.ofSeconds(L1_BLOCK_SECONDS);

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration NEVER = Duration.ofHours(1000);
  private static final Duration BLOCK_TIME = Duration.ofSeconds(1);

  /** Far less than any look without a wake-up needs. */
  private static final Duration AT_ONCE = BLOCK_TIME.plusSeconds(4);

  private static final long FORK_ID = 8;
  private static final long MOST_WITH_DEFAULTS = 80;

  @TempDir private Path directory;

  private final Users users = new Users();
  private final Databases databases = new Databases();
  private final FastClock l1Clock = new FastClock(1);
  private final Path binary = AnvilBinary.locate(Path.of("target", "npm").toAbsolutePath());
  private final DevL1Chain l1 = new DevL1Chain(binary, l1Clock);
  private final DatabaseConfig direct = databases.create("idle", true);

  /** What costs because time goes by, empty blocks and prices, is switched off. */
  @Test
  void asksAtMostOnceASecondAndWakesUpAtOnce() {
    idle(NEVER, withoutPrices(), 1, WINDOW);
  }

  /** A block every 3 s, a batch every 10 s, a sequence every 30 s and a price every 10 s. */
  @Test
  void theDefaultsKeepAChainGoingAndCostMore() {
    idle(Duration.ofSeconds(3), PoolConfig.defaults(), MOST_WITH_DEFAULTS, SHORT_WINDOW);
  }

  private void idle(
      final Duration emptyBlocks,
      final PoolConfig pool,
      final long mostPerSecond,
      final Duration window) {
    final Path genesis = Keys.genesis(directory);
    try (databases;
        l1;
        RoundTrips way = new RoundTrips(port(direct.stateUrl()));
        AnvilEngine engine = new AnvilEngine(binary, genesis, directory.resolve("node"))) {
      l1.deploy(
          Keys.DEPLOYER,
          new DevContracts.Parameters(
              Keys.L2_CHAIN_ID,
              FORK_ID,
              engine.block(0).orElseThrow().stateRoot(),
              Keys.SEQUENCER.address(),
              Keys.AGGREGATOR.address(),
              "http://127.0.0.1"));
      try (RollupNode node =
              RollupNodeFactory.create(
                  config(through(way), emptyBlocks, pool),
                  engine,
                  Metrics.none(),
                  Clock.systemUTC());
          StateStore store =
              PgStateStore.open(databases.observe(direct), getClass().getClassLoader())) {
        node.start();
        send(node);
        await("a batch on L1").atMost(PATIENCE).until(() -> lastVirtual(store) >= 1);
        l1.slow(L1_BLOCK_SECONDS);

        // What was under way ends first.
        await("at most %d round trips a second".formatted(mostPerSecond))
            .atMost(PATIENCE)
            .until(() -> count(way, window) <= mostPerSecond * window.toSeconds());

        final long block = engine.head().number();
        send(node);
        await("its block").atMost(AT_ONCE).until(() -> isIn(engine, block));
        final long batches = lastClosed(store);
        l1.slow(1);
        await("the next batch").atMost(PATIENCE).until(() -> lastVirtual(store) > batches);
        assertThat(node.status().snapshot().halts()).isEmpty();
      }
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The threads of nodes that are killed beside it end by exceptions that are not its own. */
  private static ConditionFactory await(final String what) {
    return Awaitility.await(what).dontCatchUncaughtExceptions();
  }

  private static boolean isIn(final AnvilEngine engine, final long above) {
    for (long number = above + 1; number <= engine.head().number(); number++) {
      if (!engine.block(number).orElseThrow().transactions().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static long count(final RoundTrips way, final Duration window) {
    final long before = way.count();
    await("a window").during(window).atMost(window.plusSeconds(2)).until(() -> true);
    final long count = way.count() - before;
    LOG.info("{} round trips in {}", count, window);
    return count;
  }

  private void send(final RollupNode node) {
    final SignedTransaction transaction = users.transfer(0);
    await("the pool takes it").atMost(PATIENCE).until(() -> Users.submit(node, transaction));
  }

  private static long lastVirtual(final StateStore store) {
    return store.read(tx -> tx.virtualBatches().last()).map(VirtualBatch::number).orElse(0L);
  }

  private static long lastClosed(final StateStore store) {
    return store.read(tx -> tx.batches().lastClosed()).map(Batch::number).orElse(0L);
  }

  private static int port(final String url) {
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  private DatabaseConfig through(final RoundTrips way) {
    final String url =
        direct.stateUrl().replaceFirst("//[^/]*/", "//127.0.0.1:" + way.port() + "/");
    return new DatabaseConfig(url, Optional.of(url), direct.user(), direct.password());
  }

  private NodeConfig config(
      final DatabaseConfig database, final Duration emptyBlocks, final PoolConfig pool) {
    final L1Config l1Config = l1.contracts().toL1Config(List.of(l1.url()), BlockTag.LATEST);
    return new NodeConfig(
        new ChainConfig(Keys.L2_CHAIN_ID, FORK_ID, Keys.COINBASE, Keys.GAS_LIMIT),
        l1Config,
        database,
        pool,
        new ZksConfig(Capabilities.DEFAULT_OFFER, 64, NEVER, 8, List.of()),
        Optional.of(
            new SequencerConfig(
                BLOCK_TIME,
                emptyBlocks,
                Duration.ofSeconds(10),
                120_000,
                300,
                Keys.sequencerFile(directory),
                Duration.ofSeconds(30),
                4,
                0,
                List.of(),
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                new SequencerConfig.ForcedBatchPolicy(1, Duration.ofSeconds(2)),
                BigInteger.ZERO,
                0,
                ResourceLimits.DEFAULT)),
        Optional.of(new SynchronizerConfig(Duration.ofSeconds(1), 100, 2, true)),
        Optional.of(
            new AggregatorConfig(
                "127.0.0.1",
                FreePorts.of(1).getFirst(),
                Keys.aggregatorFile(directory),
                Keys.AGGREGATOR.address(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1))),
        Optional.empty(),
        List.of());
  }

  private static PoolConfig withoutPrices() {
    final PoolConfig defaults = PoolConfig.defaults();
    final GasPriceConfig prices = defaults.gasPrice();
    return new PoolConfig(
        defaults.maxPending(),
        defaults.maxPendingPerSender(),
        defaults.maxTransactionBytes(),
        defaults.maxDataBytes(),
        defaults.allowList(),
        defaults.listsInterval(),
        defaults.maxLifetime(),
        defaults.expiryInterval(),
        defaults.cleanupInterval(),
        defaults.selectedL1Confirmations(),
        defaults.deadRetention(),
        new GasPriceConfig(
            GasPriceConfig.Suggester.OFF,
            prices.defaultPrice(),
            prices.maxPrice(),
            prices.l1Factor(),
            prices.updateInterval(),
            prices.historyRetention(),
            NEVER,
            prices.minPrice(),
            prices.suggestedIsMin(),
            prices.window(),
            false),
        defaults.quota());
  }
}
