/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.witness.Executors;
import org.zknode.rollup.witness.Executors.Answer;
import org.zknode.rollup.witness.Executors.Executed;
import org.zknode.rollup.witness.Executors.Question;
import org.zknode.rollup.witness.Executors.Refused;
import org.zknode.rollup.witness.Executors.Verdict;
import org.zknode.rollup.witness.Executors.Vote;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.WitnessSource;

/**
 * Has executors elsewhere execute closed batches. What they say is compared with the blocks that
 * are stored; the own engine has the last word where they do not agree with them, and is a vote
 * itself.
 */
public final class ExecutorCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorCheck.class);

  private static final String DEGRADED = "executors";

  private final Executors executors;
  private final Optional<WitnessSource> elsewhere;
  private final NodeStatus status;

  /**
   * @param elsewhere who records witnesses in the place of this node
   */
  public ExecutorCheck(
      final Executors executors, final Optional<WitnessSource> elsewhere, final NodeStatus status) {
    this.executors = executors;
    this.elsewhere = elsewhere;
    this.status = status;
  }

  /** Whether this node has to record witnesses for it. */
  boolean needsOwnWitness() {
    return elsewhere.isEmpty();
  }

  /** What executors said, and on which witness. */
  record Said(Verdict verdict, ExecutionWitness witness) {}

  /**
   * What the executors say on a witness from elsewhere, so that nothing has to be executed here.
   *
   * @return empty where this node has to execute the batch anyway
   */
  Optional<Said> onWitnessFromElsewhere(final Batch batch, final List<BlockInput> inputs) {
    // A forced batch may have transactions that no block has, of which another node's chain knows
    // nothing.
    if (elsewhere.isEmpty() || inputs.isEmpty() || batch.forced().isPresent()) {
      return Optional.empty();
    }
    final Optional<ExecutionWitness> witness =
        elsewhere.get().ofBlocks(batch.firstBlock(), batch.lastBlock());
    if (witness.isEmpty()) {
      status.degraded(
          DEGRADED,
          "no node gave the execution witness of batch %d: this one executes it"
              .formatted(batch.number()));
    }
    return witness.map(parts -> ask(inputs, parts));
  }

  Said ask(final List<BlockInput> inputs, final ExecutionWitness witness) {
    return new Said(executors.ask(new Question(inputs, witness, Scope.BATCH)), witness);
  }

  /**
   * What came out, if as many as are needed say that the stored blocks did, of all transactions.
   *
   * @param stored hashes of the batch's blocks
   */
  Optional<Executed> confirmed(final Batch batch, final Said said, final List<Bytes32> stored) {
    final Optional<Executed> agreed =
        said.verdict()
            .agreed()
            .filter(answer -> isStored(answer, stored))
            .map(Executed.class::cast)
            .filter(executed -> executed.blocks().stream().allMatch(b -> b.skipped().isEmpty()));
    if (agreed.isPresent()) {
      settle(batch, said.verdict(), stored);
    }
    return agreed;
  }

  /**
   * This node has executed the batch itself, and the stored blocks came out.
   *
   * @return evidence that as many executors as are needed say something else; then this node is
   *     alone
   */
  Optional<String> contradiction(final Batch batch, final Said said, final List<Bytes32> stored) {
    final Verdict verdict = said.verdict();
    if (verdict.agreed().filter(Refused.class::isInstance).isPresent()) {
      status.degraded(
          DEGRADED,
          "executors refuse the execution witness that was recorded of batch %d: %s"
              .formatted(batch.number(), text(verdict)));
      return Optional.empty();
    }
    if (verdict.agreed().filter(answer -> !isStored(answer, stored)).isPresent()
        && verdict.votes().size() > 1) {
      return Optional.of(text(verdict));
    }
    settle(batch, verdict, stored);
    return Optional.empty();
  }

  /** The stored blocks are right: who said something else is wrong. */
  private void settle(final Batch batch, final Verdict verdict, final List<Bytes32> stored) {
    final List<Vote> wrong =
        verdict.votes().stream().filter(vote -> !isStored(vote.answer(), stored)).toList();
    for (final Vote vote : wrong) {
      executors.foundWrong(
          vote.executor(),
          "of batch %d it says: %s; its last block is %s"
              .formatted(batch.number(), vote.answer(), stored.getLast()));
    }
    if (!wrong.isEmpty()) {
      status.degraded(
          DEGRADED,
          "an executor was wrong about batch %d and is not asked for a while: %s"
              .formatted(batch.number(), wrong.getFirst()));
    } else if (verdict.agreed().isEmpty()) {
      status.degraded(
          DEGRADED,
          "too few executors answer, this node executes batches itself: " + text(verdict));
    } else {
      status.recovered(DEGRADED);
      LOG.debug("executors confirm batch {}", batch.number());
    }
  }

  private static boolean isStored(final Answer answer, final List<Bytes32> stored) {
    return answer instanceof Executed executed
        && executed.blocks().stream().map(Executors.ExecutedBlock::hash).toList().equals(stored);
  }

  private static String text(final Verdict verdict) {
    return Stream.concat(verdict.votes().stream().map(Vote::toString), verdict.failures().stream())
        .collect(Collectors.joining("; "));
  }
}
