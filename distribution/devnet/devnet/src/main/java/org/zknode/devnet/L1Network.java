/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.jsonrpc.ShownUrl;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;

/**
 * The chain below a rollup of a devnet, with the rollup's contracts: anvil with our dev contracts,
 * or a deployment that was there before.
 */
public final class L1Network implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  /** bridgeAddress() of the exit root manager (docs/spec/l1-contracts.md, "Functions"). */
  private static final Bytes BRIDGE_ADDRESS = Bytes.fromHexString("0xa3c573eb");

  /** Seconds between two L1 blocks. */
  private static final int BLOCK_TIME_SECONDS = 1;

  private final Optional<ChildProcess> process;
  private final JsonRpc rpc;
  private NodeFlags.L1 deployment;
  private Optional<OperatorKeys> owner = Optional.empty();
  private long batchesBefore;

  private L1Network(final Optional<ChildProcess> process, final JsonRpc rpc) {
    this.process = process;
    this.rpc = rpc;
  }

  /**
   * Looks at contracts that somebody else deployed.
   *
   * @throws LauncherException L1 does not answer, or the contracts are not what they should be
   */
  static L1Network attach(final AttachedL1 l1) {
    final L1Network network = new L1Network(Optional.empty(), new JsonRpc(l1.url()));
    network.deployment = network.look(l1);
    return network;
  }

  private NodeFlags.L1 look(final AttachedL1 l1) {
    final long chainId =
        rpc.tryQuantity("eth_chainId")
            .orElseThrow(() -> new LauncherException("no L1 answers at " + ShownUrl.of(l1.url())));
    try {
      final long rollupId =
          ElderberryAbi.decodeRollupId(
              call(l1.rollupManager(), ElderberryAbi.rollupId(l1.rollup())));
      if (rollupId == 0) {
        throw new LauncherException(
            "the rollup manager at %s knows no rollup at %s"
                .formatted(l1.rollupManager(), l1.rollup()));
      }
      final L1Client.RollupData rollup =
          ElderberryAbi.decodeRollupData(
              call(l1.rollupManager(), ElderberryAbi.rollupData(rollupId)));
      batchesBefore = rollup.lastBatchSequenced();
      return new NodeFlags.L1(
          l1.url().toString(),
          l1.rollupManager(),
          l1.rollup(),
          l1.globalExitRootManager(),
          l1.genesisBlock(),
          chainId,
          rollupId,
          rollup.chainId(),
          rollup.forkId());
    } catch (final IllegalArgumentException e) {
      throw new LauncherException(
          "there is no elderberry rollup manager at %s on L1 chain %d: %s"
              .formatted(l1.rollupManager(), chainId, e.getMessage()),
          e);
    }
  }

  /** A chain that somebody else runs, with no contracts of a rollup yet. */
  static L1Network at(final URI url) {
    return new L1Network(Optional.empty(), new JsonRpc(url));
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
        new L1Network(
            Optional.of(process),
            new JsonRpc(URI.create("http://%s:%d".formatted(Ports.HOST, port))));
    network.awaitReady();
    return network;
  }

  private void awaitReady() {
    final long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (rpc.tryCall("eth_chainId").isEmpty()) {
      final ChildProcess anvil = process.orElseThrow();
      if (!anvil.isAlive() || System.nanoTime() > deadline) {
        final String tail = anvil.logTail(10);
        anvil.close();
        throw new LauncherException("L1 (anvil) does not start:%n%s".formatted(tail));
      }
      Pause.of(Duration.ofMillis(50));
    }
  }

  /**
   * Deploys the contracts of a rollup.
   *
   * @param genesisStateRoot of batch 0
   */
  void deploy(final Bytes32 genesisStateRoot, final RollupSpec rollup) {
    final OperatorKeys keys = rollup.keys();
    final DevContracts.Deployment contracts =
        DevContracts.deploy(
            rpc.url(),
            keys.deployerKey(),
            new DevContracts.Parameters(
                rollup.chainId(),
                NodeFlags.FORK_ID,
                genesisStateRoot,
                OperatorKeys.address(keys.sequencer()),
                OperatorKeys.address(keys.aggregator()),
                "http://" + Ports.HOST));
    owner = Optional.of(keys);
    deployment =
        new NodeFlags.L1(
            rpc.url().toString(),
            contracts.rollupManager(),
            contracts.rollup(),
            contracts.globalExitRootManager(),
            contracts.l1Block(),
            contracts.l1ChainId(),
            contracts.rollupId(),
            rollup.chainId(),
            NodeFlags.FORK_ID);
  }

  /** L1 itself, past whatever stands between it and the nodes. */
  public JsonRpc rpc() {
    return rpc;
  }

  /** Batches that the contracts had when the devnet came: no verifier of it has signed them. */
  long batchesBefore() {
    return batchesBefore;
  }

  /** Of the consensus contract. */
  public Address rollup() {
    return deployment.rollup();
  }

  /** The contract whose deposits become leaves of the L1 info tree. */
  Address bridge() {
    return ElderberryAbi.decodeAddress(call(deployment.exitRoots(), BRIDGE_ADDRESS));
  }

  /** The state root that the contracts have for batch 0. */
  Bytes32 genesisStateRoot() {
    return verifiedStateRoot(0);
  }

  /**
   * Adds a leaf to the L1 info tree by a bridge deposit; only on contracts of our own.
   *
   * @param message what makes the deposit another than those before
   */
  public void addL1InfoLeaf(final Bytes message) {
    owner.ifPresent(
        keys ->
            DevContracts.addL1InfoLeaf(
                rpc.url(), keys.deployerKey(), deployment.exitRoots(), message));
  }

  /**
   * Forces a batch of L2 transactions past the sequencer.
   *
   * @param key pays on L1
   * @param batchL2Data transactions without a block header
   */
  public void forceBatch(final PrivateKey key, final Bytes batchL2Data) {
    DevContracts.forceBatch(rpc.url(), key, deployment.rollup(), batchL2Data);
  }

  /**
   * Shortens the time after which anybody may sequence forced batches; only on contracts of our
   * own. The account that does it may be the sequencer's, so the main node must not run meanwhile.
   *
   * @param seconds below the present timeout
   */
  public void shortenForceBatchTimeout(final long seconds) {
    DevContracts.shortenForceBatchTimeout(
        rpc.url(), owner.orElseThrow().deployerKey(), deployment.rollup(), seconds);
  }

  /**
   * Sequences the newest forced batch, as anybody can when its time is over.
   *
   * @param key pays on L1
   */
  public void sequenceNewestForcedBatch(final PrivateKey key) {
    try (JsonRpcL1Client client =
        new JsonRpcL1Client(
            new L1Config(
                List.of(rpc.url()),
                deployment.chainId(),
                deployment.rollupManager(),
                deployment.rollup(),
                deployment.exitRoots(),
                deployment.rollupId(),
                0,
                L1Client.BlockTag.LATEST))) {
      final L1Event.ForceBatch newest =
          client.events(0, client.head(L1Client.BlockTag.LATEST).number()).stream()
              .filter(L1Event.ForceBatch.class::isInstance)
              .map(L1Event.ForceBatch.class::cast)
              .toList()
              .getLast();
      DevContracts.sequenceForceBatches(rpc.url(), key, deployment.rollup(), List.of(newest));
    }
  }

  /**
   * Sequences batches that no node has built, so that nodes have something to derive; only on
   * contracts of our own.
   *
   * @param batches batchL2Data of each
   * @param initBatch number of the last batch before them
   */
  public void sequence(final List<Bytes> batches, final long initBatch) {
    new L1Sequences(rpc, owner.orElseThrow().sequencerKey(), deployment.rollup())
        .send(batches, initBatch);
  }

  NodeFlags.L1 deployment() {
    return deployment;
  }

  /** RollupManager.rollupIDToRollupData(...).lastBatchSequenced. */
  public long lastBatchSequenced() {
    return rollupData().lastBatchSequenced();
  }

  /** RollupManager.rollupIDToRollupData(...).lastVerifiedBatch. */
  public long lastVerifiedBatch() {
    return rollupData().lastVerifiedBatch();
  }

  private L1Client.RollupData rollupData() {
    return ElderberryAbi.decodeRollupData(
        call(deployment.rollupManager(), ElderberryAbi.rollupData(deployment.rollupId())));
  }

  /**
   * RollupManager.getRollupBatchNumToStateRoot of that batch; zero when it is not the end of a
   * proof.
   */
  public Bytes32 verifiedStateRoot(final long batch) {
    return ElderberryAbi.decodeBytes32(
        call(deployment.rollupManager(), ElderberryAbi.stateRoot(deployment.rollupId(), batch)));
  }

  private Bytes call(final Address to, final Bytes data) {
    try {
      return Bytes.fromHexString(
          rpc.call("eth_call", Map.of("to", to.toString(), "data", data.toHexString()), "latest")
              .asText());
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("L1 does not answer: " + e.getMessage(), e);
    }
  }

  /** Of our own L1. */
  Optional<ChildProcess> process() {
    return process;
  }

  @Override
  public void close() {
    process.ifPresent(ChildProcess::close);
  }
}
