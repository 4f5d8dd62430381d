/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngineContract;
import org.zknode.rollup.engine.Resources;

/** The engine of unit tests and of the simulation. */
class FakeEngineContractTest extends ExecutionEngineContract {
  private static final PrivateKey TREASURY = TestTransactions.key(1);

  private final AtomicLong nanos = new AtomicLong();
  private final FakeEngine engine = FakeEngine.funded(TREASURY.address());

  FakeEngineContractTest() {
    engine.meterBy(
        raw -> Resources.of(21_000, new ExecutionCounters(keccakHashes(raw), 0, 0, 0, 0, 1)));
    engine.takeTime(
        raw -> is(raw, LOOPS_FOR_EVER) ? Duration.ofSeconds(1) : Duration.ZERO,
        time -> nanos.addAndGet(time.toNanos()));
  }

  private static long keccakHashes(final Bytes raw) {
    if (is(raw, HASHES_FOR_EVER)) {
      return 1_000_000;
    }
    final int times = SignedTransaction.decode(raw, Address.ZERO).data().size() / hashes(1).size();
    return is(raw, hashes(times)) ? times : 0;
  }

  private static boolean is(final Bytes raw, final Bytes code) {
    return SignedTransaction.decode(raw, Address.ZERO).data().equals(code);
  }

  @Override
  protected ExecutionEngine engine() {
    return engine;
  }

  @Override
  protected PrivateKey treasury() {
    return TREASURY;
  }

  @Override
  protected boolean keepsBeaconRoots() {
    return false;
  }

  /** It has no code to execute. */
  @Override
  protected Bytes drainingCall() {
    return FakeEngine.DRAIN;
  }

  @Override
  protected LongSupplier nanoTime() {
    return nanos::get;
  }
}
