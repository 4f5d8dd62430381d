/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.devnet.DatabaseUsers;
import org.zknode.launcher.devnet.Pause;

/** Somebody with the pool database's password writes another sender into fresh rows. */
final class ForgedSender implements Attack {
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final String FORGE =
      "UPDATE pool.transaction SET sender = ? WHERE sender = ? AND status = 'pending'";

  private final Field field;
  private final Wallets wallets;

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
      for (long round = 1; goesOn.getAsBoolean(); round++) {
        Sending.send(
            field.main(),
            wallets.transfer(
                forger,
                wallets.nonce(forger.address(), "latest"),
                Prices.ask(field.main()),
                victim.address(),
                BigInteger.valueOf(round),
                Bytes.EMPTY,
                Wallets.TRANSFER_GAS),
            ledger);
        final long until = System.nanoTime() + PERIOD.toNanos();
        while (goesOn.getAsBoolean() && System.nanoTime() < until) {
          forge(forge);
          Pause.of(STEP);
        }
      }
    } catch (final SQLException e) {
      throw new LauncherException("the pool database does not answer: " + e.getMessage(), e);
    }
  }

  private static void forge(final PreparedStatement statement) throws SQLException {
    try {
      statement.executeUpdate();
    } catch (final SQLException e) {
      // The victim has a row with that nonce already.
      if (!"23505".equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
