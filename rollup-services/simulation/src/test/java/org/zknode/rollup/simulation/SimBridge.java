/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.testkit.FakeContract;
import org.zknode.rollup.testkit.FakeEngine;

/**
 * The bridge of the rollup. Withdrawals and claims are in the order of their numbers. What a proof
 * would show is looked up instead: an L1 info root stands for all deposits that its newest leaf
 * covers.
 */
final class SimBridge implements FakeContract {
  /** Calldata of a withdrawal; its value goes to L1. */
  static final Bytes WITHDRAW = Bytes.fromHexString("0xb21d0e01");

  private static final Bytes CLAIM = Bytes.fromHexString("0xb21d0e02");
  private static final UInt256 WITHDRAWN = UInt256.valueOf(1);
  private static final UInt256 CLAIMED = UInt256.valueOf(2);
  private static final UInt256 COVERED = UInt256.valueOf(3);

  private final SimExits exits;

  SimBridge(final SimExits exits) {
    this.exits = exits;
  }

  /** Calldata. */
  static Bytes claim(final long deposit) {
    return Bytes.concatenate(CLAIM, Bytes.ofUnsignedLong(deposit));
  }

  /**
   * What the contract has counted.
   *
   * @param covered deposits of L1 that can be claimed, or were
   */
  record Counts(long withdrawn, long claimed, long covered) {
    /** After that block of that node, whether or not its state is gone. */
    static Counts after(final FakeEngine engine, final long block) {
      return new Counts(
          word(engine, block, WITHDRAWN),
          word(engine, block, CLAIMED),
          word(engine, block, COVERED));
    }

    private static long word(final FakeEngine engine, final long block, final UInt256 slot) {
      return engine.archived(block, L2Contracts.BRIDGE, slot).slice(24).toLong();
    }

    private static Counts of(final Memory memory) {
      return new Counts(get(memory, WITHDRAWN), get(memory, CLAIMED), get(memory, COVERED));
    }

    private static long get(final Memory memory, final UInt256 slot) {
      return memory.word(L2Contracts.BRIDGE, slot).slice(24).toLong();
    }

    /** As a block leaves them before its transactions. */
    Counts covering(final long deposits) {
      return new Counts(withdrawn, claimed, deposits);
    }

    boolean isWithdrawal(final Bytes calldata) {
      return calldata.equals(WITHDRAW);
    }

    /** The next one that is not claimed, and is covered. */
    boolean isClaim(final Bytes calldata) {
      return claimed < covered && calldata.equals(claim(claimed));
    }

    Counts after(final Bytes calldata) {
      return new Counts(
          withdrawn + (isWithdrawal(calldata) ? 1 : 0),
          claimed + (isClaim(calldata) ? 1 : 0),
          covered);
    }

    /** What the contract tells of such a call. */
    Optional<Log> log(final Bytes calldata) {
      if (isWithdrawal(calldata)) {
        return Optional.of(
            SimExits.deposited(L2Contracts.BRIDGE, SimExits.withdrawal(withdrawn), withdrawn));
      }
      return isClaim(calldata)
          ? Optional.of(SimExits.claimed(L2Contracts.BRIDGE, SimExits.deposit(claimed), 0, claimed))
          : Optional.empty();
    }
  }

  @Override
  public void begin(final Memory memory, final Bytes32 l1InfoRoot) {
    exits
        .deposits(l1InfoRoot)
        .filter(deposits -> deposits > Counts.of(memory).covered())
        .ifPresent(deposits -> put(memory, COVERED, deposits));
  }

  @Override
  public void call(final Memory memory, final SignedTransaction transaction) {
    final Counts before = Counts.of(memory);
    final Counts after = before.after(transaction.data());
    if (after.withdrawn() > before.withdrawn()) {
      put(memory, WITHDRAWN, after.withdrawn());
      memory.store(
          L2Contracts.EXIT_ROOT_MANAGER,
          L2Contracts.LOCAL_EXIT_ROOT_SLOT,
          exits.localRoot(after.withdrawn()));
    }
    if (after.claimed() > before.claimed()) {
      put(memory, CLAIMED, after.claimed());
      memory.move(
          L2Contracts.BRIDGE, SimExits.RECEIVER, SimExits.deposit(before.claimed()).amount());
    }
  }

  private static void put(final Memory memory, final UInt256 slot, final long value) {
    memory.store(L2Contracts.BRIDGE, slot, UInt256.valueOf(value).toBytes());
  }
}
