/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.SyncProgress;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** An L1 with a history, and a synchronizer that reads it from the endpoints of a test. */
abstract class L1FaultsFixture {
  static final JsonRpcLimits LIMITS =
      new JsonRpcLimits(
          Duration.ofSeconds(2), 2, Duration.ofMillis(1), Duration.ofMillis(4), 200_000);

  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000000c0ffe");
  private static final Bytes FORCED = Bytes.fromHexString("0xdecaf0");
  private static final int MAX_STEPS = 200;

  final FakeL1 l1 = new FakeL1();
  final StateStore store = TestStore.borrow();
  final MutableClock clock = MutableClock.create();
  final List<String> complaints = new ArrayList<>();

  @AfterEach
  void close() {
    store.close();
  }

  record Content(
      List<L1InfoLeaf> leaves,
      List<ForcedBatch> forced,
      List<VirtualBatch> virtual,
      Optional<VerifiedBatch> verified) {}

  static Content content(final StateStore db) {
    return db.read(
        tx ->
            new Content(
                tx.l1InfoLeaves().upTo(Long.MAX_VALUE),
                tx.forcedBatches().from(1, 100),
                tx.virtualBatches().from(1, 100),
                tx.verifiedBatches().last()));
  }

  void history() {
    l1.mine(2);
    l1.updateExitRoot(Bytes32.repeat((byte) 1), Bytes32.repeat((byte) 2));
    final L1Event.ForceBatch forced = l1.forceBatch(FORCED);
    l1.mine(3);
    l1.sequence(
        COINBASE,
        FakeL1.GENESIS_TIMESTAMP * 2,
        l1.l1InfoRoot(),
        List.of(ElderberryAbi.normalBatch(Bytes.of(1, 2, 3)), FakeL1.sequenced(forced)));
    l1.updateExitRoot(Bytes32.repeat((byte) 3), Bytes32.repeat((byte) 2));
    l1.sequence(COINBASE, Bytes.of(4, 5));
    l1.verify(2, Bytes32.repeat((byte) 7));
    l1.forceBatch(Bytes.of(9));
    l1.mine(2);
    l1.finalizeUpTo(l1.head(BlockTag.LATEST).number());
  }

  void assertComplete() {
    final Content content = content(store);
    assertThat(content.leaves()).hasSize(2);
    assertThat(content.leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
    assertThat(content.forced())
        .extracting(ForcedBatch::batchL2Data)
        .containsExactly(FORCED, Bytes.of(9));
    assertThat(content.virtual())
        .extracting(VirtualBatch::batchL2Data)
        .containsExactly(Bytes.of(1, 2, 3), FORCED, Bytes.of(4, 5));
    assertThat(content.virtual().getLast().accInputHash()).isEqualTo(l1.sequencedAccInputHash(3));
    assertThat(content.verified()).map(VerifiedBatch::number).contains(2L);
  }

  L1Synchronizer synchronizer(final L1Client client, final BlockTag tag, final int range) {
    final ExecutionEngine never =
        (ExecutionEngine)
            java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionEngine.class},
                (proxy, method, args) -> {
                  throw new AssertionError("the L1 side must not touch the engine");
                });
    return new L1Synchronizer(
        store,
        client,
        L1RpcServer.config(tag),
        new L1Synchronizer.Fetching(range, 2),
        NodeKind.EXTERNAL,
        new ChainWriter(never, store),
        new SyncProgress(clock, SyncProgress.Report.NONE),
        clock);
  }

  JsonRpcL1Client client(final BlockTag tag, final L1RpcServer... servers) {
    return new JsonRpcL1Client(L1RpcServer.config(tag, servers), LIMITS, Clock.systemUTC());
  }

  /** Until the head is reached; complaints are kept, and time passes with each. */
  boolean run(final L1Synchronizer synchronizer) {
    return run(synchronizer, MAX_STEPS);
  }

  /** Likewise, with so many steps at the most. */
  boolean run(final L1Synchronizer synchronizer, final int maxSteps) {
    for (int i = 0; i < maxSteps; i++) {
      try {
        if (!synchronizer.step()) {
          return synchronizer.atHead();
        }
      } catch (final TemporaryException e) {
        complaints.add(e.getMessage());
        clock.advance(Duration.ofSeconds(1));
      }
    }
    return false;
  }
}
