/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1View;

/**
 * From which endpoint of L1 is read next, by what the index came from and whether it was right. For
 * one thread.
 */
final class EndpointTurns {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointTurns.class);

  /** Endpoints that were read from since the index was last proven by the number of deposits. */
  private final Set<String> unproven = new HashSet<>();

  /** The same since a leaf of the L1 info tree last covered all deposits. */
  private final Set<String> unconfirmed = new HashSet<>();

  /** Those that have left something out, perhaps; until the index is proven at the head. */
  private final Set<String> suspects = new HashSet<>();

  /** Those from which came what no leaf confirms, the last one found at the end. */
  private final List<String> distrusted = new ArrayList<>();

  /** Those that may have left something out, or made something up, last. */
  List<L1View> order(final List<L1View> views) {
    return views.stream()
        .sorted(
            Comparator.comparing((final L1View view) -> suspects.contains(view.name()))
                .thenComparing(view -> distrusted.indexOf(view.name())))
        .toList();
  }

  void readFrom(final L1View view) {
    unproven.add(view.name());
    unconfirmed.add(view.name());
  }

  /** What is indexed is as many deposits as the contract has. */
  void proven() {
    unproven.clear();
  }

  /** A leaf covers all that is indexed. */
  void confirmed() {
    unconfirmed.clear();
  }

  /** All up to the head is there, and proven. */
  void arrived() {
    suspects.clear();
  }

  /** What was read since the index was proven is read again. */
  void unprovenIsWrong() {
    suspects.addAll(unproven);
    unproven.clear();
  }

  /** What was read since a leaf covered all is read again, first from others. */
  void unconfirmedIsWrong(final List<L1View> views) {
    if (unconfirmed.isEmpty()) {
      unconfirmed.add(order(views).getFirst().name());
    }
    LOG.warn("what no global exit root of L1 confirms came from {}", unconfirmed);
    distrusted.removeAll(unconfirmed);
    distrusted.addAll(unconfirmed);
    unproven.clear();
    unconfirmed.clear();
  }
}
