/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * Strangers who want the sequencer to work, to keep room or to close batches, and not to pay for
 * it: at prices above every user's. They put their transactions into the pool DB past every check
 * at the door, as what was right when it came and is not any more.
 */
final class EconomicAttackers {
  /** Data that makes a transaction need more than a whole batch has, see {@link Terms}. */
  static final Bytes TOO_MUCH = Bytes.fromHexString("0xbad0");

  private static final BigInteger PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final BigInteger FUNDS = BigInteger.TEN.pow(18);
  private static final long TRANSFER_GAS = 21_000;

  /** Fills most of a batch's 1500 bytes. */
  private static final int LARGE = 1_250;

  /** Forced batches at a time. */
  private static final int FORCED_QUEUE = 12;

  private static final int[] SIZES = {1, 300, LARGE};

  private final World world;
  private final Random random;
  private long value = 1;
  private int replaced;

  EconomicAttackers(final World world, final long seed) {
    this.world = world;
    this.random = new Random(seed);
  }

  static PrivateKey key(final int index) {
    return TestTransactions.key(500 + index);
  }

  void start() {
    again(this::sendTooMuch, 3_000);
    again(this::leaveGaps, 9_000);
    again(this::replaceForEver, 1_000);
    again(this::forceRubbish, 60_000);
    world.scheduler.after(2_000, this::drain);
    world.scheduler.after(4_000, this::delegate);
  }

  private void again(final Runnable attack, final int millis) {
    world.scheduler.after(
        millis / 2 + random.nextInt(millis),
        () -> {
          if (world.faulty()) {
            attack.run();
            again(attack, millis);
          }
        });
  }

  /** Accounts 0 to 4, each time with one wei more. */
  private void sendTooMuch() {
    for (int i = 0; i < 5; i++) {
      final long nonce = world.main.engine().account(key(i).address()).nonce();
      send(signed(key(i), nonce, 500_000, Optional.of(Terms.OUTSIDER), wei(value), TOO_MUCH));
    }
    value++;
  }

  /** Account 5: everything goes with nonce 0, nonces 1 and 2 are large and cannot be paid. */
  private void drain() {
    final PrivateKey poor = key(5);
    send(signed(poor, 1, 500_000, Optional.of(Terms.OUTSIDER), BigInteger.ZERO, data(LARGE)));
    send(signed(poor, 2, 500_000, Optional.of(Terms.OUTSIDER), BigInteger.ZERO, data(300)));
    send(
        signed(
            poor,
            0,
            TRANSFER_GAS,
            Optional.of(Terms.OUTSIDER),
            FUNDS.subtract(PRICE.multiply(wei(TRANSFER_GAS))),
            Bytes.EMPTY));
  }

  /** Accounts 6 to 9. */
  private void leaveGaps() {
    final PrivateKey sender = key(6 + random.nextInt(4));
    send(
        signed(
            sender,
            1 + random.nextInt(5),
            500_000,
            Optional.of(Terms.OUTSIDER),
            BigInteger.ONE,
            data(SIZES[random.nextInt(SIZES.length)])));
  }

  /** Account 10: a large transaction that is always about to come, and never does. */
  private void replaceForEver() {
    send(
        world.shared.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                TestTransactions.CHAIN_ID,
                1,
                PRICE.add(wei(++replaced)),
                PRICE,
                500_000,
                Optional.of(Terms.OUTSIDER),
                BigInteger.ONE,
                data(LARGE)),
            List.of(),
            key(10)));
  }

  /** Account 11 is delegated by account 12's transaction; then anybody may empty it. */
  private void delegate() {
    final PrivateKey victim = key(11);
    final PrivateKey attacker = key(12);
    send(
        world.shared.sign(
            new Unsigned(
                TransactionType.SET_CODE,
                TestTransactions.CHAIN_ID,
                0,
                PRICE,
                PRICE,
                100_000,
                Optional.of(Terms.OUTSIDER),
                BigInteger.ZERO,
                Bytes.EMPTY),
            List.of(Authorization.sign(TestTransactions.CHAIN_ID, Terms.OUTSIDER, 0, victim)),
            attacker));
    for (int nonce = 1; nonce < 6; nonce++) {
      send(
          signed(
              victim,
              nonce,
              500_000,
              Optional.of(Terms.OUTSIDER),
              BigInteger.ONE,
              data(LARGE / 2)));
    }
    send(
        signed(
            attacker, 1, 50_000, Optional.of(victim.address()), BigInteger.ZERO, FakeEngine.DRAIN));
  }

  private void forceRubbish() {
    if (!world.plan.forcedBatches()) {
      return;
    }
    final List<Bytes> rubbish = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rubbish.add(
          world
              .shared
              .sign(
                  new Unsigned(
                      TransactionType.LEGACY,
                      TestTransactions.CHAIN_ID,
                      random.nextInt(3),
                      PRICE,
                      PRICE,
                      29_990_000,
                      Optional.of(Terms.OUTSIDER),
                      BigInteger.ONE,
                      TOO_MUCH),
                  List.of(),
                  key(13))
              .raw());
    }
    // Now and then a queue of them: each would be a block of its own, one after the other.
    final int queue = random.nextInt(3) == 0 ? FORCED_QUEUE : 1;
    for (int i = 0; i < queue; i++) {
      world.l1.outsider(SimTransaction.Kind.FORCE, BatchCodec.encodeForced(rubbish));
    }
  }

  private void send(final SignedTransaction transaction) {
    try {
      world.pool.add(transaction);
      world.main.process().ifPresent(main -> ((MainProcess) main).poolChanged());
    } catch (final PoolRejectedException | TemporaryException e) {
      world.trace("an attacker is refused: " + e.getMessage());
    }
  }

  private static BigInteger wei(final long amount) {
    return BigInteger.valueOf(amount);
  }

  private static Bytes data(final int bytes) {
    return Bytes.repeat((byte) 1, bytes);
  }

  private SignedTransaction signed(
      final PrivateKey key,
      final long nonce,
      final long gas,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data) {
    return world.shared.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            TestTransactions.CHAIN_ID,
            nonce,
            PRICE,
            PRICE,
            gas,
            to,
            value,
            data),
        List.of(),
        key);
  }
}
