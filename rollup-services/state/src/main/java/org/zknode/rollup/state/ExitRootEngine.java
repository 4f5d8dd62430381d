/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget;

/** Tells {@link LocalExitRoots} of every block that the engine appends, whoever asks for it. */
public final class ExitRootEngine extends ForwardingEngine {
  private final LocalExitRoots roots;

  public ExitRootEngine(final ExecutionEngine engine, final LocalExitRoots roots) {
    super(engine);
    this.roots = roots;
  }

  @Override
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    return executed(super.extend(attributes, transactions, expectedHash));
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    return super.open(attributes, budget).telling(this::executed);
  }

  private BlockResult executed(final BlockResult result) {
    roots.executed(result.block());
    return result;
  }
}
