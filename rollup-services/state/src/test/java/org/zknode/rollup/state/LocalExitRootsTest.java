/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.chain.L2Contracts.EXIT_ROOT_MANAGER;
import static org.zknode.rollup.chain.L2Contracts.LOCAL_EXIT_ROOT_SLOT;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.TestTransactions;

class LocalExitRootsTest {
  private static final PrivateKey USER = TestTransactions.key(1);
  private static final Bytes32 FIRST = Bytes32.repeat((byte) 1);
  private static final Bytes32 SECOND = Bytes32.repeat((byte) 2);

  private final FakeEngine engine = FakeEngine.funded(USER.address());
  private final FlakyStore store = new FlakyStore(new MemoryStateStore().session());
  private LocalExitRoots roots = new LocalExitRoots(engine, store);
  private ExitRootEngine node = new ExitRootEngine(engine, roots);

  /** A block on the head that stores a root, or only a word beside it. */
  private L2Block extend(final Optional<Bytes32> root) throws BlockMismatchException {
    final L2Block head = engine.head();
    final Bytes data =
        FakeEngine.storing(
            root.isPresent() ? LOCAL_EXIT_ROOT_SLOT : UInt256.valueOf(7),
            root.orElse(Bytes32.leftPad(Bytes.ofUnsignedLong(head.number()))));
    final Bytes raw =
        TransactionSigner.sign(
                new Unsigned(
                    TransactionType.DYNAMIC_FEE,
                    TestTransactions.CHAIN_ID,
                    engine.account(USER.address()).nonce(),
                    BigInteger.TEN.pow(10),
                    BigInteger.ONE,
                    100_000,
                    Optional.of(EXIT_ROOT_MANAGER),
                    BigInteger.ZERO,
                    data),
                USER)
            .raw();
    final L2Block block =
        node.extend(
                new BlockAttributes(
                    head.number() + 1,
                    head.hash(),
                    head.timestamp() + 1,
                    head.coinbase(),
                    head.gasLimit(),
                    0,
                    Bytes32.ZERO),
                List.of(raw),
                Optional.empty())
            .block();
    assertThat(block.transactions()).hasSize(1);
    return block;
  }

  private void restart() {
    roots = new LocalExitRoots(engine, store);
    node = new ExitRootEngine(engine, roots);
  }

  private List<ExitRootChange> stored() {
    return store.read(tx -> tx.exitRootChanges().atOrBelow(1000, 0, 100));
  }

  @Test
  void isThatOfTheNewestBlockThatChangedIt() throws BlockMismatchException {
    extend(Optional.empty());
    final L2Block second = extend(Optional.of(FIRST));
    extend(Optional.empty());
    final L2Block fourth = extend(Optional.of(SECOND));
    engine.keepStates(1);

    assertThat(roots.after(0)).isEqualTo(Bytes32.ZERO);
    assertThat(roots.after(1)).isEqualTo(Bytes32.ZERO);
    assertThat(roots.after(2)).isEqualTo(FIRST);
    assertThat(roots.after(3)).isEqualTo(FIRST);
    assertThat(roots.after(4)).isEqualTo(SECOND);
    assertThat(stored())
        .containsExactly(
            new ExitRootChange(fourth.hash(), 4, SECOND),
            new ExitRootChange(second.hash(), 2, FIRST));
  }

  @Test
  void blocksThatAreGoneDoNotCount() throws BlockMismatchException {
    extend(Optional.of(FIRST));
    for (int round = 0; round < 40; round++) {
      extend(Optional.of(Bytes32.leftPad(Bytes.ofUnsignedInt(100 + round))));
      node.unwindTo(1);
    }
    extend(Optional.empty());
    assertThat(roots.after(2)).isEqualTo(FIRST);
    restart();
    assertThat(roots.after(2)).isEqualTo(FIRST);
    assertThat(stored()).hasSize(41);

    node.unwindTo(0);
    extend(Optional.empty());
    assertThat(roots.after(1)).isEqualTo(Bytes32.ZERO);
  }

  /**
   * kill -9 after the engine has the block and before the row is stored, or a database that fails.
   */
  @Test
  void whatWasNotStoredIsFoundAgainFromTheStates() throws BlockMismatchException {
    store.failWrite(1, false);
    extend(Optional.of(FIRST));
    assertThat(stored()).isEmpty();
    assertThat(roots.after(1)).isEqualTo(FIRST);

    store.failWrite(1, false);
    extend(Optional.of(SECOND));
    restart();
    extend(Optional.empty());
    extend(Optional.of(FIRST));
    engine.keepStates(1);
    assertThat(roots.after(1)).isEqualTo(FIRST);
    assertThat(roots.after(2)).isEqualTo(SECOND);
    assertThat(roots.after(3)).isEqualTo(SECOND);
    assertThat(roots.after(4)).isEqualTo(FIRST);
  }

  @Test
  void aRowThatWasStoredBeforeTheDatabaseFailedIsTakenOnce() throws BlockMismatchException {
    store.failWrite(1, true);
    extend(Optional.of(FIRST));
    extend(Optional.of(SECOND));
    assertThat(roots.after(1)).isEqualTo(FIRST);
    assertThat(stored()).hasSize(2);
  }

  @Test
  void aSilentEngineIsAFailureOfTheReaderAlone() throws BlockMismatchException {
    extend(Optional.of(FIRST));
    restart();
    engine.failWith("gone");
    assertThatThrownBy(() -> roots.after(1)).isInstanceOf(EngineException.class);
    engine.heal();
    assertThat(roots.after(1)).isEqualTo(FIRST);
  }

  @Test
  void statesThatAreGoneLeaveTheOldestOneThatCanBeRead() throws BlockMismatchException {
    final ExitRootEngine aside =
        new ExitRootEngine(engine, new LocalExitRoots(engine, new MemoryStateStore().session()));
    final ExitRootEngine own = node;
    node = aside;
    extend(Optional.of(FIRST));
    for (int i = 0; i < 3; i++) {
      extend(Optional.empty());
    }
    node = own;
    engine.keepStates(2);
    assertThat(roots.after(4)).isEqualTo(FIRST);
    assertThat(stored()).extracting(ExitRootChange::blockNumber).containsExactly(2L);
  }
}
