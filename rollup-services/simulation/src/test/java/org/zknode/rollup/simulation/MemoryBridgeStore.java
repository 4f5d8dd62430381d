/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.BridgeEvent.ExitRootKnown;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.CoveringLeaf;
import org.zknode.rollup.bridge.ExitTreeNodes;
import org.zknode.rollup.bridge.IndexedBlock;
import org.zknode.rollup.bridge.RollupExit;
import org.zknode.rollup.bridge.RollupExitRoots;
import org.zknode.rollup.bridge.TokenWrapped;

/**
 * The tables of a bridge's index in memory, for one thread. A transaction that throws has changed
 * nothing.
 */
final class MemoryBridgeStore implements BridgeStore {
  private Tables tables = new Tables();

  @Override
  public <T> T read(final Function<Tx, T> work) {
    return work.apply(tables);
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    final Tables changed = tables.copy();
    final T result = work.apply(changed);
    tables = changed;
    return result;
  }

  /** What is indexed of that network, in order. */
  List<Leaf> deposits(final long network) {
    return List.copyOf(tables.network(network).deposits);
  }

  /** Claims on that network, in order. */
  List<Claim> claims(final long network) {
    return tables.network(network).claims.stream()
        .sorted(
            Comparator.comparingLong((final Claim claim) -> claim.place().blockNumber())
                .thenComparingLong(claim -> claim.place().logIndex()))
        .toList();
  }

  List<RollupExit> exits() {
    return List.copyOf(tables.exits);
  }

  private static final class Network {
    private final TreeMap<Long, IndexedBlock> blocks = new TreeMap<>();
    private final List<Leaf> deposits = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Nodes nodes = new Nodes();

    private Network copy() {
      final Network copy = new Network();
      copy.blocks.putAll(blocks);
      copy.deposits.addAll(deposits);
      copy.claims.addAll(claims);
      copy.nodes.hashes.putAll(nodes.hashes);
      copy.nodes.size = nodes.size;
      return copy;
    }
  }

  private static final class Nodes implements ExitTreeNodes {
    private final Map<Place, Bytes32> hashes = new HashMap<>();
    private long size;

    @Override
    public long size() {
      return size;
    }

    @Override
    public Optional<Bytes32> leaf(final long index) {
      return Optional.ofNullable(hashes.get(new Place(0, index)));
    }

    @Override
    public List<Node> find(final java.util.Set<Place> places) {
      return places.stream()
          .filter(hashes::containsKey)
          .map(place -> new Node(place, hashes.get(place)))
          .toList();
    }

    @Override
    public void append(final List<Node> nodes, final long newSize) {
      nodes.forEach(node -> hashes.put(node.place(), node.hash()));
      size = newSize;
    }

    @Override
    public void truncate(final long newSize) {
      hashes.keySet().removeIf(place -> (place.index() + 1) << place.height() > newSize);
      size = newSize;
    }
  }

  private static final class Tables implements Tx {
    private final Map<Long, Network> networks = new HashMap<>();
    private final List<RollupExit> exits = new ArrayList<>();
    private final List<CoveringLeaf> covering = new ArrayList<>();

    private Tables copy() {
      final Tables copy = new Tables();
      networks.forEach((id, network) -> copy.networks.put(id, network.copy()));
      copy.exits.addAll(exits);
      copy.covering.addAll(covering);
      return copy;
    }

    private Network network(final long id) {
      return networks.computeIfAbsent(id, any -> new Network());
    }

    @Override
    public Optional<IndexedBlock> last(final long network) {
      return atOrBelow(network, Long.MAX_VALUE);
    }

    @Override
    public Optional<IndexedBlock> atOrBelow(final long network, final long number) {
      return Optional.ofNullable(network(network).blocks.floorEntry(number))
          .map(Map.Entry::getValue);
    }

    @Override
    public Optional<IndexedBlock> lastProven(final long network) {
      return network(network).blocks.descendingMap().values().stream()
          .filter(IndexedBlock::proven)
          .findFirst();
    }

    @Override
    public Optional<IndexedBlock> lastConfirmed() {
      final TreeMap<Long, IndexedBlock> blocks = network(0).blocks;
      final long doubtful = lastCovering().map(this::firstDoubtful).orElse(0L);
      return Optional.ofNullable(blocks.lowerEntry(doubtful))
          .or(() -> Optional.ofNullable(blocks.firstEntry()))
          .map(Map.Entry::getValue);
    }

    private long firstDoubtful(final CoveringLeaf newest) {
      return LongStream.concat(
              covering.stream()
                  .filter(leaf -> leaf.mainnetExitRoot().equals(newest.mainnetExitRoot()))
                  .mapToLong(CoveringLeaf::l1Block),
              exits.stream()
                  .filter(exit -> exit.sequence() > newest.rollupSequence())
                  .mapToLong(RollupExit::l1Block))
          .min()
          .orElseThrow();
    }

    @Override
    public void put(final IndexedBlock block) {
      network(block.network()).blocks.put(block.number(), block);
    }

    @Override
    public ExitTreeNodes nodes(final long network) {
      return network(network).nodes;
    }

    @Override
    public void addDeposits(final List<Leaf> leaves) {
      leaves.forEach(leaf -> network(leaf.deposit().place().network()).deposits.add(leaf));
    }

    @Override
    public void addClaims(final List<Claim> claims) {
      claims.forEach(claim -> network(claim.place().network()).claims.add(claim));
    }

    @Override
    public void addWrapped(final List<TokenWrapped> tokens) {
      if (!tokens.isEmpty()) {
        throw new UnsupportedOperationException("nobody makes tokens here");
      }
    }

    @Override
    public void addRollupExits(final List<RollupExit> added) {
      exits.addAll(added);
    }

    @Override
    public void addCovering(final List<CoveringLeaf> leaves) {
      covering.addAll(leaves);
    }

    @Override
    public void addKnown(final List<ExitRootKnown> roots) {
      if (!roots.isEmpty()) {
        throw new UnsupportedOperationException("nobody proves exit roots here");
      }
    }

    @Override
    public OptionalLong sizeAt(final long network, final Bytes32 exitRoot) {
      return network(network).deposits.stream()
          .filter(leaf -> leaf.exitRoot().equals(exitRoot))
          .mapToLong(leaf -> leaf.deposit().depositCount() + 1)
          .max();
    }

    @Override
    public Optional<RollupExit> lastRollupExit() {
      return exits.isEmpty() ? Optional.empty() : Optional.of(exits.getLast());
    }

    @Override
    public Optional<RollupExit> rollupExitAt(final Bytes32 rollupExitRoot) {
      return exits.stream()
          .filter(exit -> exit.rollupExitRoot().equals(rollupExitRoot))
          .max(Comparator.comparingLong(RollupExit::sequence));
    }

    @Override
    public RollupExitRoots rollupExitRoots(final long sequence) {
      final SortedMap<Long, Bytes32> roots = new TreeMap<>();
      exits.stream()
          .filter(exit -> exit.sequence() <= sequence)
          .forEach(exit -> roots.put(exit.rollupId(), exit.localExitRoot()));
      return new RollupExitRoots(roots);
    }

    @Override
    public Optional<CoveringLeaf> lastCovering() {
      return covering.isEmpty() ? Optional.empty() : Optional.of(covering.getLast());
    }

    @Override
    public void forget(final long network) {
      networks.remove(network);
      if (network == 0) {
        exits.clear();
        covering.clear();
      }
    }

    @Override
    public void rollBack(final long network, final long block) {
      final Network cut = network(network);
      final IndexedBlock last = cut.blocks.get(block);
      if (last == null) {
        throw new IllegalArgumentException(
            "block %d of network %d is no indexed one".formatted(block, network));
      }
      cut.nodes.truncate(last.deposits());
      cut.deposits.subList((int) last.deposits(), cut.deposits.size()).clear();
      cut.claims.removeIf(claim -> claim.place().blockNumber() > block);
      cut.blocks.tailMap(block, false).clear();
      if (network == 0) {
        exits.removeIf(exit -> exit.l1Block() > block);
        covering.removeIf(leaf -> leaf.l1Block() > block);
      }
    }
  }
}
