/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.GenAggregatedProofRequest;
import org.zknode.proto.aggregator.v1.GenBatchProofRequest;
import org.zknode.proto.aggregator.v1.GenFinalProofRequest;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetProofResponse.Result;
import org.zknode.proto.aggregator.v1.InputProver;

/** The proofs a dev prover makes: one at a time, the last few results are kept. Thread-safe. */
final class DevProofTasks {
  private static final Logger LOG = LoggerFactory.getLogger(DevProofTasks.class);

  /** How much longer a slow prover takes. */
  static final int SLOW_FACTOR = 60;

  /** Results kept for getProof; an aggregator asks for the newest. */
  private static final int KEPT_RESULTS = 16;

  /** Makes the answer to getProof. */
  @FunctionalInterface
  private interface Work {
    GetProofResponse.Builder run(Fault fault) throws RefusedInputException;
  }

  private static final class Task {
    private final String id = UUID.randomUUID().toString();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Fault fault;
    private GetProofResponse result;

    Task(final Fault fault) {
      this.fault = fault;
    }
  }

  private final DevProverConfig config;
  private final Runnable die;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Task> tasks = new ArrayDeque<>();

  /**
   * @param die goes away in the middle of a proof, for {@link Fault#DYING}
   */
  DevProofTasks(final DevProverConfig config, final Runnable die) {
    this.config = config;
    this.die = die;
  }

  /** The id of the proof to come; empty when it refuses, as while another one is being made. */
  Optional<String> batch(final GenBatchProofRequest request) {
    return begin(
        fault -> {
          config.record().ifPresent(folder -> record(folder, request.getInput()));
          final RecursiveDevProof proof =
              BatchInput.prove(request.getInput(), config.forkId(), config.outcomes());
          return GetProofResponse.newBuilder()
              .setRecursiveProof((fault == Fault.WRONG_BATCH ? spoiled(proof) : proof).toJson());
        });
  }

  private static void record(final Path folder, final InputProver input) {
    try {
      Files.write(
          Files.createDirectories(folder)
              .resolve("batch-%d.pb".formatted(input.getPublicInputs().getOldBatchNum() + 1)),
          input.toByteArray());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> aggregated(final GenAggregatedProofRequest request) {
    return begin(
        fault ->
            GetProofResponse.newBuilder()
                .setRecursiveProof(
                    RecursiveDevProof.fromJson(request.getRecursiveProof1())
                        .join(RecursiveDevProof.fromJson(request.getRecursiveProof2()))
                        .toJson()));
  }

  Optional<String> last(final GenFinalProofRequest request) {
    return begin(
        fault -> {
          final RecursiveDevProof proof = RecursiveDevProof.fromJson(request.getRecursiveProof());
          return GetProofResponse.newBuilder()
              .setFinalProof(
                  FinalDevProof.of(
                      fault == Fault.WRONG ? spoiled(proof) : proof,
                      BatchInput.address("aggregator", request.getAggregatorAddr())));
        });
  }

  private static RecursiveDevProof spoiled(final RecursiveDevProof proof) {
    return proof.withNewStateRoot(Bytes32.wrap(proof.newStateRoot().not()));
  }

  /** Id of the proof that is being made. */
  Optional<String> current() {
    lock.lock();
    try {
      return Optional.ofNullable(tasks.peekLast())
          .filter(task -> task.result == null)
          .map(task -> task.id);
    } finally {
      lock.unlock();
    }
  }

  GetProofResponse proof(final String id) {
    lock.lock();
    try {
      return find(id)
          .map(
              task ->
                  task.result == null ? answer(id, Result.RESULT_PENDING, "").build() : task.result)
          .orElseGet(() -> answer(id, Result.RESULT_ERROR, "no such proof").build());
    } finally {
      lock.unlock();
    }
  }

  /** False when there is no such proof. */
  boolean cancel(final String id) {
    lock.lock();
    try {
      final Optional<Task> task = find(id);
      task.filter(found -> found.result == null)
          .ifPresent(
              found -> {
                found.cancelled.countDown();
                found.result = answer(id, Result.RESULT_CANCEL, "cancelled").build();
              });
      return task.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Task> find(final String id) {
    return tasks.stream().filter(task -> task.id.equals(id)).findFirst();
  }

  private Optional<String> begin(final Work work) {
    lock.lock();
    try {
      if (current().isPresent()) {
        return Optional.empty();
      }
      final Fault fault = config.faults().next();
      if (fault == Fault.REFUSING) {
        LOG.info("Refusing a proof as asked for");
        return Optional.empty();
      }
      final Task task = new Task(fault);
      tasks.addLast(task);
      if (tasks.size() > KEPT_RESULTS) {
        tasks.removeFirst();
      }
      Thread.ofVirtual().name("dev-proof").start(() -> make(task, work));
      return Optional.of(task.id);
    } finally {
      lock.unlock();
    }
  }

  private void make(final Task task, final Work work) {
    try {
      if (task.fault == Fault.DYING) {
        task.cancelled.await(config.delay().toMillis() / 2, TimeUnit.MILLISECONDS);
        LOG.info("Dying in the middle of proof {} as asked for", task.id);
        die.run();
        return;
      }
      final Duration delay =
          task.fault == Fault.SLOW ? config.delay().multipliedBy(SLOW_FACTOR) : config.delay();
      if (!task.cancelled.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        finish(task, result(task, work));
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      finish(task, answer(task.id, Result.RESULT_CANCEL, "the prover stops").build());
    }
  }

  private static GetProofResponse result(final Task task, final Work work) {
    final String id = task.id;
    try {
      return work.run(task.fault).setId(id).setResult(Result.RESULT_COMPLETED_OK).build();
    } catch (final RefusedInputException e) {
      LOG.warn("Proof {} refused: {}", id, e.getMessage());
      return answer(id, Result.RESULT_COMPLETED_ERROR, e.getMessage()).build();
    } catch (final RuntimeException e) {
      LOG.error("Proof {} failed", id, e);
      return answer(id, Result.RESULT_INTERNAL_ERROR, e.toString()).build();
    }
  }

  private void finish(final Task task, final GetProofResponse result) {
    lock.lock();
    try {
      if (task.result == null) {
        task.result = result;
      }
    } finally {
      lock.unlock();
    }
  }

  private static GetProofResponse.Builder answer(
      final String id, final Result result, final String text) {
    return GetProofResponse.newBuilder().setId(id).setResult(result).setResultString(text);
  }
}
