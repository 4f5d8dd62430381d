/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;

/** Accounts after the head block; those that are likely to be asked for next are read together. */
final class HeadAccounts {
  /** Accounts per reading. */
  private static final int READ_TOGETHER = 256;

  private final Function<Collection<Address>, Map<Address, AccountState>> read;
  private final Map<Address, AccountState> known = new HashMap<>();
  private Bytes32 head = Bytes32.ZERO;

  /**
   * @param read accounts after the engine's head block
   */
  HeadAccounts(final Function<Collection<Address>, Map<Address, AccountState>> read) {
    this.read = read;
  }

  /** What was read after another block counts no more. */
  void at(final Bytes32 hash) {
    if (!hash.equals(head)) {
      known.clear();
      head = hash;
    }
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
    known.putAll(read.apply(wanted));
    return known.get(address);
  }
}
