/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.WitnessException.Fault;

/**
 * Port to executors on other machines. Each of them may be down or wrong; none decides alone where
 * more than one is there.
 */
public interface Executors {

  /**
   * Asks as many as are needed, and further ones in the place of those that fail or disagree.
   * Blocks until it is decided or nobody is left.
   */
  Verdict ask(Question question);

  /**
   * What an executor said has turned out to be wrong: it is not asked for a while.
   *
   * @param executor as it is named in its vote
   * @param evidence what it said and what is right
   */
  void foundWrong(String executor, String evidence);

  /** What is to be executed, see {@link StatelessExecution#execute}. */
  record Question(List<BlockInput> inputs, ExecutionWitness witness, Scope scope) {
    public Question {
      inputs = List.copyOf(inputs);
    }
  }

  /** What an executor says. */
  sealed interface Answer {
    /** Whether two that are right could both say this. */
    boolean agreesWith(Answer other);
  }

  /**
   * What came out.
   *
   * @param blocks one for each input
   * @param localExitRoot zero in the scope of blocks
   * @param used by all of them
   */
  record Executed(List<ExecutedBlock> blocks, Bytes32 localExitRoot, Resources used)
      implements Answer {
    public Executed {
      blocks = List.copyOf(blocks);
    }

    /** After the last block. */
    public Bytes32 stateRoot() {
      return blocks.getLast().stateRoot();
    }

    @Override
    public boolean agreesWith(final Answer other) {
      return other instanceof Executed executed
          && blocks.equals(executed.blocks)
          && localExitRoot.equals(executed.localExitRoot);
    }

    @Override
    public String toString() {
      return "%d blocks, the last one %s with state root %s, local exit root %s"
          .formatted(blocks.size(), blocks.getLast().hash(), stateRoot(), localExitRoot);
    }
  }

  /**
   * @param skipped positions of the transactions that could not be applied
   */
  record ExecutedBlock(
      long number,
      Bytes32 hash,
      Bytes32 stateRoot,
      Bytes32 receiptsRoot,
      long gasUsed,
      List<Integer> skipped) {
    public ExecutedBlock {
      skipped = List.copyOf(skipped);
    }
  }

  /** The witness is not that of the blocks; which fault is met first may differ. */
  record Refused(Fault fault, String text) implements Answer {
    @Override
    public boolean agreesWith(final Answer other) {
      return other instanceof Refused;
    }

    @Override
    public String toString() {
      return "the witness is refused, %s: %s".formatted(fault, text);
    }
  }

  /**
   * @param executor where it is
   */
  record Vote(String executor, Answer answer) {
    @Override
    public String toString() {
      return "%s: %s".formatted(executor, answer);
    }
  }

  /**
   * @param agreed what as many as are needed say
   * @param votes of all who answered
   * @param failures of those who did not, one sentence each
   */
  record Verdict(Optional<Answer> agreed, List<Vote> votes, List<String> failures) {
    public Verdict {
      votes = List.copyOf(votes);
      failures = List.copyOf(failures);
    }

    /** Who said something else. */
    public List<Vote> against(final Answer answer) {
      return votes.stream().filter(vote -> !vote.answer().agreesWith(answer)).toList();
    }
  }
}
