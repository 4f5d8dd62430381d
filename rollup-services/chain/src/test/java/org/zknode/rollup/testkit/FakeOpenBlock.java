/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock;

/** The open block of {@link FakeEngine}: a copy of the head's state. */
final class FakeOpenBlock implements OpenBlock {
  private static final Bytes NO_BLOOM = Bytes.wrap(new byte[256]);

  private final BlockAttributes attributes;
  private final FakeState state;
  private final FakeMeter meter;
  private final FakeState.Rules rules;
  private final Chain chain;
  private final List<Bytes> included = new ArrayList<>();
  private long gasUsed;

  /** The engine that it is a block of. */
  interface Chain {
    /** Fails when the block is not the open one any more. */
    <T> T during(FakeOpenBlock open, Supplier<T> work);

    BlockResult append(FakeOpenBlock open);

    void end(FakeOpenBlock open);
  }

  FakeOpenBlock(
      final BlockAttributes attributes,
      final FakeState state,
      final FakeMeter meter,
      final FakeState.Rules rules,
      final Chain chain) {
    this.attributes = attributes;
    this.state = state;
    this.meter = meter;
    this.rules = rules;
    this.chain = chain;
  }

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  FakeState state() {
    return state;
  }

  List<Bytes> transactions() {
    return included;
  }

  long gasUsed() {
    return gasUsed;
  }

  FakeMeter meter() {
    return meter;
  }

  FakeState.Rules rules() {
    return rules;
  }

  @Override
  public BlockAttributes attributes() {
    return attributes;
  }

  @Override
  public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
    return chain.during(this, () -> executed(transactions, longest));
  }

  private Appended executed(final List<DecodedTransaction> transactions, final Duration longest) {
    final Map<Bytes, SignedTransaction> decoded = new HashMap<>();
    transactions.forEach(each -> decoded.put(each.raw(), each.signed()));
    meter.resume(longest, index -> transactions.get(index).encodedBytes());
    final FakeState.Execution execution =
        state.apply(
            transactions.stream().map(DecodedTransaction::raw).toList(),
            decoded::get,
            rules,
            gasUsed,
            meter);
    meter.pause();
    included.addAll(execution.included());
    gasUsed = execution.gasUsed();
    return new Appended(kept(transactions, execution), execution.skipped(), meter.exhausted());
  }

  private static List<Included> kept(
      final List<DecodedTransaction> given, final FakeState.Execution execution) {
    final Set<Integer> leftOut =
        execution.skipped().stream().map(SkippedTransaction::index).collect(Collectors.toSet());
    final List<Included> kept = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (!leftOut.contains(i)) {
        kept.add(
            new Kept(
                given.get(i),
                new Receipt(true, execution.gasAfter().get(kept.size()), NO_BLOOM, List.of())));
      }
    }
    return kept;
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return chain.during(
        this,
        () ->
            addresses.stream()
                .distinct()
                .collect(Collectors.toMap(address -> address, state::account)));
  }

  @Override
  public BlockResult seal() {
    return chain.during(
        this,
        () -> {
          final BlockResult built = chain.append(this);
          return new BlockResult(built.block(), List.of(), meter.used(), meter.exhausted());
        });
  }

  @Override
  public void close() {
    chain.end(this);
  }
}
