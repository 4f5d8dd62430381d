/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.bridge;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.AnvilBinary;
import org.zknode.contracts.AnvilProcess;
import org.zknode.contracts.DevContracts;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.LauncherException;
import org.zknode.rollup.bridge.BridgeContracts;
import org.zknode.rollup.bridge.BridgeEvent;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.L1BridgeIndex;
import org.zknode.rollup.bridge.api.BridgeApi;
import org.zknode.rollup.bridge.api.BridgeRest;
import org.zknode.rollup.bridge.postgres.PgBridgeStore;
import org.zknode.rollup.bridge.postgres.PgBridgeView;
import org.zknode.rollup.bridge.rest.RestLimits;
import org.zknode.rollup.bridge.rest.RestServer;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.postgres.PgStateStore;

/**
 * Measures how fast deposits of L1 are indexed, next to a bare loop of eth_getLogs over the same
 * logs, and how long a proof takes by REST when there are many. Nothing here judges.
 */
public final class BridgeBench {
  private static final double NANOS = 1e9;
  private static final String USER = "postgres";
  private static final long ROLLUP = 1;
  private static final int ROUNDS = 5;

  /** Blocks of one eth_getLogs of the bare loop: what the index begins with. */
  private static final int WINDOW = 200;

  private static final int CLIENTS = 8;
  private static final int PROOFS_EACH = 500;
  private static final int WARM_UP = 300;

  private final PrintStream out;
  private final Path npm;

  /**
   * @param npm folder with anvil, which is installed there when it is missing
   */
  public BridgeBench(final Path npm, final PrintStream out) {
    this.npm = npm;
    this.out = out;
  }

  /**
   * @param deposits on an anvil; a multiple of 100
   * @param leaves of the tree in which proofs are made, in thousands
   */
  public void run(final int deposits, final int leaves) {
    // Durable, as in production: the embedded server's own default is not.
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start()) {
      index(server, deposits);
      prove(server, leaves);
    } catch (final IOException | SQLException e) {
      throw new LauncherException("PostgreSQL failed: " + e.getMessage(), e);
    }
  }

  private static PgStateStore open(final EmbeddedPostgres server, final String name)
      throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    final String url = server.getJdbcUrl(USER, name);
    return PgStateStore.open(
        new DatabaseConfig(url, Optional.of(url), USER, Optional.empty()),
        BridgeBench.class.getClassLoader());
  }

  private void index(final EmbeddedPostgres server, final int deposits) throws SQLException {
    try (AnvilProcess anvil = AnvilProcess.start(AnvilBinary.locate(npm), List.of())) {
      final DevContracts.Deployment contracts =
          DevContracts.deploy(
              anvil.url(),
              Devnet.user(0),
              new DevContracts.Parameters(
                  Devnet.L2_CHAIN_ID,
                  8,
                  Bytes32.ZERO,
                  Devnet.user(0).address(),
                  Devnet.user(0).address(),
                  "http://127.0.0.1"));
      final ManyDeposits many = new ManyDeposits(anvil.url(), contracts.bridge());
      many.make(deposits);
      final List<Double> bare = new ArrayList<>();
      final List<Double> indexed = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        final double loop = bare(many, contracts, anvil.url(), deposits);
        final double index = index(server, "deposits" + round, contracts, anvil.url(), deposits);
        // Connections, plans and compiled code in the first one.
        if (round > 0) {
          bare.add(deposits / loop);
          indexed.add(deposits / index);
        }
      }
      print("eth_getLogs, bare loop: deposits per second", median(bare));
      print("bridge's index of L1: deposits per second", median(indexed));
      print("index next to the bare loop: ratio", median(indexed) / median(bare));
    }
  }

  private static JsonRpcL1Client client(final DevContracts.Deployment contracts, final URI anvil) {
    return new JsonRpcL1Client(contracts.toL1Config(List.of(anvil), L1Client.BlockTag.LATEST));
  }

  private static double bare(
      final ManyDeposits many,
      final DevContracts.Deployment contracts,
      final URI anvil,
      final int deposits) {
    try (JsonRpcL1Client client = client(contracts, anvil)) {
      final long head = client.head(L1Client.BlockTag.LATEST).number();
      final long start = System.nanoTime();
      final long read = many.read(contracts.l1Block(), head, WINDOW);
      final double seconds = (System.nanoTime() - start) / NANOS;
      require(read, deposits);
      return seconds;
    }
  }

  private static double index(
      final EmbeddedPostgres server,
      final String database,
      final DevContracts.Deployment contracts,
      final URI anvil,
      final int deposits)
      throws SQLException {
    try (PgStateStore state = open(server, database);
        JsonRpcL1Client client = client(contracts, anvil)) {
      final L1BlockRef head = client.head(L1Client.BlockTag.LATEST);
      state.update(tx -> tx.l1Blocks().insert(head));
      final BridgeContracts bridge =
          new BridgeContracts(
              ROLLUP,
              contracts.bridge(),
              contracts.rollupManager(),
              contracts.l1Block(),
              GenesisContracts.BRIDGE,
              GenesisContracts.EXIT_ROOT_MANAGER);
      final double seconds = catchUp(state, client, bridge);
      require(view(state).positions().getFirst().deposits(), deposits);
      return seconds;
    }
  }

  private static double catchUp(
      final PgStateStore state, final L1Client client, final BridgeContracts bridge) {
    final L1BridgeIndex index =
        new L1BridgeIndex(new PgBridgeStore(state.transactions()), state, client, bridge);
    final long start = System.nanoTime();
    boolean more = true;
    while (more) {
      more = index.step();
    }
    return (System.nanoTime() - start) / NANOS;
  }

  private static PgBridgeView view(final PgStateStore state) {
    return new PgBridgeView(state.transactions(), ROLLUP);
  }

  private static void require(final long found, final long expected) {
    if (found != expected) {
      throw new LauncherException("%d deposits instead of %d".formatted(found, expected));
    }
  }

  private void prove(final EmbeddedPostgres server, final int thousands) throws SQLException {
    try (PgStateStore state = open(server, "proofs")) {
      final MadeUpL1 l1 = new MadeUpL1(GenesisContracts.BRIDGE, thousands);
      final long deposits = (long) thousands * MadeUpL1.PER_BLOCK;
      final double seconds = fill(state, l1, deposits);
      print("made up L1, %d leaves: deposits per second".formatted(deposits), deposits / seconds);
      final RestServer rest =
          new RestServer(
              "127.0.0.1", 0, RestLimits.DEFAULT, new BridgeRest(new BridgeApi(view(state))));
      rest.start();
      try {
        final ProofLoad load =
            new ProofLoad(URI.create("http://127.0.0.1:" + rest.port()), deposits);
        load.ask(CLIENTS, WARM_UP);
        proofs("one client", load.ask(1, CLIENTS * PROOFS_EACH));
        proofs(CLIENTS + " clients", load.ask(CLIENTS, PROOFS_EACH));
      } finally {
        rest.stop();
      }
    }
  }

  /** All of its deposits, with a leaf of the L1 info tree that covers them and is known on L2. */
  private static double fill(final PgStateStore state, final MadeUpL1 l1, final long deposits) {
    final L1BlockRef head = l1.block(l1.blocks());
    final Bytes32 root =
        L1InfoTree.of(LongStream.range(0, deposits).mapToObj(i -> l1.deposit(i).hash()).toList())
            .root();
    final Bytes32 global = L1InfoTree.globalExitRoot(root, Bytes32.ZERO);
    state.update(
        tx -> {
          tx.l1Blocks().insert(head);
          tx.l1InfoLeaves()
              .insert(
                  new L1InfoLeaf(
                      1,
                      head.number(),
                      root,
                      Bytes32.ZERO,
                      global,
                      head.parentHash(),
                      head.timestamp(),
                      global));
        });
    final double seconds =
        catchUp(
            state,
            l1.client(),
            new BridgeContracts(
                ROLLUP,
                l1.bridge(),
                Devnet.user(0).address(),
                1,
                GenesisContracts.BRIDGE,
                GenesisContracts.EXIT_ROOT_MANAGER));
    final BridgeStore store = new PgBridgeStore(state.transactions());
    store.update(
        tx ->
            tx.addKnown(
                List.of(
                    new BridgeEvent.ExitRootKnown(
                        new EventPlace(ROLLUP, 1, Bytes32.ZERO, 0, Bytes32.ZERO, 0), global, 1))));
    return seconds;
  }

  private void proofs(final String who, final double[] millis) {
    final ToDoubleFunction<Integer> at = percent -> ProofLoad.percentile(millis, percent);
    print("proof by REST, %s: p50, ms".formatted(who), at.applyAsDouble(50));
    print("proof by REST, %s: p99, ms".formatted(who), at.applyAsDouble(99));
  }

  private static double median(final List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private void print(final String what, final double value) {
    out.printf(Locale.ROOT, "%-56s %12.2f%n", what, value);
  }
}
