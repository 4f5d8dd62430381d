/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.MutableClock;

/** anvil, a state DB and managers of L1 transactions on both: one after another, or two at once. */
abstract class L1TransactionKit {
  static final String OWNER = "sequence-sender";
  static final String ID = "sequence-1-to-1";
  static final Duration REPLACE_AFTER = Duration.ofSeconds(30);
  private static final List<Bytes> ONE_BATCH = List.of(Bytes.fromHexString("0x0b01"));

  final DevRollupFixture l1 = new DevRollupFixture();
  private final JsonRpcTransport anvil =
      new JsonRpcTransport(List.of(l1.anvil.url()), JsonRpcLimits.defaults());
  private final DatabaseConfig database = Databases.fresh();
  final StateStore store = open();
  final MutableClock clock = MutableClock.create();
  private final RecordingStatus status = new RecordingStatus();

  @AfterEach
  void stop() {
    anvil.close();
    l1.close();
    store.close();
    assertThat(status.snapshot().halts()).isEmpty();
  }

  /** Another session of the same state DB. */
  final StateStore open() {
    return PgStateStore.open(database, getClass().getClassLoader());
  }

  final MonitoredL1TransactionManager manager(final L1Client client, final int confirmations) {
    return manager(store, client, confirmations);
  }

  final MonitoredL1TransactionManager manager(
      final StateStore owner, final L1Client client, final int confirmations) {
    return new MonitoredL1TransactionManager(
        owner,
        client,
        List.<PrivateKey>of(DevL1.SEQUENCER),
        new L1TransactionSettings(
            confirmations, REPLACE_AFTER, L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS),
        clock,
        status,
        Metrics.none());
  }

  /** Of one batch, after that one. */
  final void submitSequence(
      final MonitoredL1TransactionManager manager, final String id, final long initBatch) {
    manager.submit(
        OWNER,
        id,
        DevL1.SEQUENCER.address(),
        l1.deployment.rollup(),
        l1.sequenceCall(initBatch, 1, ONE_BATCH));
  }

  final MonitoredTransaction row() {
    return store.read(tx -> tx.monitoredTransactions().find(OWNER, ID)).orElseThrow();
  }

  /** anvil answers eth_sendRawTransaction before it has mined. */
  final void awaitMined() {
    await()
        .until(
            () ->
                l1.client.minedNonce(DevL1.SEQUENCER.address())
                    == l1.client.pendingNonce(DevL1.SEQUENCER.address()));
  }

  final long sequencerNonce() {
    return l1.client.minedNonce(DevL1.SEQUENCER.address());
  }

  /** Why the managers are degraded: text by key. */
  final Map<String, String> degraded() {
    return status.snapshot().reasons().stream()
        .collect(Collectors.toMap(NodeStatus.Reason::key, NodeStatus.Reason::text));
  }

  final JsonNode rpc(final String method, final Object... params) {
    try {
      return anvil.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new AssertionError(e);
    }
  }
}
