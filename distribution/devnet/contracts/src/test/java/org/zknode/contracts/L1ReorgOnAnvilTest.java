/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.SyncProgress;

/**
 * L1 reorgs on anvil with PostgreSQL: info tree, forced, virtual and verified batches follow, each
 * reorg in one database transaction, at any depth down to the rollup's first block.
 */
class L1ReorgOnAnvilTest {
  private static final int BLOCK_RANGE = 7;
  private static final Bytes32 STATE_ROOT = Bytes32.repeat((byte) 0x22);

  private final AnvilProcess anvil = DevL1.start();
  private final JsonRpcTransport rpc =
      new JsonRpcTransport(List.of(anvil.url()), JsonRpcLimits.defaults());
  private final StateStore store = open();
  private final AtomicInteger writes = new AtomicInteger();
  private DevContracts.Deployment deployment;
  private JsonRpcL1Client client;

  @AfterEach
  void stop() {
    client.close();
    rpc.close();
    store.close();
    anvil.close();
  }

  private static StateStore open() {
    return PgStateStore.open(Databases.fresh(), L1ReorgOnAnvilTest.class.getClassLoader());
  }

  private String rpc(final String method, final Object... params) {
    try {
      return rpc.call(method, params).asText();
    } catch (final JsonRpcErrorException e) {
      throw new AssertionError(e);
    }
  }

  private void deploy() {
    deployment = DevL1.deploy(anvil);
    client = new JsonRpcL1Client(config());
  }

  private L1Config config() {
    return deployment.toL1Config(List.of(anvil.url()), BlockTag.LATEST);
  }

  private void send(final PrivateKey key, final Address to, final Bytes data) {
    try (DevL1Account account = new DevL1Account(anvil.url(), key)) {
      account.sendAndWait(List.of(DevL1Account.call(to, data)));
    }
  }

  private void leaf(final int value) {
    DevContracts.addL1InfoLeaf(
        anvil.url(),
        DevL1.DEPLOYER,
        deployment.globalExitRootManager(),
        Bytes32.leftPad(Bytes.ofUnsignedInt(value)));
  }

  private L1Event.ForceBatch force(final int value) {
    send(
        DevL1.USER,
        deployment.rollup(),
        ForcedBatchAbi.forceBatch(Bytes.ofUnsignedInt(value), BigInteger.ZERO));
    return client.events(deployment.l1Block(), head()).stream()
        .filter(L1Event.ForceBatch.class::isInstance)
        .map(L1Event.ForceBatch.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private long head() {
    return client.head(BlockTag.LATEST).number();
  }

  private void sequence(final L1Event.SequencedBatch... batches) {
    send(
        DevL1.SEQUENCER,
        deployment.rollup(),
        ElderberryAbi.sequenceBatches(
            new ElderberryAbi.SequenceCall(
                List.of(batches),
                client.head(BlockTag.LATEST).timestamp(),
                client.rollupData().lastBatchSequenced(),
                DevRollupFixture.COINBASE)));
  }

  /** Of each kind of event some, in blocks of their own: forced, leaf, sequence, verification. */
  private void history(final int salt) {
    for (int round = 0; round < 3; round++) {
      final L1Event.ForceBatch forced = force(salt + round);
      leaf(salt + round);
      sequence(
          ElderberryAbi.normalBatch(Bytes.of(round + 1)),
          new L1Event.SequencedBatch(
              forced.transactions(),
              forced.lastGlobalExitRoot(),
              forced.block().timestamp(),
              forced.block().parentHash()));
    }
    verify();
    force(salt + 100);
  }

  private void verify() {
    final long last = client.rollupData().lastBatchSequenced();
    send(
        DevL1.AGGREGATOR,
        deployment.rollupManager(),
        DevRollupFixture.verifyFromGenesis(
            deployment, client.sequencedAccInputHash(last), last, STATE_ROOT));
  }

  private L1Synchronizer synchronizer(final StateStore db) {
    final ExecutionEngine never =
        (ExecutionEngine)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionEngine.class},
                (proxy, method, args) -> {
                  throw new AssertionError("the L1 side must not touch the engine");
                });
    return new L1Synchronizer(
        db,
        client,
        config(),
        new L1Synchronizer.Fetching(BLOCK_RANGE, 3),
        NodeKind.EXTERNAL,
        new ChainWriter(never, db),
        new SyncProgress(Clock.systemUTC(), SyncProgress.Report.NONE),
        Clock.systemUTC());
  }

  private static void run(final L1Synchronizer synchronizer) {
    while (synchronizer.step()) {
      // steps do the work
    }
  }

  /** The store, with its writing transactions counted. */
  private StateStore counted() {
    return (StateStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StateStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("write") || method.getName().equals("update")) {
                writes.incrementAndGet();
              }
              try {
                return method.invoke(store, args);
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private record Content(
      List<L1InfoLeaf> leaves,
      List<ForcedBatch> forced,
      List<VirtualBatch> virtual,
      Optional<VerifiedBatch> verified) {}

  private static Content content(final StateStore db) {
    return db.read(
        tx ->
            new Content(
                tx.l1InfoLeaves().upTo(Long.MAX_VALUE),
                tx.forcedBatches().from(1, 1_000),
                tx.virtualBatches().from(1, 1_000),
                tx.verifiedBatches().last()));
  }

  private Content fresh() {
    try (StateStore other = open()) {
      run(synchronizer(other));
      return content(other);
    }
  }

  private void assertRepairedInOneTransaction(final L1Synchronizer synchronizer) {
    writes.set(0);
    assertThat(synchronizer.step()).as("there is more to do after the repair").isTrue();
    assertThat(writes).hasValue(1);
    run(synchronizer);
    assertThat(content(store)).isEqualTo(fresh());
    assertThat(store.read(tx -> tx.events().last(10)).stream().map(event -> event.eventId()))
        .contains("L1_REORG");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 64})
  void aReorgTakesWithItAllThatWasDerived(final int depth) {
    deploy();
    rpc("anvil_mine", "0x" + Integer.toHexString(64));
    history(1);
    final L1Synchronizer synchronizer = synchronizer(counted());
    run(synchronizer);
    final Content before = content(store);
    assertThat(before.forced()).hasSize(4);
    assertThat(before.virtual()).hasSize(6);
    assertThat(before.verified()).isPresent();

    rpc("anvil_reorg", depth, new ArrayList<>());
    assertThat(content(store)).isEqualTo(before);
    assertRepairedInOneTransaction(synchronizer);
    assertThat(content(store)).isNotEqualTo(before);
    // Everything goes on from there.
    force(50);
    leaf(50);
    sequence(ElderberryAbi.normalBatch(Bytes.of(9)));
    run(synchronizer);
    assertThat(content(store)).isEqualTo(fresh());
  }

  @Test
  void aReorgDownToTheFirstBlockOfTheRollup() {
    rpc("anvil_mine", "0x2");
    final String snapshot = rpc("evm_snapshot");
    deploy();
    history(1);
    final L1Synchronizer synchronizer = synchronizer(counted());
    run(synchronizer);
    final Content before = content(store);

    rpc("evm_revert", snapshot);
    rpc("evm_increaseTime", 100);
    final DevContracts.Deployment again = DevL1.deploy(anvil);
    assertThat(again.rollup()).isEqualTo(deployment.rollup());
    rpc("anvil_mine", "0x3");
    history(200);
    assertRepairedInOneTransaction(synchronizer);
    assertThat(content(store).forced()).hasSameSizeAs(before.forced());
    assertThat(content(store).forced()).doesNotContainAnyElementsOf(before.forced());
  }
}
