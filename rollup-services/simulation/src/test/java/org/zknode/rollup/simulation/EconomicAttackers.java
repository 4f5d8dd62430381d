/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.testkit.FakeEngine;

/**
 * Strangers who want the sequencer to work, to keep room or to close batches, and not to pay for
 * it: at prices above every user's, through the same door. One {@link Player} each.
 */
final class EconomicAttackers {
  /** So long honest users are alone, in milliseconds: what they notice is compared with that. */
  static final long QUIET_MILLIS = 75_000;

  /** Enough to be tried at the door, with any of the data here. */
  private static final long TRIED_GAS = 500_000;

  /** Too little for what exceeds a batch, so that nobody tries it. */
  private static final long HALF_GAS = 44_000;

  /** Fills most of a batch's 1500 bytes. */
  private static final int LARGE = 1_250;

  /** Forced batches at a time. */
  private static final int FORCED_QUEUE = 12;

  private static final int[] SIZES = {1, 300, LARGE};

  /** Price bumps that one can pay for. */
  private static final int MOST_BUMPS = 40;

  private static final long TRAP_MILLIS = 5_000;
  private static final long TRAP_GAS = 2_000_000;
  private static final int CHAIN = 12;

  private final World world;
  private final Random random;
  private final AttackAccounts accounts;
  private long value = 1;
  private int bumps;
  private BigInteger bumped = AttackAccounts.PRICE;
  private int drained;
  private int chained;

  EconomicAttackers(final World world, final long seed) {
    this.world = world;
    this.accounts = new AttackAccounts(world);
    this.random = new Random(seed);
  }

  AttackLedger ledger() {
    return accounts.ledger();
  }

  void start() {
    world.scheduler.after(QUIET_MILLIS, this::begin);
  }

  private void begin() {
    world.trace("the attackers begin");
    again(this::drain, 30_000);
    again(this::sendTooMuch, 3_000);
    trapBefore(QUIET_MILLIS / TRAP_MILLIS + 1);
    again(this::leaveGaps, 4_000);
    again(this::replace, 1_000);
    again(this::needHalf, 60_000);
    again(this::neverRun, 30_000);
    again(this::forceRubbish, 60_000);
    world.scheduler.after(4_000, () -> delegate(AttackAccounts.key(10), AttackAccounts.key(11)));
    world.scheduler.after(45_000, () -> delegate(AttackAccounts.key(12), AttackAccounts.key(13)));
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

  /** Accounts 15 to 20, one after the other, and who never had anything. */
  private void drain() {
    accounts.submit(
        Player.UNFUNDED,
        accounts.call(
            AttackAccounts.poor(), 0, AttackAccounts.TRANSFER_GAS, BigInteger.ONE, Bytes.EMPTY));
    if (drained < 6) {
      final PrivateKey poor = AttackAccounts.key(15 + drained++);
      accounts.submit(
          Player.UNFUNDED, accounts.call(poor, 1, TRIED_GAS, BigInteger.ZERO, data(LARGE)));
      accounts.submit(
          Player.UNFUNDED, accounts.call(poor, 2, TRIED_GAS, BigInteger.ZERO, data(300)));
      accounts.submit(
          Player.UNFUNDED,
          accounts.call(
              poor, 0, AttackAccounts.TRANSFER_GAS, AttackAccounts.everything(), Bytes.EMPTY));
    }
  }

  /** Accounts 0 to 2, each time with one wei more. */
  private void sendTooMuch() {
    for (int i = 0; i < 3; i++) {
      final Bytes work = i == 0 ? Workload.TAKES_TOO_LONG : Workload.HASHES_TOO_MUCH;
      accounts.submit(
          Player.TOO_LARGE,
          accounts.call(
              AttackAccounts.key(i),
              accounts.nonce(AttackAccounts.key(i)),
              TRIED_GAS,
              BigInteger.valueOf(value),
              work));
    }
    value++;
  }

  /** Accounts 3 and 4: what they send is harmless for less than a second. */
  private void trap() {
    if (!world.faulty()) {
      return;
    }
    final long since = world.scheduler.now() - Terms.START_MILLIS;
    final long round = since / TRAP_MILLIS + 1;
    final PrivateKey sender = AttackAccounts.key(3 + (int) (round % 2));
    if (!accounts.hasPending(sender)) {
      accounts.submit(
          Player.TURNS_LARGE,
          accounts.call(
              sender,
              accounts.nonce(sender),
              TRAP_GAS,
              BigInteger.ZERO,
              Workload.from(
                  Terms.START_MILLIS + round * TRAP_MILLIS,
                  round % 2 == 0 ? Workload.TAKES_TOO_LONG : Workload.HASHES_TOO_MUCH)));
    }
    trapBefore(round + 1);
  }

  /** The rounds are the same in each run, so that their transactions are signed once. */
  private void trapBefore(final long round) {
    final long since = world.scheduler.now() - Terms.START_MILLIS;
    world.scheduler.after(
        Math.max(0, round * TRAP_MILLIS - since - 1 - random.nextInt(300)), this::trap);
  }

  /** Accounts 7 and 8. */
  private void leaveGaps() {
    final long gap = random.nextInt(8) == 0 ? 64 + random.nextInt(9) : 1 + random.nextInt(CHAIN);
    accounts.submit(
        Player.LEAVES_GAPS,
        accounts.call(
            AttackAccounts.key(7 + random.nextInt(2)),
            gap,
            TRIED_GAS,
            BigInteger.ONE,
            data(SIZES[random.nextInt(SIZES.length)])));
  }

  /** Account 9: a large transaction that is always about to come, and never does. */
  private void replace() {
    if (bumps < MOST_BUMPS && random.nextInt(5) > 0) {
      bumps++;
      bumped = bumped.multiply(BigInteger.valueOf(111)).divide(BigInteger.valueOf(100));
      accounts.submit(Player.REPLACES_FOR_EVER, replacement(bumped));
    } else {
      accounts.submit(Player.REPLACES_FOR_EVER, replacement(bumped.add(BigInteger.ONE)));
    }
  }

  private SignedTransaction replacement(final BigInteger price) {
    return accounts.signed(
        TransactionType.DYNAMIC_FEE,
        AttackAccounts.key(9),
        1,
        price,
        100_000,
        Terms.OUTSIDER,
        BigInteger.ONE,
        data(LARGE));
  }

  /** Accounts 5 and 6: they pay, and want a batch for each call. */
  private void needHalf() {
    final PrivateKey sender = AttackAccounts.key(5 + random.nextInt(2));
    final long first = accounts.nonce(sender);
    for (long next = first; next < first + 3; next++) {
      accounts.submit(
          Player.NEEDS_HALF,
          accounts.call(sender, next, HALF_GAS, BigInteger.ONE, Workload.HASHES_HALF));
    }
  }

  /** Accounts 21 to 26, one after the other. */
  private void neverRun() {
    if (chained < 6) {
      final PrivateKey sender = AttackAccounts.key(21 + chained++);
      for (int next = 0; next < CHAIN; next++) {
        accounts.submit(
            Player.NEVER_RUNS,
            accounts.call(
                sender,
                next,
                AttackAccounts.TRANSFER_GAS,
                AttackAccounts.everything(),
                Bytes.EMPTY));
      }
    }
  }

  /** The victim is delegated by the attacker's transaction; then anybody may empty it. */
  private void delegate(final PrivateKey victim, final PrivateKey attacker) {
    accounts.submit(Player.DRAINS_DELEGATED, accounts.delegation(victim, attacker));
    for (int nonce = 1; nonce < 6; nonce++) {
      accounts.submit(
          Player.DRAINS_DELEGATED,
          accounts.call(victim, nonce, TRIED_GAS, BigInteger.ONE, data(LARGE / 2)));
    }
    accounts.submit(
        Player.DRAINS_DELEGATED,
        accounts.signed(
            TransactionType.DYNAMIC_FEE,
            attacker,
            1,
            AttackAccounts.PRICE,
            50_000,
            victim.address(),
            BigInteger.ZERO,
            FakeEngine.DRAIN));
    world.scheduler.after(
        15_000,
        () ->
            accounts.submit(
                Player.DRAINS_DELEGATED,
                accounts.call(
                    victim, 30, AttackAccounts.TRANSFER_GAS, BigInteger.ONE, Bytes.EMPTY)));
  }

  /** Account 14: each wants all the gas of the block. */
  private void forceRubbish() {
    if (!world.plan.forcedBatches()) {
      return;
    }
    final List<Bytes> rubbish = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      final SignedTransaction transaction =
          accounts.signed(
              TransactionType.LEGACY,
              AttackAccounts.key(14),
              random.nextInt(3),
              AttackAccounts.PRICE,
              29_990_000,
              Terms.OUTSIDER,
              BigInteger.ONE,
              Workload.TAKES_TOO_LONG);
      ledger().forced(Player.FORCES_RUBBISH, transaction.raw());
      rubbish.add(transaction.raw());
    }
    // Now and then a queue of them: each would be a block of its own, one after the other.
    final int queue = random.nextInt(3) == 0 ? FORCED_QUEUE : 1;
    for (int i = 0; i < queue; i++) {
      ledger().count(Player.FORCES_RUBBISH, Player.Fates.SENT);
      world.l1.outsider(SimTransaction.Kind.FORCE, BatchCodec.encodeForced(rubbish));
    }
  }

  private static Bytes data(final int bytes) {
    return Bytes.repeat((byte) 1, bytes);
  }
}
