/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.engine.WorkWatch;

/**
 * Meters transactions as an engine with a tracer does; what a transaction uses and how long it
 * takes is given by the test.
 */
final class FakeMeter {
  /**
   * How much a transaction works.
   *
   * @param use empty: nothing is metered
   * @param time of one execution
   * @param pass lets that time pass
   */
  record Work(
      Optional<Function<Bytes, Resources>> use,
      Function<Bytes, Duration> time,
      Consumer<Duration> pass) {
    static final Work NONE = new Work(Optional.empty(), raw -> Duration.ZERO, duration -> {});
  }

  private static final Duration STEP = Duration.ofMillis(1);

  private final Work work;
  private final Optional<ResourceBudget> budget;
  private IntUnaryOperator sizes;
  private final Optional<WorkWatch> watch;
  private Room room;
  private Resources used = Resources.ZERO;
  private Optional<Resource> exhausted = Optional.empty();
  private boolean runsShort;

  /**
   * @param budget empty: for who derives a block
   * @param sizes of the transactions by index
   */
  FakeMeter(final Work work, final Optional<ResourceBudget> budget, final IntUnaryOperator sizes) {
    this.work = work;
    this.budget = budget;
    this.sizes = sizes;
    this.watch = budget.map(each -> new WorkWatch(each.work()));
    this.room = budget.map(ResourceBudget::room).orElse(new Room(0, 0));
  }

  /**
   * A part of the block begins.
   *
   * @param longest after this long no further transaction of it is begun
   * @param ofPart sizes of its transactions by index
   */
  void resume(final Duration longest, final IntUnaryOperator ofPart) {
    watch.ifPresent(running -> running.resume(longest));
    sizes = ofPart;
  }

  void pause() {
    watch.ifPresent(WorkWatch::pause);
  }

  /** Before the state is asked whether it can be applied. */
  void refuse(final int index, final long gasLimit) throws LeftOut {
    if (budget.isEmpty()) {
      return;
    }
    final Optional<String> over = watch.orElseThrow().refuses(gasLimit);
    if (over.isPresent()) {
      throw new LeftOut(over.get(), SkipKind.NOT_TRIED);
    }
    final Optional<String> full = room.refuses(sizes.applyAsInt(index));
    if (full.isPresent()) {
      throw new LeftOut(full.get(), SkipKind.NO_ROOM);
    }
  }

  /** It can be applied, and is executed. */
  void execute(final int index, final Bytes raw, final long gas) throws LeftOut {
    final Resources own =
        work.use().map(use -> use.apply(raw)).orElseGet(() -> Resources.ofGas(gas));
    if (budget.isEmpty()) {
      final Duration time = work.time().apply(raw);
      if (time.isPositive()) {
        work.pass().accept(time);
      }
      return;
    }
    takeTime(work.time().apply(raw));
    if (work.use().isPresent()) {
      judge(own, budget.get());
    }
    used = used.plus(own);
    room = room.minus(sizes.applyAsInt(index));
  }

  private void takeTime(final Duration time) throws LeftOut {
    final WorkWatch running = watch.orElseThrow();
    running.begin();
    for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
      work.pass().accept(STEP);
      if (running.mustStop()) {
        running.discarded();
        throw new LeftOut("it takes too long", running.stopped());
      }
    }
  }

  private void judge(final Resources own, final ResourceBudget limits) throws LeftOut {
    final Resources limit = runsShort ? limits.limitOnceShort(used) : limits.whole();
    if (own.firstAbove(limit).filter(at -> isLess(at, limit, limits.whole())).isPresent()) {
      watch.orElseThrow().discarded();
      throw new LeftOut("stopped at what the batch has left", SkipKind.NO_RESOURCES);
    }
    final Optional<Resource> beyondWhole = own.firstAbove(limits.whole());
    if (beyondWhole.isPresent()) {
      watch.orElseThrow().discarded();
      throw new LeftOut("too much " + beyondWhole.get().text(), SkipKind.OVERSIZED);
    }
    final Optional<Resource> beyondLeft = limits.shortOf(own, used);
    if (beyondLeft.isPresent()) {
      watch.orElseThrow().discarded();
      runsShort |= limits.runsShort(beyondLeft.get(), used);
      exhausted =
          exhausted.or(() -> beyondLeft.filter(resource -> limits.endsAt(resource, own, used)));
      throw new LeftOut("the batch has too little left", SkipKind.NO_RESOURCES);
    }
  }

  private static boolean isLess(
      final Resource resource, final Resources first, final Resources second) {
    return first.amount(resource) < second.amount(resource);
  }

  Resources used() {
    return used;
  }

  Optional<Resource> exhausted() {
    return exhausted;
  }
}
