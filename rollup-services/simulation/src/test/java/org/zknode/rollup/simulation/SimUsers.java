/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.service.TemporaryException;

/** Users send transactions until they are acknowledged; some replace theirs, some force batches. */
final class SimUsers {
  /** It, or what it was to replace, is in the pool or in a block. */
  private static final Set<RefusalReason> IS_THERE =
      Set.of(
          RefusalReason.ALREADY_KNOWN,
          RefusalReason.NONCE_TOO_LOW,
          RefusalReason.REPLACEMENT_UNDERPRICED);

  /** While the main node builds no blocks the pool fills; its head may be an old one. */
  private static final Set<RefusalReason> COMES_AGAIN =
      Set.of(
          RefusalReason.POOL_FULL,
          RefusalReason.POOL_CROWDED,
          RefusalReason.TOO_MANY_FAILED,
          RefusalReason.NONCE_TOO_HIGH);

  private final World world;
  private final Map<PrivateKey, Long> nonces = new HashMap<>();

  /** Acknowledged transactions: nonces by user. */
  private final Map<PrivateKey, Set<Long>> acknowledged = new LinkedHashMap<>();

  private long forcedNonce;

  SimUsers(final World world) {
    this.world = world;
    Terms.USERS.forEach(user -> acknowledged.put(user, new TreeSet<>()));
  }

  void start() {
    Terms.USERS.forEach(user -> later(() -> send(user), 8_000));
    later(this::actOnL1, 30_000);
  }

  Map<PrivateKey, Set<Long>> acknowledged() {
    return acknowledged;
  }

  private void later(final Runnable action, final int bound) {
    world.scheduler.after(200 + world.random.nextInt(bound), action);
  }

  private void send(final PrivateKey user) {
    if (!world.faulty()) {
      return;
    }
    final long nonce = nonces.getOrDefault(user, 0L);
    final int burst = 1 + world.random.nextInt(3);
    boolean all = true;
    for (int i = 0; i < burst && all; i++) {
      all = submit(user, nonce + i, 0);
    }
    if (all && world.random.nextInt(6) == 0) {
      submit(user, nonce + burst - 1, 1);
    }
    later(() -> send(user), world.random.nextInt(5) == 0 ? 120_000 : 25_000);
  }

  /** True when the user need not send it again. */
  private boolean submit(final PrivateKey user, final long nonce, final int variant) {
    final SignedTransaction transaction = world.shared.transfer(user, nonce, variant);
    try {
      world.mayFailForUsers("before");
      world.door.submit(transaction);
      world.mayFailForUsers("after");
    } catch (final TemporaryException e) {
      return false;
    } catch (final PoolRejectedException e) {
      if (COMES_AGAIN.contains(e.reason())) {
        world.waits.refused(e.getMessage());
        return false;
      }
      if (!IS_THERE.contains(e.reason())) {
        throw new AssertionError("unexpected refusal", e);
      }
    }
    acknowledged.get(user).add(nonce);
    // While too much work was thrown away only transfers get in, so a call may wait longer, and
    // with it all that its sender has behind it.
    if (!user.equals(Terms.DEPOSITOR)) {
      world.waits.acknowledged(transaction.raw());
    }
    nonces.merge(user, nonce + 1, Math::max);
    if (world.random.nextInt(4) > 0) {
      world.main.process().ifPresent(main -> ((MainProcess) main).poolChanged());
    }
    return true;
  }

  private void actOnL1() {
    if (!world.faulty()) {
      return;
    }
    if (world.plan.forcedBatches() && world.random.nextInt(3) == 0) {
      final SignedTransaction transfer = world.shared.transfer(Terms.FORCER, forcedNonce++, 0);
      world.l1.outsider(
          SimTransaction.Kind.FORCE, BatchCodec.encodeForced(java.util.List.of(transfer.raw())));
    } else {
      world.l1.outsider(
          SimTransaction.Kind.DEPOSIT,
          Bytes32.leftPad(Bytes.ofUnsignedInt(world.random.nextInt(1 << 30))));
    }
    later(this::actOnL1, 90_000);
  }
}
