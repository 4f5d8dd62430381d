/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngineContract;

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
  protected ExecutionEngine engine() {
    return engine;
  }

  /** anvil keeps a transaction back until the state before the block has its nonce. */
  @Override
  protected boolean followsAuthorizationsWithinABlock() {
    return false;
  }

  @Override
  protected PrivateKey treasury() {
    return EngineKit.ALICE;
  }

  @Override
  protected LongSupplier nanoTime() {
    return System::nanoTime;
  }
}
