/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.postgres.PgTransactionPool;

/**
 * Measures how fast several nodes put transactions into one pool DB, each durably, next to one COPY
 * of the same rows into a table with the same columns, constraints and indexes. Nothing here
 * judges.
 */
public final class PoolBench {
  private static final double NANOS = 1e9;
  private static final String USER = "postgres";

  /** Callers that wait for their answer at the same time, per node: a busy JSON-RPC server. */
  private static final int CALLERS_PER_NODE = 64;

  /** Transactions before anything is measured. */
  private static final int WARM_UP = 2_000;

  /** Transactions of a lone caller, for the time of one. */
  private static final int LONE = 200;

  private final ObjDoubleConsumer<String> figures;

  public PoolBench(final PrintStream out) {
    this((what, value) -> out.printf(Locale.ROOT, "%-56s %12.2f%n", what, value));
  }

  /**
   * @param figures gets each figure by its name
   */
  public PoolBench(final ObjDoubleConsumer<String> figures) {
    this.figures = figures;
  }

  /**
   * @param transactions how many are stored each time
   * @param nodes how many nodes share the pool DB
   */
  public void run(final int transactions, final int nodes) {
    final List<SignedTransaction> signed = PoolBenchTransactions.sign(transactions + LONE);
    print("sender recovery: transactions per second, one thread", recovery(signed));
    // Durable, as in production: the embedded server's own default is not.
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start()) {
      final String url = server.getJdbcUrl(USER, "postgres");
      final DatabaseConfig config =
          new DatabaseConfig(url, Optional.of(url), USER, Optional.empty());
      final List<PgTransactionPool> pools = new ArrayList<>();
      try (Connection connection = server.getPostgresDatabase().getConnection()) {
        for (int i = 0; i < nodes; i++) {
          pools.add(open(config, transactions));
        }
        final List<SignedTransaction> many = signed.subList(0, transactions);
        // Connections, plans and compiled code first.
        insert(pools, many.subList(0, Math.min(transactions, WARM_UP)));
        empty(connection);
        final double copied = transactions / copy(connection, many);
        print("COPY of the same rows: rows per second", copied);
        final double added = transactions / insert(pools, many);
        print("pool, %d nodes: transactions per second".formatted(nodes), added);
        print("pool next to COPY: ratio", added / copied);
        final List<SignedTransaction> lone = signed.subList(transactions, signed.size());
        print("pool, one caller: milliseconds per transaction", median(pools.getFirst(), lone));
        check(connection, signed.size());
      } finally {
        pools.forEach(PgTransactionPool::close);
      }
    } catch (final IOException | SQLException e) {
      throw new LauncherException("PostgreSQL failed: " + e.getMessage(), e);
    }
  }

  private static PgTransactionPool open(final DatabaseConfig config, final int transactions) {
    return PgTransactionPool.open(
        config, PoolBench.class.getClassLoader(), Clock.systemUTC(), 2 * (transactions + LONE));
  }

  private static double recovery(final List<SignedTransaction> signed) {
    final List<SignedTransaction> some = signed.subList(0, Math.min(signed.size(), 500));
    some.forEach(transaction -> SignedTransaction.decode(transaction.raw()));
    final long start = System.nanoTime();
    some.forEach(transaction -> SignedTransaction.decode(transaction.raw()));
    return some.size() * NANOS / (System.nanoTime() - start);
  }

  private static void empty(final Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE pool.transaction");
    }
  }

  private static double copy(final Connection connection, final List<SignedTransaction> rows)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE pool.copied (LIKE pool.transaction INCLUDING ALL EXCLUDING IDENTITY)");
    }
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      final SignedTransaction row = rows.get(i);
      text.append("\\\\x").append(row.hash().toUnprefixedHexString()).append('\t');
      text.append(i).append('\t');
      text.append("\\\\x").append(row.raw().toUnprefixedHexString()).append('\t');
      text.append("\\\\x").append(row.sender().bytes().toUnprefixedHexString()).append('\t');
      text.append(row.nonce()).append('\t').append(row.maxFeePerGas()).append('\t');
      text.append(row.maxPriorityFeePerGas()).append('\t').append(row.gasLimit()).append('\t');
      text.append(BatchCodec.encodedSize(row.raw())).append("\tpending\t1\t1\n");
    }
    final long start = System.nanoTime();
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY pool.copied (hash, position, raw, sender, nonce, gas_price, priority_price,"
                + " gas_limit, encoded_bytes, status, received_at, changed_at) FROM STDIN",
            new StringReader(text.toString()));
    return (System.nanoTime() - start) / NANOS;
  }

  /**
   * Stores the transactions by many callers at once, each with an answer of its own.
   *
   * @return seconds
   */
  public static double insert(
      final List<PgTransactionPool> pools, final List<SignedTransaction> transactions) {
    final int callers = CALLERS_PER_NODE * pools.size();
    final long start = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        final int first = caller;
        all.add(
            executor.submit(
                () -> {
                  for (int i = first; i < transactions.size(); i += callers) {
                    add(pools.get(first % pools.size()), transactions.get(i));
                  }
                }));
      }
      for (final Future<?> one : all) {
        one.get();
      }
    } catch (final ExecutionException e) {
      throw new LauncherException("a transaction was not stored: " + e.getCause(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
    return (System.nanoTime() - start) / NANOS;
  }

  private static void add(final PgTransactionPool pool, final SignedTransaction transaction) {
    try {
      pool.add(transaction);
    } catch (final PoolRejectedException e) {
      throw new LauncherException("the pool refused a transaction: " + e.getMessage(), e);
    }
  }

  private static double median(
      final PgTransactionPool pool, final List<SignedTransaction> transactions) {
    final double[] millis =
        IntStream.range(0, transactions.size())
            .mapToDouble(
                i -> {
                  final long start = System.nanoTime();
                  add(pool, transactions.get(i));
                  return (System.nanoTime() - start) / 1e6;
                })
            .toArray();
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static void check(final Connection connection, final int expected) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM pool.transaction")) {
      row.next();
      if (row.getInt(1) != expected) {
        throw new LauncherException(
            "the pool has %d transactions instead of %d".formatted(row.getInt(1), expected));
      }
    }
  }

  private void print(final String what, final double value) {
    figures.accept(what, value);
  }
}
