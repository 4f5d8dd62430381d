/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.devnet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.DevContracts;
import org.zknode.eth.PrivateKey;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.process.ChildProcess;
import org.zknode.launcher.process.JsonRpc;
import org.zknode.rollup.l1.ElderberryAbi;

/** L1 of a devnet: anvil with our dev contracts. */
public final class L1Network implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  /** Seconds between two L1 blocks. */
  private static final int BLOCK_TIME_SECONDS = 1;

  private final ChildProcess process;
  private final JsonRpc rpc;
  private DevContracts.Deployment contracts;

  private L1Network(final ChildProcess process, final JsonRpc rpc) {
    this.process = process;
    this.rpc = rpc;
  }

  static L1Network start(final Path anvil, final Path directory, final int port) {
    final ChildProcess process =
        ChildProcess.start(
            "l1",
            directory,
            Map.of(),
            List.of(
                anvil.toString(),
                "--host",
                Ports.HOST,
                "--port",
                Integer.toString(port),
                "--chain-id",
                Long.toString(NodeFlags.L1_CHAIN_ID),
                "--block-time",
                Integer.toString(BLOCK_TIME_SECONDS),
                "--slots-in-an-epoch",
                "1"));
    final L1Network network =
        new L1Network(process, new JsonRpc(URI.create("http://%s:%d".formatted(Ports.HOST, port))));
    network.awaitReady();
    return network;
  }

  private void awaitReady() {
    final long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (rpc.tryCall("eth_chainId").isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        final String tail = process.logTail(10);
        process.close();
        throw new LauncherException("L1 (anvil) does not start:%n%s".formatted(tail));
      }
      Pause.of(Duration.ofMillis(50));
    }
  }

  void deploy(final Bytes32 genesisStateRoot) {
    contracts =
        DevContracts.deploy(
            rpc.url(),
            DevKeys.SEQUENCER,
            new DevContracts.Parameters(
                NodeFlags.L2_CHAIN_ID,
                NodeFlags.FORK_ID,
                genesisStateRoot,
                DevKeys.SEQUENCER.address(),
                DevKeys.AGGREGATOR.address(),
                "http://" + Ports.HOST));
  }

  /** Adds a leaf to the L1 info tree, as a bridge deposit would. */
  public void updateExitRoot(final Bytes32 mainnetExitRoot) {
    DevContracts.updateExitRoot(
        rpc.url(), DevKeys.SEQUENCER, contracts.globalExitRootManager(), mainnetExitRoot);
  }

  /**
   * Forces a batch of L2 transactions past the sequencer.
   *
   * @param key pays on L1
   * @param batchL2Data transactions without a block header
   */
  public void forceBatch(final PrivateKey key, final Bytes batchL2Data) {
    DevContracts.forceBatch(rpc.url(), key, contracts.rollup(), batchL2Data);
  }

  /**
   * Sequences batches that no node has built, so that nodes have something to derive.
   *
   * @param batches batchL2Data of each
   * @param initBatch number of the last batch before them
   */
  public void sequence(final List<Bytes> batches, final long initBatch) {
    new L1Sequences(rpc, contracts.rollup()).send(batches, initBatch);
  }

  NodeFlags.L1 deployment() {
    return new NodeFlags.L1(
        rpc.url().toString(),
        contracts.rollupManager(),
        contracts.rollup(),
        contracts.globalExitRootManager(),
        contracts.l1Block());
  }

  /** RollupManager.rollupIDToRollupData(...).lastVerifiedBatch. */
  public long lastVerifiedBatch() {
    return ElderberryAbi.decodeRollupData(call(ElderberryAbi.rollupData(contracts.rollupId())))
        .lastVerifiedBatch();
  }

  /**
   * RollupManager.getRollupBatchNumToStateRoot of that batch; zero when it is not the end of a
   * proof.
   */
  public Bytes32 verifiedStateRoot(final long batch) {
    return ElderberryAbi.decodeBytes32(call(ElderberryAbi.stateRoot(contracts.rollupId(), batch)));
  }

  private Bytes call(final Bytes data) {
    try {
      return Bytes.fromHexString(
          rpc.call(
                  "eth_call",
                  Map.of("to", contracts.rollupManager().toString(), "data", data.toHexString()),
                  "latest")
              .asText());
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("L1 does not answer: " + e.getMessage(), e);
    }
  }

  ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
