/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.NodeStatus;

/** The {@code zknode_} namespace, for operators. Plain numbers, because people read it. */
public final class ZknodeMethods {
  private static final Logger LOG = LoggerFactory.getLogger(ZknodeMethods.class);

  /** Of so many of the newest closed batches the signatures are counted in zknode_status. */
  public static final int SIGNATURE_BATCHES = 16;

  /**
   * What does not change while the node runs.
   *
   * @param roles for instance sequencer, verifier
   * @param mainNodes external node: node ids from which it takes replay; empty on a main node
   * @param l1Confirmations L1 blocks on top of one before blocks of L2 name its exit root; empty
   *     without the sequencer
   */
  public record Identity(
      String version,
      List<String> roles,
      Optional<List<String>> mainNodes,
      OptionalInt l1Confirmations) {
    public Identity {
      roles = List.copyOf(roles);
      mainNodes = mainNodes.map(List::copyOf);
    }

    /** A node that takes no replay and makes no blocks. */
    public Identity(final String version, final List<String> roles) {
      this(version, roles, Optional.empty(), OptionalInt.empty());
    }

    private void addTo(final Map<String, Object> json) {
      json.put("version", version);
      json.put("roles", roles);
      mainNodes.ifPresent(
          ids -> {
            json.put("follows", ids.isEmpty() ? "L1 only" : "L1 and replay");
            json.put("mainNodes", ids);
          });
      l1Confirmations.ifPresent(blocks -> json.put("l1Confirmations", blocks));
    }
  }

  private final ExecutionEngine engine;
  private final StateStore store;
  private final NodeStatus status;
  private final Identity identity;
  private final Supplier<List<Map<String, Object>>> peers;
  private final Supplier<List<Map<String, Object>>> l1Endpoints;
  private final Optional<BridgeView> bridge;
  private final StoredStatus stored;

  /** Of a node without the role {@code bridge}. */
  public ZknodeMethods(
      final ExecutionEngine engine,
      final StateStore store,
      final NodeStatus status,
      final Identity identity,
      final Supplier<List<Map<String, Object>>> peers,
      final Supplier<List<Map<String, Object>>> l1Endpoints) {
    this(engine, store, status, identity, peers, l1Endpoints, Optional.empty());
  }

  /**
   * @param peers the zks peers as JSON objects
   * @param l1Endpoints likewise
   */
  public ZknodeMethods(
      final ExecutionEngine engine,
      final StateStore store,
      final NodeStatus status,
      final Identity identity,
      final Supplier<List<Map<String, Object>>> peers,
      final Supplier<List<Map<String, Object>>> l1Endpoints,
      final Optional<BridgeView> bridge) {
    this.engine = engine;
    this.store = store;
    this.status = status;
    this.identity = identity;
    this.peers = peers;
    this.l1Endpoints = l1Endpoints;
    this.bridge = bridge;
    this.stored = new StoredStatus(this::readStored, StoredStatus.WAIT);
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "zknode_status", ZkevmMethods.withoutInternals(this::status),
        "zknode_getBatchSignatures", ZkevmMethods.withoutInternals(this::getBatchSignatures));
  }

  private Object status(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    final NodeStatus.Snapshot snapshot = status.snapshot();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", snapshot.state().name());
    json.put("reasons", snapshot.reasons().stream().map(ZknodeMethods::reason).toList());
    json.put("halts", snapshot.halts().stream().map(ZknodeMethods::halt).toList());
    identity.addTo(json);
    json.put("engine", engine.name());
    json.put("chainId", engine.chainId());
    json.put("peers", peers.get());
    json.put("l1Endpoints", l1Endpoints.get());
    // The call is needed most when a part is in trouble: what that part would tell is left out,
    // and why is said.
    try {
      json.put("head", head(engine.head()));
    } catch (final EngineException e) {
      LOG.debug("zknode_status without the engine's head", e);
      json.put("engineError", e.getMessage());
    }
    json.putAll(stored.fields());
    return json;
  }

  private Map<String, Object> readStored() {
    final Map<String, Object> fields = readState();
    bridge.ifPresent(
        view ->
            fields.put("bridge", view.positions().stream().map(ZknodeMethods::position).toList()));
    return fields;
  }

  private static Map<String, Object> position(final IndexPosition position) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", position.network());
    json.put("block", position.block());
    json.put("deposits", position.deposits());
    return json;
  }

  private Map<String, Object> readState() {
    return store.read(
        tx -> {
          final Map<String, Object> json = new LinkedHashMap<>();
          json.put("batches", batches(tx));
          json.put("signatures", signatures(tx));
          json.put("l1", tx.l1Blocks().last().map(ZknodeMethods::l1Block).orElse(null));
          return json;
        });
  }

  private static Map<String, Object> reason(final NodeStatus.Reason reason) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", reason.key());
    json.put("text", reason.text());
    json.put("sinceMillis", reason.sinceMillis());
    return json;
  }

  private static Map<String, Object> halt(final NodeStatus.Halt halt) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", halt.code().id());
    json.put("component", halt.component());
    json.put("reason", halt.reason());
    json.put("evidence", halt.evidence());
    json.put("whatToDo", halt.whatToDo());
    return json;
  }

  private static Map<String, Object> head(final L2Block block) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", block.number());
    json.put("hash", block.hash().toHexString());
    json.put("stateRoot", block.stateRoot().toHexString());
    json.put("timestamp", block.timestamp());
    return json;
  }

  private static Map<String, Object> l1Block(final L1BlockRef block) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", block.number());
    json.put("hash", block.hash().toHexString());
    json.put("timestamp", block.timestamp());
    return json;
  }

  private static Map<String, Object> batches(final StateStore.Tx tx) {
    final Optional<VirtualBatch> virtual = tx.virtualBatches().last();
    final Optional<VerifiedBatch> verified = tx.verifiedBatches().last();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("trusted", tx.batches().lastClosed().map(Batch::number).orElse(0L));
    json.put("open", tx.batches().last().filter(b -> !b.closed()).map(Batch::number).orElse(null));
    json.put("resources", tx.batches().last().flatMap(last -> resources(tx, last)).orElse(null));
    json.put("virtual", virtual.map(VirtualBatch::number).orElse(0L));
    json.put("virtualL1Transaction", hex(virtual.map(VirtualBatch::l1Transaction)));
    final StateStore.Batches.Extent unsafe =
        tx.batches().above(virtual.map(VirtualBatch::number).orElse(0L));
    json.put("unsafe", unsafe.batches());
    json.put("unsafeBytes", unsafe.bytes());
    json.put("verified", verified.map(VerifiedBatch::number).orElse(0L));
    json.put("verifiedL1Transaction", hex(verified.map(VerifiedBatch::l1Transaction)));
    json.put("verifiedStateRoot", hex(verified.map(VerifiedBatch::stateRoot)));
    return json;
  }

  /** What the newest batch used so far, if the sequencer of this node built it. */
  private static Optional<Map<String, Object>> resources(final StateStore.Tx tx, final Batch last) {
    return tx.batchResources()
        .find(last.number())
        .map(
            used -> {
              final Map<String, Object> json = new LinkedHashMap<>();
              json.put("batch", last.number());
              json.put("gas", used.gas());
              json.put("keccakHashes", used.keccakHashes());
              json.put("sha256Hashes", used.sha256Hashes());
              json.put("memoryAccesses", used.memoryAccesses());
              json.put("arithmetics", used.arithmetics());
              json.put("binaries", used.binaries());
              json.put("steps", used.steps());
              return json;
            });
  }

  /** Number of signatures by batch number, newest batches. */
  private static Map<String, Object> signatures(final StateStore.Tx tx) {
    final long last = tx.batches().lastClosed().map(Batch::number).orElse(0L);
    final Map<String, Object> json = new LinkedHashMap<>();
    for (long n = Long.max(1, last - SIGNATURE_BATCHES + 1); n <= last; n++) {
      json.put(Long.toString(n), tx.batchSignatures().ofBatch(n).size());
    }
    return json;
  }

  private Object getBatchSignatures(final List<Object> params) throws RpcException {
    final long number = RpcParams.of(params, 1, 1).quantity(0);
    return store.read(tx -> tx.batchSignatures().ofBatch(number)).stream()
        .map(ZknodeMethods::signature)
        .toList();
  }

  private static Map<String, Object> signature(final BatchSignature signature) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("batchNumber", signature.batchNumber());
    json.put("signer", signature.signer().toString());
    json.put("signature", signature.signature().toHexString());
    return json;
  }

  private static String hex(final Optional<Bytes32> value) {
    return value.map(Bytes32::toHexString).orElse(null);
  }
}
