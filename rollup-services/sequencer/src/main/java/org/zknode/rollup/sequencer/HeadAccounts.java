/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;

/** Accounts in the state that is chosen on; those likely to be asked for next are read together. */
final class HeadAccounts {
  /** Accounts per reading. */
  private static final int READ_TOGETHER = 256;

  private final Map<Address, AccountState> known = new HashMap<>();
  private Optional<ChoiceBase> base = Optional.empty();

  /** What was read in another state counts no more. */
  void at(final ChoiceBase wanted) {
    if (base.filter(current -> current.state().equals(wanted.state())).isEmpty()) {
      known.clear();
    }
    base = Optional.of(wanted);
  }

  /**
   * @param next who will be asked for after it
   */
  AccountState of(final Address address, final Iterable<Address> next) {
    final AccountState state = known.get(address);
    if (state != null) {
      return state;
    }
    final Set<Address> wanted = new LinkedHashSet<>();
    wanted.add(address);
    for (final Address other : next) {
      if (wanted.size() >= READ_TOGETHER) {
        break;
      }
      if (!known.containsKey(other)) {
        wanted.add(other);
      }
    }
    known.putAll(base.orElseThrow().accounts().apply(wanted));
    return known.get(address);
  }
}
