/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/** L1's newest block, as the first endpoint has it and as all of them have it. */
public record L1Heads(L1Client l1) {
  private static final Logger LOG = LoggerFactory.getLogger(L1Heads.class);

  /**
   * @throws TemporaryException no endpoint tells it
   */
  public L1BlockRef first() {
    return l1.head(BlockTag.LATEST);
  }

  /**
   * The one in the middle by timestamp of what the endpoints that are well have, the later of two:
   * one alone among several decides nothing.
   *
   * @param heard what one of them said; it counts when no other says anything
   */
  public L1BlockRef middle(final L1BlockRef heard) {
    final List<L1BlockRef> heads = new ArrayList<>();
    for (final L1View view : l1.views()) {
      if (!view.isGood()) {
        continue;
      }
      try {
        heads.add(view.head(BlockTag.LATEST));
      } catch (final TemporaryException e) {
        LOG.debug("no second opinion from {}", view.name(), e);
      }
    }
    heads.sort(Comparator.comparingLong(L1BlockRef::timestamp));
    return heads.isEmpty() ? heard : heads.get(heads.size() / 2);
  }
}
