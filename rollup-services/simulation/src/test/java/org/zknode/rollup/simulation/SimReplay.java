/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.replay.ReplayRecords.Judgement;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;

/**
 * The replay to one follower, at the level of its ports: blocks are late, the connection is cut,
 * perhaps somebody slips in a block that the main node never made, and perhaps another node is
 * configured as a main node that lies, lags or is silent. Who is asked is the product's own choice.
 */
final class SimReplay {
  private static final int WINDOW = 6;
  private static final long POLL_MILLIS = 1_500;

  /** The main node's id. */
  static final Bytes MAIN = Bytes.repeat((byte) 0x55, 64);

  private final World world;
  private final SimNode follower;
  private final boolean forges;
  private final Optional<SimImpostor> impostor;

  SimReplay(
      final World world,
      final SimNode follower,
      final boolean forges,
      final Optional<SimImpostor> impostor) {
    this.impostor = impostor;
    this.world = world;
    this.follower = follower;
    this.forges = forges;
  }

  void start() {
    next(0);
  }

  private void next(final long pauseMillis) {
    world.scheduler.after(
        POLL_MILLIS / 2 + pauseMillis + world.random.nextLong(POLL_MILLIS), this::request);
  }

  private void request() {
    final Optional<SimProcess> to = follower.process();
    final Optional<SimProcess> from = world.main.process();
    if (to.isEmpty() || from.isEmpty() || follower.isHalted()) {
      next(0);
      return;
    }
    final MainProcess main = (MainProcess) from.get();
    final FollowerProcess sink = (FollowerProcess) to.get();
    final long head = follower.engine().head().number();
    final List<ReplayBlock> blocks = new ArrayList<>();
    main.attempt(
        () -> {
          read(main, head, blocks);
          return true;
        });
    world.check(
        !sink.sources().ask(SimImpostor.STRANGER, this), "a stranger was asked for the replay");
    if (impostor.isPresent() && sink.sources().ask(SimImpostor.ID, this)) {
      pretend(sink, impostor.get(), blocks);
      return;
    }
    if (blocks.isEmpty() || !sink.sources().ask(MAIN, this)) {
      next(0);
      return;
    }
    if (forges && world.faulty() && world.random.nextInt(12) == 0) {
      forged(blocks.getFirst()).ifPresent(block -> blocks.set(0, block));
    }
    if (world.faulty() && world.random.nextInt(8) == 0) {
      world.trace("replay to " + follower.name() + " is cut");
      sink.sources().end(this);
      next(world.random.nextInt(10_000));
      return;
    }
    world.scheduler.after(
        20 + world.random.nextInt(world.faulty() ? 3_000 : 300), () -> deliver(sink, MAIN, blocks));
  }

  /** The impostor was chosen: what it answers takes the place of the main node's. */
  private void pretend(
      final FollowerProcess sink, final SimImpostor pretender, final List<ReplayBlock> real) {
    final Optional<ReplayBlock> old = ownHead();
    final List<ReplayBlock> blocks =
        old.map(known -> pretender.answer(real, known)).orElse(List.of());
    world.trace(
        "impostor to %s: %s, %d blocks"
            .formatted(follower.name(), pretender.habit(), blocks.size()));
    if (blocks.isEmpty() || pretender.habit() == SimImpostor.Habit.LAGS) {
      sink.sources().broughtNothing(SimImpostor.ID);
    }
    world.scheduler.after(50, () -> deliver(sink, SimImpostor.ID, blocks));
  }

  private Optional<ReplayBlock> ownHead() {
    final L2Block head = follower.engine().head();
    return head.number() == 0
        ? Optional.empty()
        : Optional.of(
            new ReplayBlock(
                new BlockAttributes(
                    head.number(),
                    head.parentHash(),
                    head.timestamp(),
                    head.coinbase(),
                    head.gasLimit(),
                    0,
                    Bytes32.ZERO),
                follower.engine().block(head.number() - 1).orElseThrow().timestamp(),
                head.transactions(),
                head.hash(),
                head.baseFee().toUnsignedBigInteger()));
  }

  private static void read(
      final MainProcess main, final long head, final List<ReplayBlock> blocks) {
    try {
      for (long number = head + 1; number <= head + WINDOW; number++) {
        final Optional<ReplayBlock> block = main.replay().block(number);
        if (block.isEmpty()) {
          return;
        }
        blocks.add(block.get());
      }
    } catch (final TemporaryException e) {
      main.world.trace("replay source: " + e.getMessage());
    }
  }

  /** A block that is as good as the main node's, but without transactions and later. */
  private Optional<ReplayBlock> forged(final ReplayBlock real) {
    final BlockAttributes attributes = real.attributes();
    final L2Block head = follower.engine().head();
    if (attributes.l1InfoTreeIndex() != 0 || !attributes.parentHash().equals(head.hash())) {
      return Optional.empty();
    }
    final BlockAttributes later =
        new BlockAttributes(
            attributes.number(),
            attributes.parentHash(),
            attributes.timestamp() + 1,
            attributes.coinbase(),
            attributes.gasLimit(),
            0,
            Bytes32.ZERO);
    final L2Block block =
        follower.engine().reExecute(List.of(new BlockInput(later, List.of()))).getFirst().block();
    world.trace("forged block %d for %s".formatted(block.number(), follower.name()));
    return Optional.of(
        new ReplayBlock(
            later,
            real.previousTimestamp(),
            List.of(),
            block.hash(),
            block.baseFee().toUnsignedBigInteger()));
  }

  private void deliver(
      final FollowerProcess sink, final Bytes source, final List<ReplayBlock> blocks) {
    final boolean taken = sink.attempt(() -> accept(sink, source, blocks)).orElse(false);
    if (!sink.isDead()) {
      world.step(sink, "replay", taken ? blocks.size() : -1);
    }
    sink.sources().end(this);
    next(taken ? 0 : 2_000);
  }

  private boolean accept(
      final FollowerProcess sink, final Bytes source, final List<ReplayBlock> blocks) {
    try {
      final Judgement judgement = sink.trusted().judge(blocks, source.slice(0, 4).toString());
      if (judgement.taken() > 0) {
        sink.sources().judged(source, Verdict.TAKEN);
      }
      if (!judgement.isAll()) {
        sink.sources().judged(source, judgement.last());
      }
      return judgement.isAll();
    } catch (final CriticalException e) {
      sink.status.halt(e.halt());
      return false;
    } catch (final InterruptedException e) {
      throw new AssertionError("nothing waits in a simulation", e);
    }
  }
}
