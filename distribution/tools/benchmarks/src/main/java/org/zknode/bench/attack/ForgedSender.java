/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/** Somebody with the pool database's password writes another sender into fresh rows. */
final class ForgedSender implements Attack {
  static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final String FORGE =
      "UPDATE pool.transaction SET sender = ? WHERE sender = ? AND status = 'pending'";

  private final Field field;
  private final Wallets wallets;
  private long round = 1;

  ForgedSender(final Field field) {
    this.field = field;
    this.wallets = field.wallets("forger", 2);
  }

  @Override
  public AttackName name() {
    return AttackName.FORGED_SENDER;
  }

  @Override
  public String what() {
    return "the sender in fresh rows of the pool database is changed to somebody else";
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    final PrivateKey forger = wallets.keys().getFirst();
    final PrivateKey victim = wallets.keys().getLast();
    try (Connection connection =
            DriverManager.getConnection(field.devnet().poolUrl(), DatabaseUsers.OPERATOR, "");
        PreparedStatement forge = connection.prepareStatement(FORGE)) {
      forge.setBytes(1, victim.address().bytes().toArrayUnsafe());
      forge.setBytes(2, forger.address().bytes().toArrayUnsafe());
      while (goesOn.getAsBoolean()) {
        final long start = System.nanoTime();
        Sending.send(
            field.main(),
            wallets.transfer(
                forger,
                wallets.nonce(forger.address(), "latest"),
                Prices.ask(field.main()),
                forger.address(),
                BigInteger.valueOf(round++),
                Bytes.EMPTY,
                Wallets.TRANSFER_GAS),
            ledger);
        while (goesOn.getAsBoolean() && System.nanoTime() - start < PERIOD.toNanos()) {
          ledger.count("forgedRows", forge(forge));
          Pause.of(STEP);
        }
      }
    } catch (final SQLException e) {
      throw new LauncherException("the pool database does not answer: " + e.getMessage(), e);
    }
  }

  private static int forge(final PreparedStatement statement) throws SQLException {
    try {
      return statement.executeUpdate();
    } catch (final SQLException e) {
      // The victim has a row with that nonce already.
      if (!"23505".equals(e.getSQLState())) {
        throw e;
      }
      return 0;
    }
  }

  /** The victim signs nothing: nothing may be taken from it, and it sends nothing. */
  @Override
  public List<String> harm() {
    final Address victim = wallets.keys().getLast().address();
    return harm(wallets.balance(victim), wallets.nonce(victim, "latest"));
  }

  static List<String> harm(final BigInteger balance, final long nonce) {
    return balance.equals(FUNDS) && nonce == 0
        ? List.of()
        : List.of(
            "the victim signed nothing, and has %s wei instead of %s and nonce %d"
                .formatted(balance, FUNDS, nonce));
  }
}
