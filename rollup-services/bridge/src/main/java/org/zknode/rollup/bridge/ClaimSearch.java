/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How far the endpoints of L1 were searched for some claims. For one thread. */
final class ClaimSearch {
  private final Set<Long> missing;
  private final long from;
  private final long to;
  private final List<String> endpoints;
  private final List<String> silent = new ArrayList<>();
  private long next;

  /**
   * @param missing withdrawals of the own rollup whose claims are searched for
   * @param from the first block
   * @param to the last block
   * @param endpoints their names, in the order in which they are asked
   */
  ClaimSearch(
      final Set<Long> missing, final long from, final long to, final List<String> endpoints) {
    this.missing = new HashSet<>(missing);
    this.from = from;
    this.to = to;
    this.endpoints = new ArrayList<>(endpoints);
    this.next = from;
  }

  Set<Long> missing() {
    return missing;
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  /** The block to go on with. */
  long next() {
    return next;
  }

  /** Who is asked. */
  String endpoint() {
    return endpoints.getFirst();
  }

  /** Those that have told nothing of what others had, or nobody has. */
  List<String> silent() {
    return silent;
  }

  /**
   * The endpoint has told what it has up to that block.
   *
   * @param found withdrawals whose claims it has
   */
  void read(final long block, final Set<Long> found) {
    missing.removeAll(found);
    next = block + 1;
    if (!missing.isEmpty() && next > to) {
      silent.add(endpoint());
      leave();
    }
  }

  /** The next endpoint is asked, from the first block on. */
  void leave() {
    endpoints.removeFirst();
    next = from;
  }

  boolean isComplete() {
    return missing.isEmpty();
  }

  /** Nobody is left to be asked. */
  boolean isOver() {
    return endpoints.isEmpty();
  }
}
