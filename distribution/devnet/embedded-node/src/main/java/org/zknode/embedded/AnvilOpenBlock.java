/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.Resources;

/**
 * The open block of the embedded engine. Anvil has no block that it executes in parts: for each
 * part the checker's anvil executes all of the block anew, and the chain's own executes it when it
 * is sealed. That it comes to the same hash there is checked. Nothing but the batch's room counts,
 * and no time: anvil neither meters transactions nor can be interrupted.
 */
final class AnvilOpenBlock implements OpenBlock {
  private final BlockAttributes attributes;
  private final L2Block parent;
  private final Room room;
  private final AnvilChecker checker;
  private final Chain chain;
  private final List<DecodedTransaction> included = new ArrayList<>();
  private L2Block executed;

  /** The engine that it is a block of. */
  interface Chain {
    /**
     * @throws EngineException the block is not the open one any more
     */
    void require(AnvilOpenBlock open);

    /** Makes a block of these the head. */
    BlockResult append(AnvilOpenBlock open, List<Bytes> transactions);

    void end(AnvilOpenBlock open);
  }

  AnvilOpenBlock(
      final BlockAttributes attributes,
      final L2Block parent,
      final Room room,
      final AnvilChecker checker,
      final Chain chain) {
    this.attributes = attributes;
    this.parent = parent;
    this.room = room;
    this.checker = checker;
    this.chain = chain;
    this.executed = parent;
  }

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  private record Part(BlockResult result, List<Receipt> receipts) {}

  L2Block parent() {
    return parent;
  }

  @Override
  public BlockAttributes attributes() {
    return attributes;
  }

  @Override
  public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
    chain.require(this);
    final int before = included.size();
    final List<DecodedTransaction> all = new ArrayList<>(included);
    all.addAll(transactions);
    final Part part = checker.after(parent, anvil -> execute(anvil, all));
    executed = part.result().block();
    final Set<Integer> leftOut = new HashSet<>();
    part.result().skipped().forEach(skipped -> leftOut.add(skipped.index()));
    for (int i = 0; i < before; i++) {
      if (leftOut.contains(i)) {
        close();
        throw new EngineException(
            "anvil left out transaction %d of block %d, which it had taken"
                .formatted(i, attributes.number()));
      }
    }
    final List<Included> added = new ArrayList<>();
    for (int i = before; i < all.size(); i++) {
      if (!leftOut.contains(i)) {
        added.add(new Kept(all.get(i), part.receipts().get(included.size())));
        included.add(all.get(i));
      }
    }
    return new Appended(
        added,
        part.result().skipped().stream()
            .map(
                each ->
                    new SkippedTransaction(
                        each.index() - before, each.transaction(), each.reason(), each.kind()))
            .toList(),
        Optional.empty());
  }

  private Part execute(final AnvilChain anvil, final List<DecodedTransaction> transactions) {
    final BlockResult result = anvil.execute(attributes, transactions, room);
    final AnvilReader reader = new AnvilReader(anvil::rpc, number -> Optional.of(result.block()));
    return new Part(result, reader.executed(attributes.number()).orElseThrow().receipts());
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    chain.require(this);
    return checker
        .ifAt(executed, anvil -> anvil.accounts(addresses))
        .orElseGet(
            () ->
                checker.after(
                    parent,
                    anvil -> {
                      if (!included.isEmpty()) {
                        execute(anvil, included);
                      }
                      return anvil.accounts(addresses);
                    }));
  }

  @Override
  public BlockResult seal() {
    chain.require(this);
    final BlockResult result =
        chain.append(this, included.stream().map(DecodedTransaction::raw).toList());
    return new BlockResult(
        result.block(), List.of(), Resources.ofGas(result.block().gasUsed()), Optional.empty());
  }

  /** What it was executed to, if it was. */
  Optional<L2Block> executed() {
    return executed == parent ? Optional.empty() : Optional.of(executed);
  }

  @Override
  public void close() {
    chain.end(this);
  }
}
