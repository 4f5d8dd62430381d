/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;

/** What the aggregator asks of L1: how far it has verified, and what it pays. */
final class VerifyingL1 {
  private final AtomicLong lastVerified = new AtomicLong();
  private final AtomicLong reward = new AtomicLong();
  private final AtomicReference<Optional<Error>> broken = new AtomicReference<>(Optional.empty());

  void lastVerified(final long batch) {
    lastVerified.set(batch);
  }

  /** From now on each question ends with it. */
  void breaksWith(final Error error) {
    broken.set(Optional.of(error));
  }

  void rewardPerBatch(final long amount) {
    reward.set(amount);
  }

  L1Client client() {
    return (L1Client)
        Proxy.newProxyInstance(
            L1Client.class.getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, arguments) -> {
              if (broken.get().isPresent()) {
                throw broken.get().get();
              }
              if (method.getName().equals("rollupData")) {
                return new L1Client.RollupData(
                    Address.ZERO, 1001, Address.ZERO, 8, 3, lastVerified.get());
              }
              if (method.getName().equals("rewardPerBatch")) {
                return BigInteger.valueOf(reward.get());
              }
              throw new AssertionError("the aggregator does not call " + method.getName());
            });
  }
}
