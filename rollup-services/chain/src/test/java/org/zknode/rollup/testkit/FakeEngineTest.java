/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.service.TemporaryException;

class FakeEngineTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final Address BOB = TestTransactions.key(2).address();
  private static final Address COINBASE = TestTransactions.key(3).address();

  private static BlockAttributes next(final L2Block parent) {
    return new BlockAttributes(
        parent.number() + 1,
        parent.hash(),
        parent.timestamp() + 1,
        COINBASE,
        parent.gasLimit(),
        0,
        Bytes32.ZERO);
  }

  private static Bytes transfer(final long nonce) {
    return TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, nonce, BOB).raw();
  }

  @Test
  void twoEnginesAgreeAndReExecutionGivesTheSameBlocks() throws Exception {
    final FakeEngine one = FakeEngine.funded(ALICE.address());
    final FakeEngine two = FakeEngine.funded(ALICE.address());
    final L2Block first =
        one.extend(next(one.head()), List.of(transfer(0), transfer(1)), Optional.empty()).block();
    final L2Block second = one.extend(next(first), List.of(transfer(2)), Optional.empty()).block();

    two.extend(next(two.head()), first.transactions(), Optional.of(first.hash()));
    two.extend(next(two.head()), second.transactions(), Optional.of(second.hash()));
    assertThat(two.head()).isEqualTo(second);
    assertThat(two.account(ALICE.address()).nonce()).isEqualTo(3);
    assertThat(two.account(BOB).balance()).isEqualTo(BigInteger.valueOf(3));
    assertThat(second.baseFee().toUnsignedBigInteger())
        .isLessThan(first.baseFee().toUnsignedBigInteger());

    final List<BlockResult> again =
        one.reExecute(
            List.of(
                new BlockInput(next(one.block(0).orElseThrow()), first.transactions()),
                new BlockInput(next(first), second.transactions())));
    assertThat(again).extracting(BlockResult::block).containsExactly(first, second);
    assertThat(one.head()).isEqualTo(second);
  }

  @Test
  void whatCannotBeAppliedIsSkippedWithoutTrace() throws Exception {
    final FakeEngine engine = FakeEngine.funded(ALICE.address());
    final FakeEngine clean = FakeEngine.funded(ALICE.address());
    final BlockResult result =
        engine.extend(
            next(engine.head()),
            List.of(Bytes.of(1, 2), transfer(5), transfer(0), transfer(0)),
            Optional.empty());
    assertThat(result.skipped()).extracting("index").containsExactly(0, 1, 3);
    assertThat(result.skipped()).extracting("retryable").containsExactly(false, true, false);
    assertThat(clean.extend(next(clean.head()), List.of(transfer(0)), Optional.empty()).block())
        .isEqualTo(result.block());
  }

  @Test
  void anUnexpectedHashLeavesTheChainAsItWas() {
    final FakeEngine engine = FakeEngine.funded(ALICE.address());
    final L2Block before = engine.head();
    assertThatThrownBy(
            () -> engine.extend(next(before), List.of(transfer(0)), Optional.of(Bytes32.ZERO)))
        .isInstanceOf(BlockMismatchException.class);
    assertThat(engine.head()).isEqualTo(before);
  }

  @Test
  void unwindsAndKeepsSafeAndFinalizedBelowTheHead() throws Exception {
    final FakeEngine engine = FakeEngine.funded(ALICE.address());
    for (int nonce = 0; nonce < 3; nonce++) {
      engine.extend(next(engine.head()), List.of(transfer(nonce)), Optional.empty());
    }
    engine.setSafeAndFinalized(9, 1);
    assertThat(engine.safeNumber()).isEqualTo(3);
    engine.unwindTo(1);
    assertThat(engine.head().number()).isEqualTo(1);
    assertThat(engine.safeNumber()).isEqualTo(1);
    assertThat(engine.account(ALICE.address()).nonce()).isEqualTo(1);
  }

  @Test
  void failsAndDivergesOnDemand() throws Exception {
    final FakeEngine engine = FakeEngine.funded(ALICE.address());
    engine.failWith("process gone");
    assertThatThrownBy(engine::head)
        .isInstanceOf(EngineException.class)
        .isInstanceOf(TemporaryException.class)
        .hasMessage("process gone");
    engine.heal();
    engine.divergeFrom(1);
    final FakeEngine honest = FakeEngine.funded(ALICE.address());
    assertThat(engine.extend(next(engine.head()), List.of(), Optional.empty()).block().stateRoot())
        .isNotEqualTo(
            honest.extend(next(honest.head()), List.of(), Optional.empty()).block().stateRoot());
  }
}
