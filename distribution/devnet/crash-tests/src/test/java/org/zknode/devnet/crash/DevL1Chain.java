/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.contracts.AnvilProcess;
import org.zknode.contracts.DevContracts;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.service.TemporaryException;

/** L1: anvil with our contracts; its blocks come by the test's clock, unless they are held. */
final class DevL1Chain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DevL1Chain.class);

  static final long CHAIN_ID = 31337;

  /** Milliseconds between two looks whether a block is due. */
  private static final long MINE_MILLIS = 40;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AnvilProcess anvil;
  private final JsonRpcTransport rpc;
  private final FastClock clock;
  private final ScheduledExecutorService miner =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("l1-miner").factory());
  private final ScheduledFuture<?> mining;
  private volatile boolean held;
  private volatile long blockSeconds = 1;
  private DevContracts.Deployment contracts;

  DevL1Chain(final Path binary, final FastClock clock) {
    this.clock = clock;
    this.anvil =
        AnvilProcess.start(
            binary,
            List.of(
                "--chain-id",
                Long.toString(CHAIN_ID),
                "--no-mining",
                "--slots-in-an-epoch",
                "1",
                "--timestamp",
                Long.toString(clock.seconds())));
    this.rpc = new JsonRpcTransport(List.of(anvil.url()), JsonRpcLimits.defaults());
    this.mining =
        miner.scheduleWithFixedDelay(this::mineIfDue, 0, MINE_MILLIS, TimeUnit.MILLISECONDS);
  }

  URI url() {
    return anvil.url();
  }

  DevContracts.Deployment contracts() {
    return contracts;
  }

  void deploy(final PrivateKey deployer, final DevContracts.Parameters parameters) {
    contracts = DevContracts.deploy(url(), deployer, parameters);
  }

  /** No blocks come while it is held. */
  void hold(final boolean on) {
    held = on;
  }

  /** Seconds from one block to the next, by the test's clock. */
  void slow(final long seconds) {
    blockSeconds = seconds;
  }

  /**
   * Time passes at once. There is a block of afterwards when this returns: one that was under way
   * has the time of before, and would take what is sent next.
   */
  void pass(final Duration time) {
    final long until = clock.seconds() + time.toSeconds();
    clock.jump(time);
    // Threads of nodes that are killed meanwhile end by exceptions of their own.
    await()
        .dontCatchUncaughtExceptions()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(() -> timestamp() >= until);
  }

  /** Throws when the miner has failed. */
  void check() {
    if (mining.isDone()) {
      throw new IllegalStateException("the dev L1 does not mine", mining.exceptionNow());
    }
  }

  private synchronized void mineIfDue() {
    try {
      if (held) {
        return;
      }
      if (clock.seconds() >= timestamp() + blockSeconds) {
        call("evm_setNextBlockTimestamp", clock.seconds());
        call("evm_mine");
      }
    } catch (final TemporaryException e) {
      LOG.debug("anvil is busy, the next tick follows", e);
    }
  }

  /** Of the newest block. */
  private long timestamp() {
    return quantity(call("eth_getBlockByNumber", "latest", false).get("timestamp"));
  }

  /** Where {@link #reorgTo} goes back to. */
  synchronized String mark() {
    return call("evm_snapshot").asText();
  }

  /** The blocks since then are gone with their transactions; others come instead. */
  synchronized void reorgTo(final String mark) {
    if (!call("evm_revert", mark).asBoolean()) {
      throw new IllegalStateException("anvil does not go back to " + mark);
    }
  }

  /** Highest fee per gas of the transaction that this account has waiting; 0 if there is none. */
  long waitingFee(final Address from) {
    final JsonNode pending = call("txpool_content").path("pending");
    long fee = 0;
    for (final Map.Entry<String, JsonNode> sender : pending.properties()) {
      if (sender.getKey().equalsIgnoreCase(from.toString())) {
        for (final JsonNode transaction : sender.getValue()) {
          fee = Math.max(fee, Long.decode(transaction.get("maxFeePerGas").asText()));
        }
      }
    }
    return fee;
  }

  /** How many transactions of this account can be mined one after the other. */
  int waiting(final Address from) {
    return call("txpool_content").path("pending").properties().stream()
        .filter(sender -> sender.getKey().equalsIgnoreCase(from.toString()))
        .mapToInt(sender -> sender.getValue().size())
        .sum();
  }

  void addLeaf(final PrivateKey deployer, final long value) {
    DevContracts.addL1InfoLeaf(
        url(),
        deployer,
        contracts.globalExitRootManager(),
        Bytes32.leftPad(Bytes.ofUnsignedLong(value)));
  }

  void force(final PrivateKey key, final Bytes batchL2Data) {
    DevContracts.forceBatch(url(), key, contracts.rollup(), batchL2Data);
  }

  /** The oldest forced batch that waits is sequenced by somebody else, when its time is over. */
  void sequenceForced(final PrivateKey key, final List<L1Event.ForceBatch> batches) {
    DevContracts.sequenceForceBatches(url(), key, contracts.rollup(), batches);
  }

  /** Seconds after which somebody else may do that. */
  void shortenForceTimeout(final PrivateKey deployer, final long seconds) {
    DevContracts.shortenForceBatchTimeout(url(), deployer, contracts.rollup(), seconds);
  }

  private JsonNode call(final String method, final Object... params) {
    try {
      return rpc.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new IllegalStateException(method + ": " + e.getMessage(), e);
    }
  }

  private static long quantity(final JsonNode node) {
    return Long.decode(node.asText());
  }

  @Override
  public void close() {
    miner.shutdownNow();
    rpc.close();
    anvil.close();
  }
}
