/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/** The changes of a pool in memory: compares what is pending with what the last answers had. */
public final class PendingDiff {
  private static final int REMEMBERED = 8;

  private final Map<String, List<Candidate>> answers = new LinkedHashMap<>();
  private long last;

  /**
   * @param now all that is pending
   */
  public PendingChanges since(final Optional<String> token, final List<Candidate> now) {
    final Optional<List<Candidate>> before = token.map(answers::get);
    final String next = Long.toString(++last);
    answers.put(next, List.copyOf(now));
    if (answers.size() > REMEMBERED) {
      answers.remove(answers.keySet().iterator().next());
    }
    if (before.isEmpty()) {
      return new PendingChanges(true, now, List.of(), next);
    }
    final Set<Candidate> known = new HashSet<>(before.get());
    final List<Candidate> pending = new ArrayList<>();
    final Set<Bytes32> there = new HashSet<>();
    for (final Candidate candidate : now) {
      there.add(candidate.hash());
      if (!known.contains(candidate)) {
        pending.add(candidate);
      }
    }
    final List<Bytes32> gone =
        before.get().stream().map(Candidate::hash).filter(hash -> !there.contains(hash)).toList();
    return new PendingChanges(false, pending, gone, next);
  }
}
