/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.mainnet.MainnetBlockHeaderFunctions;
import org.hyperledger.besu.ethereum.rlp.RLP;
import org.zknode.eth.Keccak256;
import org.zknode.plugin.besu.trie.AccountValue;
import org.zknode.plugin.besu.trie.MissingPartException;
import org.zknode.plugin.besu.trie.TrieNodes;
import org.zknode.plugin.besu.trie.TrieObserver;
import org.zknode.plugin.besu.trie.TrieSource;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/**
 * A witness that somebody gave, part by part, and which of them were needed. A part is found by its
 * hash alone, so that none can be believed that the parent block does not lead to. Used by one
 * thread.
 */
final class WitnessParts implements TrieSource, TrieObserver {
  /** Of the fields of a header, from 0. */
  private static final int NUMBER_FIELD = 8;

  private final Map<Bytes32, Bytes> nodes;
  private final Map<Bytes32, Bytes> codes;
  private final Map<Bytes32, Bytes> headers;
  private final Set<Bytes32> neededNodes = new HashSet<>();
  private final Set<Bytes32> neededCodes = new HashSet<>();

  /** Number of the header that was asked for last. */
  private long wanted;

  /**
   * @throws WitnessException a part is there twice
   */
  WitnessParts(final ExecutionWitness witness) throws WitnessException {
    nodes = byHash("node", witness.state());
    codes = byHash("code", witness.codes());
    headers = byHash("header", witness.headers());
  }

  private static Map<Bytes32, Bytes> byHash(final String what, final List<Bytes> parts)
      throws WitnessException {
    final Map<Bytes32, Bytes> found = HashMap.newHashMap(parts.size());
    for (final Bytes part : parts) {
      final Bytes32 hash = Keccak256.hash(part);
      if (found.put(hash, part) != null) {
        throw new WitnessException(
            Fault.SURPLUS, "%s %s is there twice".formatted(what, hash.toHexString()));
      }
    }
    return found;
  }

  @Override
  public Optional<Bytes> accountNode(final Bytes location, final Bytes32 hash) {
    return Optional.ofNullable(nodes.get(hash));
  }

  @Override
  public Optional<Bytes> storageNode(
      final Bytes32 account, final Bytes location, final Bytes32 hash) {
    return Optional.ofNullable(nodes.get(hash));
  }

  @Override
  public Optional<Bytes> code(final Bytes32 account, final Bytes32 hash) {
    return Optional.ofNullable(codes.get(hash));
  }

  @Override
  public void node(final Bytes32 hash, final Bytes rlp, final boolean made) {
    if (!made) {
      neededNodes.add(hash);
    }
  }

  @Override
  public void code(final Bytes32 hash, final Bytes code, final boolean made) {
    if (!made) {
      neededCodes.add(hash);
    }
  }

  /**
   * @throws MissingPartException it is not there
   */
  BlockHeader header(final Hash hash, final long number) {
    wanted = number;
    final Bytes rlp = headers.get(BesuBlocks.toBytes32(hash));
    if (rlp == null) {
      throw new MissingPartException("header", BesuBlocks.toBytes32(hash));
    }
    return BlockHeader.readFrom(RLP.input(rlp), new MainnetBlockHeaderFunctions());
  }

  /** What it means that a part is missing. */
  WitnessException missing(final MissingPartException missing, final Bytes32 stateRoot) {
    final Set<Bytes32> stray =
        switch (missing.what()) {
          case "node" -> unreferenced(stateRoot).nodes();
          case "code" -> unreferenced(stateRoot).codes();
          default -> inItsPlace();
        };
    return stray.isEmpty()
        ? new WitnessException(Fault.MISSING, missing.getMessage())
        : changed(missing.getMessage(), missing.what(), stray);
  }

  /** Of the number of the one that is missing, or of none. */
  private Set<Bytes32> inItsPlace() {
    final Set<Bytes32> found = new HashSet<>();
    headers.forEach(
        (hash, rlp) -> {
          if (number(rlp) == wanted || number(rlp) < 0) {
            found.add(hash);
          }
        });
    return found;
  }

  private static long number(final Bytes header) {
    try {
      final RlpReader fields = RlpReader.of(header).list();
      for (int field = 0; field < NUMBER_FIELD; field++) {
        fields.skip();
      }
      return fields.uint63();
    } catch (final RlpException e) {
      return -1;
    }
  }

  private static WitnessException changed(
      final String message, final String what, final Set<Bytes32> stray) {
    return new WitnessException(
        Fault.CHANGED,
        "%s, and nothing leads to %s %s"
            .formatted(message, what, stray.iterator().next().toHexString()));
  }

  /**
   * Checks after an execution that every part was needed.
   *
   * @param ancestors that were needed
   */
  void requireExact(final Bytes32 stateRoot, final List<BlockHeader> ancestors)
      throws WitnessException {
    if (neededNodes.size() != nodes.size() || neededCodes.size() != codes.size()) {
      final Stray stray = unreferenced(stateRoot);
      requireNone(Fault.UNREFERENCED, "nothing leads to node %s", stray.nodes());
      requireNone(Fault.UNREFERENCED, "nothing leads to code %s", stray.codes());
      requireNone(Fault.SURPLUS, "node %s is not needed", others(nodes, neededNodes));
      requireNone(Fault.SURPLUS, "code %s is not needed", others(codes, neededCodes));
    }
    if (ancestors.size() != headers.size()) {
      requireHeaders(ancestors);
    }
  }

  private void requireHeaders(final List<BlockHeader> ancestors) throws WitnessException {
    Hash next = ancestors.getFirst().getParentHash();
    final Set<Bytes32> others = new HashSet<>(headers.keySet());
    ancestors.forEach(header -> others.remove(BesuBlocks.toBytes32(header.getHash())));
    final Set<Bytes32> surplus = new HashSet<>();
    while (others.remove(BesuBlocks.toBytes32(next))) {
      surplus.add(BesuBlocks.toBytes32(next));
      next = header(next, 0).getParentHash();
    }
    requireNone(Fault.UNREFERENCED, "nothing leads to header %s", others);
    requireNone(Fault.SURPLUS, "header %s is not needed", surplus);
  }

  private static Set<Bytes32> others(final Map<Bytes32, Bytes> all, final Set<Bytes32> needed) {
    final Set<Bytes32> others = new HashSet<>(all.keySet());
    others.removeAll(needed);
    return others;
  }

  private static void requireNone(
      final Fault fault, final String message, final Set<Bytes32> hashes) throws WitnessException {
    if (!hashes.isEmpty()) {
      throw new WitnessException(fault, message.formatted(hashes.iterator().next().toHexString()));
    }
  }

  private record Stray(Set<Bytes32> nodes, Set<Bytes32> codes) {}

  private record Reached(Bytes32 hash, boolean storage) {}

  /** Whatever cannot be reached from the state root by the nodes that are there. */
  private Stray unreferenced(final Bytes32 stateRoot) {
    final Stray stray = new Stray(new HashSet<>(nodes.keySet()), new HashSet<>(codes.keySet()));
    final Deque<Reached> reached = new ArrayDeque<>(List.of(new Reached(stateRoot, false)));
    final Set<Reached> seen = new HashSet<>();
    while (!reached.isEmpty()) {
      final Reached next = reached.pop();
      final Bytes rlp = nodes.get(next.hash());
      if (rlp != null && seen.add(next)) {
        stray.nodes().remove(next.hash());
        TrieNodes.visit(
            rlp,
            child -> reached.push(new Reached(child, next.storage())),
            value -> leaf(next, value, reached, stray));
      }
    }
    return stray;
  }

  private static void leaf(
      final Reached node, final Bytes value, final Deque<Reached> reached, final Stray stray) {
    if (!node.storage()) {
      final AccountValue account = AccountValue.decode(value);
      reached.push(new Reached(account.storageRoot(), true));
      stray.codes().remove(account.codeHash());
    }
  }
}
