/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.engine.ResourceBudget.Room;

/** Part of {@link ExecutionEngineContract}: a block that is executed in parts. */
abstract class OpenBlockContract extends EngineContractKit {

  private OpenBlock open() {
    return engine().open(after(engine().head()), unlimited());
  }

  private Appended append(final OpenBlock open, final DecodedTransaction... transactions) {
    return open.append(decoded(List.of(transactions)), OpenBlock.NO_LIMIT);
  }

  private static List<Bytes> included(final Appended appended) {
    return appended.included().stream()
        .map(Included::transaction)
        .map(DecodedTransaction::raw)
        .toList();
  }

  @Test
  void aBlockInPartsIsTheOneThatItsTransactionsGiveAtOnce() throws Exception {
    final PrivateKey key = account("in parts", ETHER);
    final L2Block parent = engine().head();
    final BlockAttributes attributes = after(parent);
    final DecodedTransaction last = transfer(key, 2);
    final OpenBlock open = engine().open(attributes, unlimited());
    assertThat(open.attributes()).isEqualTo(attributes);
    final Appended first = append(open, transfer(key, 0), last);
    assertThat(included(first)).containsExactly(transfer(key, 0).raw());
    assertThat(first.skipped()).extracting(SkippedTransaction::index).containsExactly(1);
    assertThat(first.skipped())
        .extracting(SkippedTransaction::kind)
        .containsExactly(SkipKind.NOT_YET);
    assertThat(append(open).included()).isEmpty();
    final Appended second = append(open, last, creation(key, 1, 200_000, HASHES_TEN_TIMES), last);
    assertThat(included(second))
        .containsExactly(creation(key, 1, 200_000, HASHES_TEN_TIMES).raw(), last.raw());
    assertThat(second.skipped()).extracting(SkippedTransaction::index).containsExactly(0);

    assertThat(engine().head()).isEqualTo(parent);
    assertThat(account(key.address()).nonce()).isZero();
    final BlockResult sealed = open.seal();
    assertThat(engine().head()).isEqualTo(sealed.block());
    assertThat(sealed.skipped()).isEmpty();
    assertThat(sealed.block().transactions()).hasSize(3);
    assertThat(account(key.address()).nonce()).isEqualTo(3);
    engine().unwindTo(parent.number());
    engine().extend(attributes, sealed.block().transactions(), Optional.of(sealed.block().hash()));
    assertThat(engine().head()).isEqualTo(sealed.block());
  }

  @Test
  void receiptsOfPartsCountTheBlocksGas() throws Exception {
    final PrivateKey key = account("receipts", ETHER);
    final OpenBlock open = open();
    final Appended first = append(open, transfer(key, 0));
    final Appended second = append(open, transfer(key, 1), transfer(key, 2));
    final BlockResult sealed = open.seal();
    assertThat(first.included().getFirst().receipt().success()).isTrue();
    assertThat(first.included().getFirst().receipt().cumulativeGasUsed()).isEqualTo(21_000);
    assertThat(second.included())
        .extracting(each -> each.receipt().cumulativeGasUsed())
        .containsExactly(42_000L, 63_000L);
    assertThat(sealed.block().gasUsed()).isEqualTo(63_000);
    assertThat(sealed.used().gas()).isEqualTo(63_000);
  }

  @Test
  void theBloomOfAReceiptIsThatOfItsLogs() throws Exception {
    final PrivateKey key = account("logs", ETHER);
    final OpenBlock open = open();
    final Appended appended = append(open, creation(key, 0, 200_000, LOG_OF_ONE_TOPIC));
    final Receipt receipt = appended.included().getFirst().receipt();
    assertThat(receipt.logsBloom()).isEqualTo(LogsBloom.of(receipt.logs()));
    assertThat(open.seal().block().transactions()).hasSize(1);
  }

  @Test
  void accountsAreThoseAfterWhatIsInTheBlock() throws Exception {
    final PrivateKey key = account("open account", ETHER);
    final PrivateKey fresh = PrivateKey.fromHex("5e".repeat(32));
    final BigInteger before = account(fresh.address()).balance();
    try (OpenBlock open = open()) {
      assertThat(open.accounts(List.of(key.address())).get(key.address()))
          .isEqualTo(account(key.address()));
      append(open, pay(key, 0, fresh.address(), BigInteger.TEN), transfer(key, 1));
      assertThat(open.accounts(List.of(key.address(), fresh.address(), SINK)))
          .hasSize(3)
          .satisfies(
              states -> {
                assertThat(states.get(key.address()).nonce()).isEqualTo(2);
                assertThat(states.get(key.address()).balance()).isLessThan(ETHER);
                assertThat(states.get(fresh.address()).balance())
                    .isEqualTo(before.add(BigInteger.TEN));
              });
    }
    assertThat(account(fresh.address()).balance()).isEqualTo(before);
  }

  @Test
  void whatIsAbandonedLeavesNoTrace() throws Exception {
    final PrivateKey key = account("abandoned", ETHER);
    final L2Block parent = engine().head();
    final OpenBlock left = open();
    append(left, transfer(key, 0), pay(key, 1, SINK, BigInteger.TWO));
    left.close();
    left.close();
    assertThat(engine().head()).isEqualTo(parent);
    assertThat(account(key.address()).nonce()).isZero();
    assertThatThrownBy(() -> append(left, transfer(key, 2))).isInstanceOf(EngineException.class);
    assertThatThrownBy(left::seal).isInstanceOf(EngineException.class);

    final L2Block block = include(transfer(key, 0));
    engine().unwindTo(parent.number());
    engine().extend(after(parent), block.transactions(), Optional.of(block.hash()));
  }

  @Test
  void onlyOneBlockIsOpenAndOnlyOnTheHead() throws Exception {
    final PrivateKey key = account("one at a time", ETHER);
    final OpenBlock first = open();
    append(first, transfer(key, 0));
    final OpenBlock second = open();
    assertThatThrownBy(first::seal).isInstanceOf(EngineException.class);
    first.close();
    assertThat(included(append(second, transfer(key, 0)))).hasSize(1);
    final L2Block sealed = second.seal().block();
    assertThat(sealed.transactions()).hasSize(1);

    final OpenBlock third = open();
    append(third, transfer(key, 1));
    engine().extend(after(engine().head()), List.of(), Optional.empty());
    assertThatThrownBy(third::seal).isInstanceOf(EngineException.class);

    final OpenBlock fourth = open();
    append(fourth, transfer(key, 1));
    engine().unwindTo(sealed.number());
    assertThatThrownBy(() -> fourth.accounts(List.of(SINK))).isInstanceOf(EngineException.class);
    assertThat(engine().head()).isEqualTo(sealed);
    include(transfer(key, 1));
  }

  /** Views of earlier states, and their executions, know nothing of it. */
  @Test
  void whatIsExecutedAgainBesideItIsAsEver() throws Exception {
    final PrivateKey key = account("beside", ETHER);
    final L2Block parent = engine().head();
    final BlockAttributes attributes = after(parent);
    final L2Block block =
        OpenBlock.atOnce(engine(), attributes, decoded(List.of(transfer(key, 0))), unlimited())
            .block();
    final OpenBlock open = open();
    append(open, transfer(key, 1));
    assertThat(
            engine()
                .reExecute(List.of(new BlockInput(attributes, block.transactions())))
                .getFirst()
                .block())
        .isEqualTo(block);
    assertThat(account(key.address()).nonce()).isEqualTo(1);
    assertThat(included(append(open, transfer(key, 2)))).hasSize(1);
    assertThat(open.accounts(List.of(key.address())).get(key.address()).nonce()).isEqualTo(3);
    assertThat(open.seal().block().transactions()).hasSize(2);
  }

  @Test
  void theRoomIsThatOfAllParts() throws Exception {
    final PrivateKey key = account("room of parts", ETHER);
    final OpenBlock open =
        engine()
            .open(
                after(engine().head()),
                new ResourceBudget(PLENTY, PLENTY, new Room(100_000, 2), WorkLimits.none()));
    assertThat(included(append(open, transfer(key, 0)))).hasSize(1);
    final Appended second = append(open, transfer(key, 1), transfer(key, 2));
    assertThat(included(second)).hasSize(1);
    assertThat(second.skipped())
        .extracting(SkippedTransaction::kind)
        .containsExactly(SkipKind.NO_ROOM);
    assertThat(open.seal().block().transactions()).hasSize(2);
  }
}
