/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.testkit.FakeEngine;

class NewBlocksTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private static final Resources WHOLE = ResourceLimits.DEFAULT.perBatch();

  private final NewBlocks blocks = new NewBlocks();
  private final ExecutionEngine engine = new AnnouncingEngine(FakeEngine.funded(), blocks);

  private static BlockAttributes after(final L2Block head) {
    return new BlockAttributes(
        head.number() + 1,
        head.hash(),
        head.timestamp() + 1,
        Address.ZERO,
        30_000_000,
        0,
        Bytes32.ZERO);
  }

  /** Of L1 and replay, and of the sequencer. */
  @Test
  void everyBlockThatTheEngineAppendsIsAnnounced() throws Exception {
    engine.extend(after(engine.head()), List.<Bytes>of(), Optional.empty());
    assertThat(blocks.count()).isEqualTo(1);
    final OpenBlock open = engine.open(after(engine.head()), new ResourceBudget(WHOLE, WHOLE));
    open.append(List.of(), OpenBlock.NO_LIMIT);
    assertThat(blocks.count()).isEqualTo(1);
    open.seal();
    assertThat(blocks.count()).isEqualTo(2);
  }

  @Test
  void aBlockThatIsRefusedIsNot() {
    assertThatThrownBy(
            () ->
                engine.extend(
                    after(engine.head()), List.<Bytes>of(), Optional.of(Bytes32.repeat((byte) 7))))
        .isInstanceOf(BlockMismatchException.class);
    assertThat(blocks.count()).isZero();
  }

  /** What came between the look at the chain and the wait is not missed. */
  @Test
  void aBlockSinceTheLookEndsTheWaitAtOnce() throws Exception {
    final long seen = blocks.count();
    blocks.appended(engine.head());
    assertThat(blocks.await(seen, LONG)).isTrue();
  }

  @Test
  void aWaitEndsWithTheNextBlockItsTimeOrTheNode() throws Exception {
    assertThat(blocks.await(0, 1)).isFalse();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      final Future<Boolean> first = threads.submit(() -> blocks.await(0, LONG));
      blocks.appended(engine.head());
      assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
      final Future<Boolean> second = threads.submit(() -> blocks.await(1, LONG));
      blocks.close();
      assertThat(second.get(30, TimeUnit.SECONDS)).isFalse();
      assertThat(blocks.isClosed()).isTrue();
      assertThat(blocks.await(1, LONG)).isFalse();
    }
  }

  @Test
  void whoIsCalledOffWaitsNoLonger() throws Exception {
    final AtomicBoolean calledOff = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      final Future<Boolean> wait = threads.submit(() -> blocks.await(0, LONG, calledOff::get));
      blocks.wake();
      assertThat(wait.isDone()).isFalse();
      calledOff.set(true);
      blocks.wake();
      assertThat(wait.get(30, TimeUnit.SECONDS)).isFalse();
    }
  }
}
