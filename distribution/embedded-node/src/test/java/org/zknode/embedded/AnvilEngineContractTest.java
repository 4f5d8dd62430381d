/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngineContract;
import org.zknode.rollup.engine.PoolTransaction;
import org.zknode.rollup.engine.ResourceBudget;

/** The engine on anvil. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnvilEngineContractTest extends ExecutionEngineContract {
  private AnvilEngine engine;

  @BeforeAll
  void start(@TempDir final Path directory) throws Exception {
    engine =
        new AnvilEngine(
            EngineKit.anvil(), EngineKit.genesis(directory), directory.resolve("engine"));
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  @Override
  protected Outcome build(final List<PoolTransaction> transactions, final ResourceBudget budget)
      throws Exception {
    final BlockResult result = engine.extend(EngineKit.next(engine.head()), transactions, budget);
    return new Outcome(result.block().transactions(), result.skipped(), result.exhausted());
  }

  @Override
  protected AccountState account(final Address address) {
    return engine.account(address);
  }

  @Override
  protected PrivateKey treasury() {
    return EngineKit.ALICE;
  }

  @Override
  protected boolean meters() {
    return engine.metersResources();
  }

  @Override
  protected LongSupplier nanoTime() {
    return System::nanoTime;
  }
}
