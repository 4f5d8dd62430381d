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

/** Tells {@link NewBlocks} of every block that the engine appends, whoever asks for it. */
public final class AnnouncingEngine extends ForwardingEngine {
  private final NewBlocks blocks;

  public AnnouncingEngine(final ExecutionEngine engine, final NewBlocks blocks) {
    super(engine);
    this.blocks = blocks;
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
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<DecodedTransaction> transactions,
      final ResourceBudget budget)
      throws BlockMismatchException {
    return appended(super.extend(attributes, transactions, budget));
  }

  private BlockResult appended(final BlockResult result) {
    blocks.appended();
    return result;
  }
}
