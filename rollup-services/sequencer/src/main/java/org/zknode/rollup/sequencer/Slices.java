/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.state.BlockSlice;

/** Makes slices of the open block durable, then tells of them. */
final class Slices {
  private final BlockPromises promises;
  private final List<SliceListener> listeners;

  Slices(final BlockPromises promises, final List<SliceListener> listeners) {
    this.promises = promises;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * @param before transactions that were in the block before the slice
   * @param appended with one included transaction at least
   */
  void promise(final Assembly assembly, final int before, final Appended appended) {
    final int index = assembly.slices();
    promises.promise(
        new BlockSlice(
            assembly.intent().number(),
            index,
            appended.included().stream().map(each -> each.transaction().raw()).toList()));
    assembly.promised(index + 1);
    final Slice slice =
        new Slice(
            assembly.block().attributes(),
            BaseFee.after(assembly.parent()),
            index,
            before,
            assembly.gasTold(),
            assembly.logsTold(),
            appended.included());
    assembly.told(slice);
    listeners.forEach(listener -> listener.preconfirmed(slice));
  }
}
