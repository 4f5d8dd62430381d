/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the other endpoints say what one of them says. One that lies about events and about the
 * contracts' state alike fits itself; only another one's word shows it. The majority decides; of
 * two that differ neither is believed.
 */
public record L1Majority(L1Client l1) {
  private static final Logger LOG = LoggerFactory.getLogger(L1Majority.class);

  /**
   * Asks the other endpoints that are well and have that block.
   *
   * @param view whose word it is
   * @param block up to which it tells
   * @param hash of that block
   * @param difference what another one says instead; empty when it says the same. An {@link
   *     L1EndpointException} of it is no word at all
   * @throws L1EndpointException not fewer of them differ than agree; the message says in what
   */
  public void require(
      final L1View view,
      final long block,
      final Bytes32 hash,
      final Function<L1View, Optional<String>> difference) {
    int agree = 1;
    final List<String> differ = new ArrayList<>();
    for (final L1View other : l1.views()) {
      if (other.name().equals(view.name()) || !other.isGood()) {
        continue;
      }
      try {
        if (other.block(block).filter(theirs -> theirs.hash().equals(hash)).isEmpty()) {
          continue;
        }
        final Optional<String> instead = difference.apply(other);
        if (instead.isPresent()) {
          differ.add("%s has %s".formatted(other.name(), instead.get()));
        } else {
          agree++;
        }
      } catch (final L1EndpointException e) {
        LOG.debug("no second opinion from {}", other.name(), e);
      }
    }
    if (differ.size() < agree) {
      return;
    }
    final String why =
        "endpoints differ about the contracts up to block %d: %s"
            .formatted(block, String.join("; ", differ));
    if (differ.size() > agree) {
      view.failed(why);
    }
    throw new L1EndpointException(view.name(), why);
  }
}
