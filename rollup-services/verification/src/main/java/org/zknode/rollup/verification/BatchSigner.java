/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BatchDerivationException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutedLists;
import org.zknode.rollup.engine.Execution;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StoredOrigins;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.signing.MultisigCommitter;

/**
 * The verifier's side of batch verification (docs/spec/batch-verification.md, "Answering a
 * request"), stricter than upstream: it rebuilds the batch from its own blocks, executes them
 * again, rebuilds both halves of the commitment (upstream takes the previous batch on trust) and
 * signs only what it computed itself. Whatever is wrong is a refusal, never an exception. What it
 * signed it does not execute again: one request after the other, a repeated one that waited for the
 * first is answered from memory.
 */
public final class BatchSigner implements BatchResponder {
  /** Blocks of one batch at the most: 9 bytes each in 120000 bytes of batch data. */
  private static final long MAX_BLOCKS = 120_000 / BatchCodec.BLOCK_HEADER_BYTES;

  /** Key of {@link NodeStatus#degraded}. */
  static final String DEGRADED_KEY = "verifier-refuses";

  /** Shortest time between two looks at the own rows. */
  static final Duration MEND_PAUSE = Duration.ofSeconds(5);

  /** Blocks before a refused batch that are looked at, too: its predecessor's. */
  private static final long PREVIOUS_BLOCKS = 256;

  /** Blocks of a refused batch that are looked at. */
  private static final long MAX_MENDED_BLOCKS = 2048;

  private static final Logger LOG = LoggerFactory.getLogger(BatchSigner.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ExecutedLists origins;
  private final ExitRoots exitRoots;
  private final ChainConfig chain;
  private final L1Config l1;
  private final PrivateKey key;
  private final MultisigCommitter committer;
  private final LocalBatches batches;
  private final SignedBatches signed = new SignedBatches();
  private final NodeStatus status;
  private final RowMender mender;
  private final BlockRefetch refetch;
  private final LongSupplier nanoTime;
  private OptionalLong mendedAt = OptionalLong.empty();

  /**
   * @param status degraded from a refusal on, until a batch is signed
   * @param mender looks at this node's own rows when they may be the reason of a refusal
   * @param refetch has the block of a forced batch replayed again when its state is gone
   * @param nanoTime of a monotonic clock: how often rows are looked at
   */
  public BatchSigner(
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain,
      final L1Config l1,
      final PrivateKey key,
      final NodeStatus status,
      final RowMender mender,
      final BlockRefetch refetch,
      final LongSupplier nanoTime) {
    this.status = status;
    this.mender = mender;
    this.refetch = refetch;
    this.nanoTime = nanoTime;
    this.engine = engine;
    this.store = store;
    this.exitRoots = exitRoots;
    this.origins = new StoredOrigins(store);
    this.chain = chain;
    this.l1 = l1;
    this.key = key;
    this.committer = BatchCommitment.committer(l1);
    this.batches = new LocalBatches(engine, store);
  }

  @Override
  public synchronized VerifyResult respond(final Bytes peerId, final VerifyRequest request) {
    Attempt attempt = attempt(request);
    if (attempt.isOwn() && mend(request)) {
      attempt = attempt(request);
    }
    if (attempt.refusal().isEmpty()) {
      LOG.info("batch {} signed as {}", request.batchNumber(), key.address());
      status.recovered(DEGRADED_KEY);
    } else {
      LOG.warn("batch {} refused: {}", request.batchNumber(), attempt.refusal());
      if (attempt.isOwn()) {
        status.degraded(
            DEGRADED_KEY,
            "batch %d (blocks %d to %d) is not signed: %s"
                .formatted(
                    request.batchNumber(),
                    request.firstBlock(),
                    request.lastBlock(),
                    attempt.refusal()));
      }
    }
    return new VerifyResult(
        peerId, request.requestId(), request.batchNumber(), attempt.signature(), attempt.refusal());
  }

  /**
   * @param isOwn the reason may be in this node's own data
   */
  private record Attempt(Bytes signature, String refusal, boolean isOwn) {
    static Attempt refused(final String refusal, final boolean isOwn) {
      return new Attempt(Bytes.EMPTY, refusal, isOwn);
    }
  }

  private Attempt attempt(final VerifyRequest request) {
    try {
      checkForm(request);
    } catch (final RefusedException e) {
      return Attempt.refused(e.getMessage(), false);
    }
    try {
      return new Attempt(sign(request), "", false);
    } catch (final RefusedException e) {
      return Attempt.refused(e.getMessage(), true);
    } catch (final TemporaryException e) {
      return Attempt.refused("State error: " + e.getMessage(), true);
    } catch (final RuntimeException e) {
      LOG.error("batch {} could not be verified", request.batchNumber(), e);
      return Attempt.refused("State error: " + e, true);
    }
  }

  /** Not for each request: who asks for nonsense must not keep the rows busy. */
  private boolean mend(final VerifyRequest request) {
    final long now = nanoTime.getAsLong();
    if (mendedAt.isPresent() && now - mendedAt.getAsLong() < MEND_PAUSE.toNanos()) {
      return false;
    }
    mendedAt = OptionalLong.of(now);
    try {
      return mender.mend(
          Math.max(1, request.firstBlock() - PREVIOUS_BLOCKS),
          Math.min(request.lastBlock(), request.firstBlock() + MAX_MENDED_BLOCKS));
    } catch (final TemporaryException e) {
      LOG.warn(
          "the rows of batch {} could not be looked at: {}", request.batchNumber(), e.getMessage());
      return false;
    }
  }

  private Bytes sign(final VerifyRequest request) throws RefusedException {
    final L2Block parent = batches.block(request.firstBlock() - 1);
    final L2Block last = batches.block(request.lastBlock());
    final Optional<ForcedBatch> forced =
        batches.forced(
            request.firstBlock(),
            request.lastBlock(),
            candidate ->
                ForcedDerivation.timestamp(candidate.input(), parent) == last.timestamp()
                    && commit(request, List.of(last), candidate.batchL2Data())
                        .equals(request.commitData()));
    final Bytes data =
        forced.isPresent()
            ? forced.get().batchL2Data()
            : batches.batchL2Data(request.firstBlock(), request.lastBlock());
    final Optional<Bytes> before = signed.find(request, last.hash(), data);
    if (before.isPresent()) {
      return before.get();
    }
    final List<L2Block> executed = execute(data, forced.map(ForcedBatch::input), parent, request);
    final Bytes commit = commit(request, executed, data);
    if (!commit.equals(request.commitData())) {
      throw new RefusedException("Batch data mismatch");
    }
    checkPrevious(request, parent);
    final Bytes signature =
        committer.sign(
            request.batchNumber(),
            new BatchCommitment(request.batchNumber(), request.prevCommitData(), commit)
                .batchData(),
            key);
    batches.remember(request.batchNumber(), request.lastBlock(), data);
    signed.remember(request, executed.getLast().hash(), data, signature);
    return signature;
  }

  private Bytes commit(final VerifyRequest request, final List<L2Block> blocks, final Bytes data) {
    final BatchCommitment.Content content =
        new BatchCommitment.Content(
            request.batchNumber(),
            blocks.getFirst(),
            blocks.getLast(),
            blocks.stream().mapToLong(block -> block.transactions().size()).sum(),
            data,
            exitRoots.after(blocks.getLast().number()));
    return BatchCommitment.commitInfo(content, chain, l1).encode(BatchCommitment.PROTOCOL_MINOR);
  }

  private static void checkForm(final VerifyRequest request) throws RefusedException {
    if (request.executionProtocolVersion() != BatchCommitment.PROTOCOL_MINOR) {
      throw new RefusedException(
          "Unsupported protocol version " + request.executionProtocolVersion());
    }
    if (request.pubdataMode() != BatchCommitment.PUBDATA_CALLDATA) {
      throw new RefusedException("Unsupported pubdata mode " + request.pubdataMode());
    }
    if (request.batchNumber() < 1
        || request.firstBlock() < 1
        || request.lastBlock() < request.firstBlock()
        || request.lastBlock() - request.firstBlock() >= MAX_BLOCKS) {
      throw new RefusedException(
          "Invalid range: batch %d, blocks %d to %d"
              .formatted(request.batchNumber(), request.firstBlock(), request.lastBlock()));
    }
    if ((request.batchNumber() == 1) != (request.firstBlock() == 1)) {
      throw new RefusedException(
          "Batch data mismatch: batch %d cannot start with block %d"
              .formatted(request.batchNumber(), request.firstBlock()));
    }
  }

  /** Executes what the batch data says, exactly as one has to who knows only L1. */
  private List<L2Block> execute(
      final Bytes data,
      final Optional<ForcedInput> forced,
      final L2Block parent,
      final VerifyRequest request)
      throws RefusedException {
    final List<BlockInput> inputs;
    try {
      inputs =
          BatchDerivation.derive(
              data,
              forced,
              parent,
              chain,
              index -> store.read(tx -> tx.l1InfoLeaves().find(index)).map(L1InfoLeaf::l1InfoRoot));
    } catch (final BatchDecodeException | BatchDerivationException e) {
      throw new RefusedException("State error: " + e.getMessage());
    }
    final List<BlockResult> results = executed(inputs, forced.isPresent());
    if (results.size() != request.lastBlock() - request.firstBlock() + 1) {
      throw new RefusedException("State error: %d blocks executed".formatted(results.size()));
    }
    for (final BlockResult result : results) {
      final L2Block own = batches.block(result.block().number());
      // What somebody forced may well not be applicable; the sequencer's own batches must be.
      if (!own.hash().equals(result.block().hash())
          || forced.isEmpty() && !result.skipped().isEmpty()) {
        throw new RefusedException(
            "State error: block %d executed again gives %s, the chain has %s"
                .formatted(own.number(), result.block().hash(), own.hash()));
      }
    }
    return results.stream().map(BlockResult::block).toList();
  }

  /** A forced batch of which nothing tells what it gave is executed when its block comes again. */
  private List<BlockResult> executed(final List<BlockInput> inputs, final boolean forced)
      throws RefusedException {
    try {
      return Execution.again(engine, inputs, origins);
    } catch (final StateUnavailableException e) {
      final long first = inputs.getFirst().attributes().number();
      if (forced && refetch.takeOff(first, batches.block(first).hash())) {
        throw new RefusedException(
            "State error: block %d is replayed again: %s".formatted(first, e.getMessage()));
      }
      throw e;
    }
  }

  private void checkPrevious(final VerifyRequest request, final L2Block parent)
      throws RefusedException {
    final long number = request.batchNumber() - 1;
    final Bytes32 exitRoot = exitRoots.after(parent.number());
    final Optional<Bytes> data =
        number == 0
            ? Optional.of(Bytes.EMPTY)
            : batches.endingAt(
                number,
                parent.number(),
                candidate ->
                    isPrevious(request, new BatchCommitment.Previous(parent, candidate, exitRoot)));
    if (data.isEmpty()
        || !isPrevious(request, new BatchCommitment.Previous(parent, data.get(), exitRoot))) {
      throw new RefusedException("Batch data mismatch: previous batch " + number);
    }
  }

  private static boolean isPrevious(
      final VerifyRequest request, final BatchCommitment.Previous own) {
    return BatchCommitment.previousInfo(request.batchNumber() - 1, own)
        .encode()
        .equals(request.prevCommitData());
  }
}
