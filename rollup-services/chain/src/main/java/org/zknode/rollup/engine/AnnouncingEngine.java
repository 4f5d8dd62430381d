/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;

/** Tells listeners of every block that the engine appends, and of what L1 says of them. */
public final class AnnouncingEngine extends ForwardingEngine {
  private final List<EngineListener> listeners;

  public AnnouncingEngine(final ExecutionEngine engine, final EngineListener... listeners) {
    super(engine);
    this.listeners = List.of(listeners);
  }

  @Override
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    return appended(super.extend(attributes, transactions, expectedHash));
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    return super.open(attributes, budget).telling(this::appended);
  }

  private BlockResult appended(final BlockResult result) {
    listeners.forEach(listener -> listener.appended(result.block()));
    return result;
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    super.setSafeAndFinalized(safeNumber, finalizedNumber);
    listeners.forEach(listener -> listener.confirmed(safeNumber, finalizedNumber));
  }

  @Override
  public void unwindTo(final long number) {
    super.unwindTo(number);
    listeners.forEach(listener -> listener.unwound(number));
  }
}
