/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.zknode.rollup.bridge.BridgeStore.Leaf;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;

/** What has to hold of the bridges, and of what the nodes have indexed of them. */
final class BridgeInvariants {
  private final World world;

  BridgeInvariants(final World world) {
    this.world = world;
  }

  /**
   * What L1's bridge has beside what it had before is what L2's has given away, with what is on its
   * way, as of the newest verified batch: nothing was claimed that was not there to be claimed. Not
   * while the engine has not again what it lost when its process died.
   */
  void checkMoney(final StateStore main) {
    final SimContracts l1 = world.l1.head().after();
    final Optional<Long> block =
        main.read(tx -> tx.batches().find(l1.verified()))
            .map(Batch::lastBlock)
            .filter(last -> last <= world.main.engine().head().number());
    if (block.isEmpty()) {
      return;
    }
    final SimBridge.Counts l2 = SimBridge.Counts.after(world.main.engine(), block.get());
    world.check(
        l2.claimed() <= l1.deposits() && l1.released() <= l2.withdrawn(),
        "%d deposits were made on L1 and %s on L2, where L1 has paid out %d"
            .formatted(l1.deposits(), l2, l1.released()));
    final BigInteger locked = l1.locked().subtract(SimContracts.LOCKED_BEFORE);
    final BigInteger given =
        Terms.BRIDGE_FUNDS.subtract(
            world.main.engine().archivedBalance(block.get(), L2Contracts.BRIDGE));
    final BigInteger towardsL2 = SimExits.sum(SimExits::deposit, l2.claimed(), l1.deposits());
    final BigInteger towardsL1 = SimExits.sum(SimExits::withdrawal, l1.released(), l2.withdrawn());
    world.check(
        locked.equals(given.add(towardsL2).add(towardsL1)),
        "%s wei are locked on L1, %s exist on L2, %s and %s are on their way"
            .formatted(locked, given, towardsL2, towardsL1));
  }

  private Stream<SimNode> nodes() {
    return Stream.concat(Stream.of(world.main), world.followers.stream())
        .filter(node -> !node.isHalted());
  }

  private SimBridge.Counts onL2() {
    return SimBridge.Counts.after(world.main.engine(), world.main.engine().head().number());
  }

  /** Which node's index is not there yet. */
  Optional<String> missing() {
    return nodes().filter(node -> !isThere(node)).map(node -> behind(node)).findFirst();
  }

  private boolean isThere(final SimNode node) {
    final SimContracts l1 = world.l1.head().after();
    final MemoryBridgeStore index = node.bridge();
    final L2Block head = node.engine().head();
    return index.deposits(0).size() == l1.deposits()
        && index.claims(0).size() == l1.released()
        && index
            .read(tx -> tx.last(SimExits.ROLLUP))
            .filter(last -> last.hash().equals(head.hash()))
            .isPresent();
  }

  private String behind(final SimNode node) {
    final SimContracts l1 = world.l1.head().after();
    return "%s has indexed %d deposits and %d claims of L1's %d and %d, and L2 to %s"
        .formatted(
            node.name(),
            node.bridge().deposits(0).size(),
            node.bridge().claims(0).size(),
            l1.deposits(),
            l1.released(),
            node.bridge().read(tx -> tx.last(SimExits.ROLLUP)));
  }

  /** Of both chains, when all is healed. */
  void checkIndexes() {
    final SimBridge.Counts l2 = onL2();
    nodes()
        .forEach(
            node -> {
              check(node, 0, SimExits::deposit);
              check(node, SimExits.ROLLUP, SimExits::withdrawal);
              final MemoryBridgeStore index = node.bridge();
              world.check(
                  index.deposits(SimExits.ROLLUP).size() == l2.withdrawn()
                      && index.claims(SimExits.ROLLUP).size() == l2.claimed(),
                  "%s has indexed %d withdrawals and %d claims of L2's %s"
                      .formatted(
                          node.name(),
                          index.deposits(SimExits.ROLLUP).size(),
                          index.claims(SimExits.ROLLUP).size(),
                          l2));
            });
  }

  private void check(
      final SimNode node, final long network, final LongFunction<ExitLeaf> expected) {
    final List<Leaf> deposits = node.bridge().deposits(network);
    for (int count = 0; count < deposits.size(); count++) {
      world.check(
          deposits.get(count).deposit().leaf().equals(expected.apply(count)),
          "%s has indexed %s as deposit %d of network %d"
              .formatted(node.name(), deposits.get(count), count, network));
    }
    final List<Claim> claims = node.bridge().claims(network);
    for (int count = 0; count < claims.size(); count++) {
      world.check(
          claims.get(count).globalIndex().leafIndex() == count,
          "%s has indexed %s as claim %d on network %d"
              .formatted(node.name(), claims.get(count), count, network));
    }
  }
}
