/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.engine.WorkWatch;

/**
 * Meters the transactions of one block against what the batch has left and the time that there is;
 * for one thread. A node that derives a block has no budget, counts nothing and takes what time it
 * takes: what is in the block is decided already.
 */
final class TransactionMeter {
  private static final Resources UNLIMITED =
      new Resources(
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private final Optional<ResourceBudget> budget;
  private final Supplier<OperationTracer> observer;
  private UnaryOperator<OperationTracer> around = UnaryOperator.identity();
  private IntUnaryOperator encodedBytes;
  private final WorkWatch watch;
  private Room room;
  private CountingTracer tracer;
  private Resources used = Resources.ZERO;
  private Optional<Resource> exhausted = Optional.empty();
  private boolean runsShort;

  private TransactionMeter(
      final Optional<ResourceBudget> budget,
      final IntUnaryOperator encodedBytes,
      final Supplier<OperationTracer> observer) {
    this.budget = budget;
    this.observer = observer;
    this.encodedBytes = encodedBytes;
    this.watch = new WorkWatch(budget.map(ResourceBudget::work).orElseGet(WorkLimits::none));
    this.room = budget.map(ResourceBudget::room).orElse(new Room(0, 0));
  }

  /** Counts nothing but gas. */
  static TransactionMeter none() {
    return observedBy(() -> OperationTracer.NO_TRACING);
  }

  /**
   * Likewise, with somebody who looks on.
   *
   * @param observer asked once for each transaction, in their order
   */
  static TransactionMeter observedBy(final Supplier<OperationTracer> observer) {
    return new TransactionMeter(Optional.empty(), index -> 0, observer);
  }

  /** The same, and somebody else sees each instruction before this does. */
  TransactionMeter seenBy(final UnaryOperator<OperationTracer> others) {
    around = others;
    return this;
  }

  /** Counts, and leaves nothing out. */
  static TransactionMeter unlimited() {
    return within(new ResourceBudget(UNLIMITED, UNLIMITED));
  }

  static TransactionMeter within(final ResourceBudget budget) {
    return within(budget, index -> 0);
  }

  /**
   * @param encodedBytes bytes that the transaction of an index takes in a batch
   */
  static TransactionMeter within(final ResourceBudget budget, final IntUnaryOperator encodedBytes) {
    return new TransactionMeter(
        Optional.of(budget), encodedBytes, () -> OperationTracer.NO_TRACING);
  }

  /**
   * A part of the block begins; the time between parts does not count.
   *
   * @param longest after this long no further transaction of the part is begun
   * @param ofPart bytes that the transaction of an index in this part takes in a batch
   */
  void resume(final Duration longest, final IntUnaryOperator ofPart) {
    watch.resume(longest);
    encodedBytes = ofPart;
  }

  /** A part of the block is over. */
  void pause() {
    watch.pause();
  }

  /**
   * Why a transaction is left out.
   *
   * @param kind tells whether it may come back
   */
  record Excess(String reason, SkipKind kind) {}

  /** Why the next transaction is not even begun, if so. */
  Optional<Excess> refuses(final int index, final long gasLimit) {
    if (budget.isEmpty()) {
      return Optional.empty();
    }
    final Optional<String> over = watch.refuses(gasLimit);
    if (over.isPresent()) {
      return Optional.of(new Excess(over.get(), SkipKind.NOT_TRIED));
    }
    return room.refuses(encodedBytes.applyAsInt(index))
        .map(reason -> new Excess(reason, SkipKind.NO_ROOM));
  }

  /** For the next transaction, which begins now. */
  OperationTracer tracer() {
    return around.apply(ownTracer());
  }

  private OperationTracer ownTracer() {
    if (budget.isEmpty()) {
      return observer.get();
    }
    watch.begin();
    final Resources limit = runsShort ? budget.get().limitOnceShort(used) : budget.get().whole();
    tracer = new CountingTracer(Optional.of(limit), watch::mustStop);
    return tracer;
  }

  /** Why the transaction that was begun last was stopped, if it was. */
  Optional<Excess> stopped() {
    if (budget.isEmpty() || !tracer.stopped()) {
      return Optional.empty();
    }
    watch.discarded();
    if (tracer.exceeded().isPresent()) {
      return Optional.of(exceeded(tracer.exceeded().get()));
    }
    return switch (watch.stopped()) {
      case OUT_OF_TIME ->
          Optional.of(
              new Excess(
                  "it takes longer than the %d ms that one transaction may"
                      .formatted(budget.get().work().perTransaction().toMillis()),
                  SkipKind.OUT_OF_TIME));
      default -> Optional.of(new Excess("the block's time is over", SkipKind.NOT_TRIED));
    };
  }

  /** More than the rest is no proof that an empty batch has too little for it. */
  private Excess exceeded(final Resource resource) {
    final Resources own = Resources.of(0, tracer.counters());
    final Resources whole = budget.get().whole();
    final Optional<Resource> beyondWhole = own.firstAbove(whole);
    return beyondWhole.isPresent()
        ? excess(
            "it uses %d %s or more, an empty batch has %d",
            beyondWhole.get(), own, whole, SkipKind.OVERSIZED)
        : excess(
            "it uses %d %s or more, the batch has %d left",
            resource, own, budget.get().left().minus(used), SkipKind.NO_RESOURCES);
  }

  /**
   * Judges the transaction that was executed last to its end, and adds what it used if it stays.
   *
   * @param gas that it used
   */
  Optional<Excess> executed(final int index, final long gas) {
    if (budget.isEmpty()) {
      used = used.plus(Resources.ofGas(gas));
      return Optional.empty();
    }
    final Resources own = Resources.of(gas, tracer.counters());
    final Resources whole = budget.get().whole();
    final Optional<Resource> beyondWhole = own.firstAbove(whole);
    if (beyondWhole.isPresent()) {
      watch.discarded();
      return Optional.of(
          excess(
              "it uses %d %s, an empty batch has %d",
              beyondWhole.get(), own, whole, SkipKind.OVERSIZED));
    }
    final Optional<Resource> beyondLeft = budget.get().shortOf(own, used);
    if (beyondLeft.isPresent()) {
      watch.discarded();
      return Optional.of(leftOut(beyondLeft.get(), own));
    }
    used = used.plus(own);
    room = room.minus(encodedBytes.applyAsInt(index));
    return Optional.empty();
  }

  private Excess leftOut(final Resource resource, final Resources own) {
    runsShort |= budget.get().runsShort(resource, used);
    if (exhausted.isEmpty() && budget.get().endsAt(resource, own, used)) {
      exhausted = Optional.of(resource);
    }
    return new Excess(
        "it uses %d %s, the batch has %d left"
            .formatted(
                own.amount(resource), resource.text(), budget.get().leftFor(resource, own, used)),
        SkipKind.NO_RESOURCES);
  }

  private static Excess excess(
      final String format,
      final Resource resource,
      final Resources own,
      final Resources available,
      final SkipKind kind) {
    return new Excess(
        format.formatted(own.amount(resource), resource.text(), available.amount(resource)), kind);
  }

  /** What the batch has too little of for a transaction, so that it ends with this block. */
  Optional<Resource> exhausted() {
    return exhausted;
  }

  /** By the transactions of the block. */
  Resources used() {
    return used;
  }
}
