/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.BridgeStore.Leaf;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.RollupExit;

/** What of a bridge's index is asked about withdrawals; a process reads it with its faults. */
final class MemoryBridgeView {
  private final MemoryBridgeStore store;

  private MemoryBridgeView(final MemoryBridgeStore store) {
    this.store = store;
  }

  static BridgeView of(final MemoryBridgeStore store, final Faults faults) {
    final MemoryBridgeView view = new MemoryBridgeView(store);
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) -> {
              faults.read();
              return switch (method.getName()) {
                case "claimable" -> view.claimable((long) arguments[3], (int) arguments[4]);
                case "deposit" -> view.withdrawal((long) arguments[1]);
                case "provenOnL1" -> view.provenOnL1((long) arguments[0]);
                default -> throw new UnsupportedOperationException(method.getName());
              };
            });
  }

  /** Withdrawals that L1's newest leaf covers and that are not claimed. */
  private List<ClaimableDeposit> claimable(final long from, final int limit) {
    final Set<Long> claimed =
        store.claims(0).stream()
            .map(claim -> claim.globalIndex().leafIndex())
            .collect(Collectors.toSet());
    final List<Leaf> withdrawals = store.deposits(SimExits.ROLLUP);
    return LongStream.range(from, ready())
        .filter(count -> !claimed.contains(count))
        .limit(limit)
        .mapToObj(
            count ->
                new ClaimableDeposit(
                    count, withdrawals.get((int) count).deposit().place().blockHash()))
        .toList();
  }

  private long ready() {
    final long sequence =
        store.read(tx -> tx.lastCovering()).map(CoveringLeaf::rollupSequence).orElse(0L);
    return store.exits().stream()
        .filter(exit -> exit.sequence() <= sequence)
        .mapToLong(exit -> covered(exit.localExitRoot()))
        .max()
        .orElse(0);
  }

  private long covered(final Bytes32 localExitRoot) {
    return store.read(tx -> tx.sizeAt(SimExits.ROLLUP, localExitRoot)).orElse(0);
  }

  private Optional<Deposit> withdrawal(final long count) {
    final List<Leaf> withdrawals = store.deposits(SimExits.ROLLUP);
    return count >= withdrawals.size()
        ? Optional.empty()
        : Optional.of(withdrawals.get((int) count).deposit())
            .map(
                made ->
                    new Deposit(
                        made.leaf(),
                        made.place(),
                        count,
                        count < ready(),
                        store.claims(0).stream()
                            .filter(claim -> claim.globalIndex().leafIndex() == count)
                            .map(claim -> claim.place().transactionHash())
                            .findFirst()));
  }

  private OptionalLong provenOnL1(final long count) {
    return store.exits().stream()
        .filter(exit -> covered(exit.localExitRoot()) > count)
        .mapToLong(RollupExit::l1Block)
        .min();
  }
}
