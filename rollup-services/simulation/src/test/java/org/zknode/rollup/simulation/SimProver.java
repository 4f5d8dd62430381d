/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.proto.aggregator.v1.PublicInputsExtended;
import org.zknode.rollup.aggregator.SimulatedProver;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.SnarkInput;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/**
 * A prover whose proofs say what they prove: it hashes the inputs as a real one does, and takes the
 * new roots from what is there for the witness ({@link Aggregation}). During the time of faults it
 * is slow, late, wrong or dies.
 */
final class SimProver implements SimulatedProver {
  /** Lease of a proof job. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** What a recursive proof says; as text, its fields with a colon between them. */
  private record Claim(
      String maker,
      long from,
      long to,
      String oldRoot,
      String oldHash,
      String root,
      String exitRoot,
      String hash) {
    static Claim parse(final String text) {
      final String[] parts = text.split(":", -1);
      return new Claim(
          parts[0],
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          parts[3],
          parts[4],
          parts[5],
          parts[6],
          parts[7]);
    }

    String text() {
      return String.join(
          ":",
          maker,
          Long.toString(from),
          Long.toString(to),
          oldRoot,
          oldHash,
          root,
          exitRoot,
          hash);
    }
  }

  private record Work(long readyAt, GetProofResponse answer) {}

  private final World world;
  private final String name;

  /** Of 100 jobs, how many it does badly while there are faults. */
  private final int badness;

  private final Map<String, Work> works = new HashMap<>();
  private long nextId = 1;
  private boolean open;

  SimProver(final World world, final String name, final int badness) {
    this.world = world;
    this.name = name;
    this.badness = badness;
  }

  /** Who made that recursive proof. */
  static String makerOf(final String proof) {
    return Claim.parse(proof).maker();
  }

  void reconnect() {
    open = true;
    works.clear();
  }

  private boolean isBad() {
    return world.faulty() && world.random.nextInt(100) < badness;
  }

  private Optional<String> begin(final GetProofResponse.Builder answer) {
    if (isBad() && world.random.nextInt(3) == 0) {
      world.trace(name + " dies");
      open = false;
      return Optional.empty();
    }
    final long seconds = isBad() ? 20 + world.random.nextInt(30) : 1 + world.random.nextInt(8);
    final String id = name + "-" + nextId++;
    works.put(id, new Work(world.scheduler.now() + 1000 * seconds, answer.setId(id).build()));
    return Optional.of(id);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public Optional<GetStatusResponse> status() {
    return open
        ? Optional.of(
            GetStatusResponse.newBuilder()
                .setStatus(GetStatusResponse.Status.STATUS_IDLE)
                .setProverName(name)
                .setForkId(Terms.CHAIN.forkId())
                .build())
        : Optional.empty();
  }

  @Override
  public Optional<String> proveBatch(final InputProver input) {
    final PublicInputs inputs = input.getPublicInputs();
    final Bytes32 oldHash = bytes32(inputs.getOldAccInputHash());
    final Bytes32 hash =
        AccInputHash.nextForced(
            oldHash,
            Bytes.wrap(inputs.getBatchL2Data().toByteArray()),
            new ForcedInput(
                0,
                bytes32(inputs.getL1InfoRoot()),
                inputs.getTimestampLimit(),
                bytes32(inputs.getForcedBlockhashL1())),
            Address.fromHex(inputs.getSequencerAddr()));
    final ExecutionWitness told =
        ExecutionWitness.decode(Bytes.wrap(input.getBatchWitness().toByteArray()));
    final Bytes32 root = Bytes32.wrap(told.state().getFirst());
    final boolean wrong = isBad() && world.random.nextInt(4) == 0;
    if (wrong) {
      world.trace(name + " makes a wrong proof");
    }
    return begin(
        done()
            .setRecursiveProof(
                new Claim(
                        name,
                        inputs.getOldBatchNum() + 1,
                        inputs.getOldBatchNum() + 1,
                        bytes32(inputs.getOldStateRoot()).toHexString(),
                        oldHash.toHexString(),
                        (wrong ? root.not() : root).toHexString(),
                        told.codes().getFirst().toHexString(),
                        hash.toHexString())
                    .text()));
  }

  @Override
  public Optional<String> aggregate(final String first, final String second) {
    final Claim one = Claim.parse(first);
    final Claim two = Claim.parse(second);
    if (one.to() + 1 != two.from()
        || !one.root().equals(two.oldRoot())
        || !one.hash().equals(two.oldHash())) {
      return begin(
          GetProofResponse.newBuilder()
              .setResult(GetProofResponse.Result.RESULT_COMPLETED_ERROR)
              .setResultString("the proofs do not fit"));
    }
    return begin(
        done()
            .setRecursiveProof(
                new Claim(
                        name,
                        one.from(),
                        two.to(),
                        one.oldRoot(),
                        one.oldHash(),
                        two.root(),
                        two.exitRoot(),
                        two.hash())
                    .text()));
  }

  @Override
  public Optional<String> finish(final String proof, final String aggregatorAddress) {
    final Claim claim = Claim.parse(proof);
    final SnarkInput input =
        new SnarkInput(
            Address.fromHex(aggregatorAddress),
            Bytes32.fromHexString(claim.oldRoot()),
            Bytes32.fromHexString(claim.oldHash()),
            claim.from() - 1,
            Terms.CHAIN.l2ChainId(),
            Terms.CHAIN.forkId(),
            Bytes32.fromHexString(claim.root()),
            Bytes32.fromHexString(claim.hash()),
            Bytes32.fromHexString(claim.exitRoot()),
            claim.to());
    return begin(
        done()
            .setFinalProof(
                FinalProof.newBuilder()
                    .setProof(
                        Bytes.concatenate(
                                SimContracts.proofOf(input),
                                Bytes.wrap(
                                    new byte[(ElderberryAbi.PROOF_WORDS - 1) * Bytes32.SIZE]))
                            .toHexString())
                    .setPublic(publicInputs(input))));
  }

  private static PublicInputsExtended publicInputs(final SnarkInput input) {
    return PublicInputsExtended.newBuilder()
        .setPublicInputs(
            PublicInputs.newBuilder()
                .setOldStateRoot(proto(input.oldStateRoot()))
                .setOldAccInputHash(proto(input.oldAccInputHash()))
                .setOldBatchNum(input.initNumBatch())
                .setChainId(input.chainId())
                .setForkId(input.forkId())
                .setAggregatorAddr(input.aggregator().toString()))
        .setNewStateRoot(proto(input.newStateRoot()))
        .setNewAccInputHash(proto(input.newAccInputHash()))
        .setNewLocalExitRoot(proto(input.newLocalExitRoot()))
        .setNewBatchNum(input.finalNewBatch())
        .build();
  }

  private static GetProofResponse.Builder done() {
    return GetProofResponse.newBuilder().setResult(GetProofResponse.Result.RESULT_COMPLETED_OK);
  }

  @Override
  public Optional<GetProofResponse> proof(final String id) {
    if (!open || !works.containsKey(id)) {
      return Optional.empty();
    }
    final Work work = works.get(id);
    return Optional.of(
        world.scheduler.now() >= work.readyAt()
            ? work.answer()
            : GetProofResponse.newBuilder()
                .setId(id)
                .setResult(GetProofResponse.Result.RESULT_PENDING)
                .build());
  }

  @Override
  public void cancel(final String id) {
    // Keeps at it: a prover may answer late whatever it was told.
  }

  private static ByteString proto(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }

  private static Bytes32 bytes32(final ByteString bytes) {
    return Bytes32.wrap(bytes.toByteArray());
  }
}
