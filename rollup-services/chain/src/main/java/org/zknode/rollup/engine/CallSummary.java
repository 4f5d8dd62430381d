/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.zknode.eth.Address;

/**
 * Whom the calls of one transaction named. A new address costs a transaction 2,600 gas, so gas
 * bounds its size.
 *
 * @param addresses who called, was called, was made or got a balance by SELFDESTRUCT
 * @param creators who made each new account, by the account
 */
public record CallSummary(Set<Address> addresses, Map<Address, Address> creators) {
  public CallSummary {
    addresses = Set.copyOf(addresses);
    creators = Map.copyOf(creators);
  }

  /** Collects one; for one thread. */
  public static final class Builder {
    private final Set<Address> addresses = new HashSet<>();
    private final Map<Address, Address> creators = new HashMap<>();

    /** A call, whatever came of it. */
    public void add(final CallTrace.Kind kind, final Address from, final Address to) {
      addresses.add(from);
      addresses.add(to);
      if (kind.creates()) {
        creators.put(to, from);
      }
    }

    public CallSummary build() {
      return new CallSummary(addresses, creators);
    }
  }
}
