/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.witness.Executors;
import org.zknode.rollup.witness.WitnessException.Fault;

/** What executors elsewhere say of batches, and who has the last word. */
class ExecutorCheckTest {
  private static final ExecutionWitness WITNESS =
      new ExecutionWitness(List.of(Bytes.of(1)), List.of(), List.of());

  private final SequencerFixture node = new SequencerFixture();
  private final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  private final Counting engine = new Counting(node.engine);
  private Batch batch;

  @BeforeEach
  void closeABatch() {
    node.send(ALICE, 0);
    node.tick();
    batch = node.closeBatch();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static final class Counting extends ForwardingEngine {
    private int executions;

    Counting(final ExecutionEngine engine) {
      super(engine);
    }

    @Override
    public List<BlockResult> reExecute(final List<BlockInput> inputs) {
      executions++;
      return super.reExecute(inputs);
    }

    @Override
    public RecordedExecution recordWitness(final List<BlockInput> inputs) {
      return new RecordedExecution(reExecute(inputs), WITNESS, List.of(), List.of());
    }
  }

  /** Executors that say what their name is for: right, wrong, refusing, down. */
  private final class Scripted implements Executors {
    private final List<String> names;
    private final List<String> wrong = new ArrayList<>();
    private int asked;

    Scripted(final String... names) {
      this.names = List.of(names);
    }

    @Override
    public Verdict ask(final Question question) {
      asked++;
      assertThat(question.witness()).isEqualTo(WITNESS);
      final List<Vote> votes = new ArrayList<>();
      final List<String> failures = new ArrayList<>();
      for (final String name : names) {
        switch (name.charAt(0)) {
          case 'r' -> votes.add(new Vote(name, executed(question, hash -> hash)));
          case 'w' ->
              votes.add(new Vote(name, executed(question, hash -> hash.not().xor(Bytes32.ZERO))));
          case 'f' -> votes.add(new Vote(name, new Refused(Fault.MISSING, "a node")));
          default -> failures.add(name + " is down");
        }
      }
      final int needed = Math.min(2, names.size());
      return new Verdict(
          votes.stream()
              .map(Vote::answer)
              .filter(
                  answer ->
                      votes.stream().filter(vote -> vote.answer().agreesWith(answer)).count()
                          >= needed)
              .findFirst(),
          votes,
          failures);
    }

    private Executed executed(final Question question, final UnaryOperator<Bytes32> change) {
      return new Executed(
          node.engine.reExecute(question.inputs()).stream()
              .map(
                  result ->
                      new ExecutedBlock(
                          result.block().number(),
                          change.apply(result.block().hash()),
                          result.block().stateRoot(),
                          Bytes32.ZERO,
                          result.block().gasUsed(),
                          List.of()))
              .toList(),
          Bytes32.ZERO,
          Resources.ZERO);
    }

    @Override
    public void foundWrong(final String executor, final String evidence) {
      wrong.add(executor);
    }
  }

  private BatchChecker checker(final Scripted executors, final boolean witnessElsewhere) {
    return new BatchChecker(
        engine,
        node.store,
        SequencerFixture.CHAIN,
        new BatchProgress(),
        OptionalLong.empty(),
        Optional.of(
            new ExecutorCheck(
                executors,
                witnessElsewhere
                    ? Optional.of((first, last) -> Optional.of(WITNESS))
                    : Optional.empty(),
                status)));
  }

  private boolean isChecked() {
    return node.store.read(tx -> tx.batches().find(batch.number()).orElseThrow().checked());
  }

  private void assertChecked(
      final Scripted executors, final boolean witnessElsewhere, final int executedHere) {
    checker(executors, witnessElsewhere).step();
    assertThat(isChecked()).isTrue();
    assertThat(engine.executions).isEqualTo(executedHere);
  }

  private void assertDegraded(final String why) {
    assertThat(status.snapshot().reasons())
        .extracting(NodeStatus.Reason::text)
        .singleElement()
        .asString()
        .contains(why);
  }

  @Test
  void twoThatConfirmOnAWitnessFromElsewhereLeaveNothingToExecuteHere() {
    assertChecked(new Scripted("right", "right as well"), true, 0);
    assertThat(status.snapshot().reasons()).isEmpty();
  }

  @Test
  void oneThatLiesIsOutvotedByTwo() {
    final Scripted executors = new Scripted("wrong", "right", "right as well");
    assertChecked(executors, true, 0);
    assertThat(executors.wrong).containsExactly("wrong");
    assertDegraded("an executor was wrong about batch 1");
  }

  @Test
  void whereTwoDisagreeThisNodeIsTheThirdVoteAndTheLiarIsNamed() {
    final Scripted executors = new Scripted("wrong", "right");
    assertChecked(executors, false, 1);
    assertThat(executors.wrong).containsExactly("wrong");
    assertDegraded("an executor was wrong about batch 1");
  }

  @Test
  void whereTwoDisagreeOnAWitnessFromElsewhereThisNodeExecutesItself() {
    final Scripted executors = new Scripted("wrong", "right");
    assertChecked(executors, true, 1);
    assertThat(executors.wrong).containsExactly("wrong");
    assertDegraded("an executor was wrong about batch 1");
  }

  @Test
  void oneThatIsLeftDecidesNothing() {
    assertChecked(new Scripted("right", "down"), true, 1);
    assertDegraded("down is down");
  }

  @Test
  void oneThatIsTheOnlyOneAndWrongIsOutvotedByThisNode() {
    final Scripted executors = new Scripted("wrong");
    assertChecked(executors, false, 1);
    assertThat(executors.wrong).containsExactly("wrong");
  }

  @Test
  void twoThatAgreeOnSomethingElseHaltThisNodeWithWhatTheySay() {
    assertThatThrownBy(() -> checker(new Scripted("wrong", "wrong as well"), false).step())
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("executors elsewhere do not")
        .hasMessageContaining("wrong as well: 2 blocks");
    assertThat(isChecked()).isFalse();
  }

  @Test
  void twoThatAgreeOnSomethingElseOnAWitnessFromElsewhereHaltItToo() {
    assertThatThrownBy(() -> checker(new Scripted("wrong", "wrong as well"), true).step())
        .isInstanceOf(CriticalException.class);
    assertThat(engine.executions).isEqualTo(1);
  }

  @Test
  void aWitnessThatTheyRefuseIsNoEvidenceAgainstTheBatch() {
    assertChecked(new Scripted("faulty", "faulty as well"), false, 1);
    assertDegraded("refuse the execution witness that was recorded of batch 1");
  }

  @Test
  void itIsOverWhenTheyAgreeAgain() {
    assertChecked(new Scripted("right", "down"), false, 1);
    assertDegraded("too few executors answer");
    node.send(ALICE, 1);
    node.tick();
    node.closeBatch();
    checker(new Scripted("right", "right as well"), false).step();
    assertThat(status.snapshot().reasons()).isEmpty();
  }
}
