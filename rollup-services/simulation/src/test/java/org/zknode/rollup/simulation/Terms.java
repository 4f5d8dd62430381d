/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** What is the same in every run. */
final class Terms {
  /** 2026-01-01T00:00:00Z in milliseconds. */
  static final long START_MILLIS = 1_767_225_600_000L;

  /** Blocks of which an engine has the state; few, as Besu's 512 are beside L1's delays. */
  static final long KEPT_STATES = 32;

  static final PrivateKey SEQUENCER = TestTransactions.key(11);
  static final PrivateKey AGGREGATOR = TestTransactions.key(12);
  static final Address OUTSIDER = TestTransactions.key(13).address();
  static final PrivateKey FORCER = TestTransactions.key(9);
  static final List<PrivateKey> VERIFIERS =
      List.of(TestTransactions.key(21), TestTransactions.key(22));
  static final List<PrivateKey> USERS =
      List.of(TestTransactions.key(1), TestTransactions.key(2), TestTransactions.key(3));

  /** The user who also withdraws to L1. */
  static final PrivateKey DEPOSITOR = USERS.getLast();

  /** Claims on L2 what was deposited on L1. */
  static final PrivateKey CLAIMER = TestTransactions.key(8);

  /** What a rollup's bridge has in genesis. */
  static final BigInteger BRIDGE_FUNDS = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  static final ChainConfig CHAIN =
      new ChainConfig(
          TestTransactions.CHAIN_ID,
          8,
          Address.fromHex("0x00000000000000000000000000000000000000c0"),
          30_000_000L);

  static final L1Config L1 =
      new L1Config(
          List.of(),
          31_337,
          Address.fromHex("0x00000000000000000000000000000000000000a1"),
          Address.fromHex("0x00000000000000000000000000000000000000a2"),
          Address.fromHex("0x00000000000000000000000000000000000000a3"),
          1,
          1,
          BlockTag.LATEST);

  /** Users pay 2 gwei and more. */
  static final PriceFloor FLOOR =
      new PriceFloor(
          BigInteger.valueOf(1_000_000_000L), BigInteger.valueOf(1_000_000_000L), BigInteger.ZERO);

  /** So few that the attackers fill the pool: from 48 on it gives up what cannot run. */
  static final int MAX_PENDING = 64;

  /** As by default, but with fewer dead ones: whoever replaces for ever has enough of them. */
  static final PoolQuota QUOTA =
      new PoolQuota(
          PoolQuota.DEFAULT_PRICE_BUMP_PERCENT,
          PoolQuota.DEFAULT_MAX_PENDING_BYTES,
          PoolQuota.DEFAULT_MAX_PENDING_BYTES_PER_SENDER,
          24,
          PoolQuota.DEFAULT_FATE_RETENTION);

  private Terms() {}

  static FakeEngine engine(final SharedTransactions shared) {
    final Map<Address, BigInteger> balances = new HashMap<>();
    USERS.forEach(user -> balances.put(user.address(), BigInteger.TEN.pow(21)));
    balances.put(FORCER.address(), BigInteger.TEN.pow(21));
    balances.put(CLAIMER.address(), BigInteger.TEN.pow(21));
    balances.put(L2Contracts.BRIDGE, BRIDGE_FUNDS);
    AttackAccounts.funded().forEach(account -> balances.put(account, AttackAccounts.funds()));
    final FakeEngine engine =
        new FakeEngine(CHAIN.l2ChainId(), CHAIN.blockGasLimit(), balances, shared::decode);
    engine.deploy(L2Contracts.BRIDGE, new SimBridge(shared.exits));
    return engine;
  }
}
