/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator.PathBasedWorldStateUpdateAccumulator;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock;

/** A {@link HeadBlock} that takes its transactions in parts. */
final class BesuOpenBlock implements OpenBlock {
  private final BlockAttributes attributes;
  private final HeadBlock block;
  private final TransactionMeter meter;
  private final BesuStates states;
  private final Turns turns;

  /** The engine's turns to write. */
  interface Turns {
    /**
     * Does it while nobody else writes.
     *
     * @throws EngineException another block has been begun since, or this one is over
     */
    <T> T during(BesuOpenBlock open, Supplier<T> work);

    /** The block is stored. */
    void stored(L2Block head);

    /** The block is over, if it was not. */
    void end(BesuOpenBlock open);
  }

  /** Its receipt becomes ours when somebody asks for it. */
  private record Kept(DecodedTransaction transaction, TransactionReceipt besus)
      implements Included {
    @Override
    public Receipt receipt() {
      return BesuBlocks.receipt(besus);
    }
  }

  BesuOpenBlock(
      final BlockAttributes attributes,
      final HeadBlock block,
      final TransactionMeter meter,
      final BesuStates states,
      final Turns turns) {
    this.attributes = attributes;
    this.block = block;
    this.meter = meter;
    this.states = states;
    this.turns = turns;
  }

  @Override
  public BlockAttributes attributes() {
    return attributes;
  }

  @Override
  public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
    return turns.during(this, () -> executed(transactions, longest));
  }

  private Appended executed(final List<DecodedTransaction> transactions, final Duration longest) {
    final int included = block.transactions().included().size();
    final int skipped = block.transactions().skipped().size();
    meter.resume(longest, index -> transactions.get(index).encodedBytes());
    try {
      block.apply(
          transactions.stream().map(DecodedTransaction::raw).toList(),
          TransactionBatchDecoder.ofDecoded(transactions));
    } finally {
      meter.pause();
    }
    final List<SkippedTransaction> leftOut =
        block.transactions().skipped().subList(skipped, block.transactions().skipped().size());
    return new Appended(included(transactions, leftOut, included), leftOut, meter.exhausted());
  }

  /** All but those left out, in the order given. */
  private List<Included> included(
      final List<DecodedTransaction> given,
      final List<SkippedTransaction> leftOut,
      final int before) {
    final List<TransactionReceipt> receipts = block.transactions().receipts();
    final List<Included> included = new ArrayList<>();
    int nextLeftOut = 0;
    for (int i = 0; i < given.size(); i++) {
      if (nextLeftOut < leftOut.size() && leftOut.get(nextLeftOut).index() == i) {
        nextLeftOut++;
      } else {
        included.add(new Kept(given.get(i), receipts.get(before + included.size())));
      }
    }
    return included;
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return turns.during(this, () -> read(addresses));
  }

  /** What was not executed with is as it was in the parent's state; reading it leaves no trace. */
  private Map<Address, AccountState> read(final Collection<Address> addresses) {
    final WorldUpdater updater = block.updater();
    final Map<Address, AccountState> found = new HashMap<>();
    final List<Address> others = new ArrayList<>();
    for (final Address address : addresses) {
      final org.hyperledger.besu.datatypes.Address besus = BesuBlocks.toBesu(address);
      if (updater instanceof PathBasedWorldStateUpdateAccumulator<?> accumulator
          && !accumulator.getAccountsToUpdate().containsKey(besus)) {
        others.add(address);
      } else {
        found.put(address, BesuStates.account(updater.get(besus)));
      }
    }
    if (!others.isEmpty()) {
      found.putAll(states.accounts(block.parent(), others));
    }
    return found;
  }

  @Override
  public BlockResult seal() {
    return turns.during(
        this,
        () -> {
          final L2Block head = stored();
          turns.stored(head);
          return new BlockResult(head, List.of(), meter.used(), meter.exhausted());
        });
  }

  private L2Block stored() {
    try {
      return block.store(Optional.empty());
    } catch (final BlockMismatchException e) {
      throw new EngineException("a block without an expected hash differs from it", e);
    }
  }

  /** Its changes leave the head's world state, unless it is stored; under the writer lock. */
  void abandon() {
    block.abandon();
  }

  @Override
  public void close() {
    turns.end(this);
  }
}
