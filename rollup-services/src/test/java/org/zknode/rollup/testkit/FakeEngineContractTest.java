/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngineContract;
import org.zknode.rollup.engine.PoolTransaction;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/** The engine of unit tests and of the simulation. */
class FakeEngineContractTest extends ExecutionEngineContract {
  private static final PrivateKey TREASURY = TestTransactions.key(1);

  private final AtomicLong nanos = new AtomicLong();
  private final FakeEngine engine = FakeEngine.funded(TREASURY.address());

  FakeEngineContractTest() {
    engine.meterBy(
        raw ->
            Resources.of(
                21_000,
                new ExecutionCounters(
                    is(raw, HASHES_FOR_EVER) ? 1_000_000 : is(raw, HASHES_TEN_TIMES) ? 10 : 0,
                    0,
                    0,
                    0,
                    0,
                    1)));
    engine.takeTime(
        raw -> is(raw, LOOPS_FOR_EVER) ? Duration.ofSeconds(1) : Duration.ZERO,
        time -> nanos.addAndGet(time.toNanos()));
  }

  private static boolean is(final Bytes raw, final Bytes code) {
    return SignedTransaction.decode(raw, Address.ZERO).data().equals(code);
  }

  @Override
  protected Outcome build(final List<PoolTransaction> transactions, final ResourceBudget budget)
      throws Exception {
    final L2Block head = engine.head();
    final BlockResult result =
        engine.extend(
            new BlockAttributes(
                head.number() + 1,
                head.hash(),
                head.timestamp() + 1,
                TestTransactions.key(3).address(),
                head.gasLimit(),
                0,
                Bytes32.ZERO),
            transactions,
            budget);
    return new Outcome(result.block().transactions(), result.skipped(), result.exhausted());
  }

  @Override
  protected AccountState account(final Address address) {
    return engine.account(address);
  }

  @Override
  protected PrivateKey treasury() {
    return TREASURY;
  }

  @Override
  protected boolean meters() {
    return engine.metersResources();
  }

  @Override
  protected LongSupplier nanoTime() {
    return nanos::get;
  }
}
