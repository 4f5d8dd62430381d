/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.NonCanonical;
import org.zknode.rollup.testkit.TestTransactions;

/** Part of {@link ExecutionEngineContract}: a block is a function of its parent and its input. */
abstract class ChainContract extends DelegationContract {
  private static final Bytes32 INFO_ROOT = Bytes32.fromHexString("0x" + "11".repeat(32));

  /** EIP-4788. */
  private static final Address BEACON_ROOTS =
      Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  private static final long RING = 8191;

  @Test
  void aBlockThatWasBuiltIsDerivedToTheSameHash() throws Exception {
    final PrivateKey key = account("derived", ETHER);
    final L2Block parent = engine().head();
    final AccountState before = account(key.address());
    final BlockAttributes attributes = after(parent, 7, INFO_ROOT);
    final List<DecodedTransaction> given =
        List.of(
            transfer(key, 0),
            transfer(key, 5),
            creation(key, 1, 200_000, HASHES_TEN_TIMES),
            transfer(key, 2));
    final L2Block built = OpenBlock.atOnce(engine(), attributes, given, unlimited()).block();
    assertThat(built.transactions())
        .containsExactly(given.get(0).raw(), given.get(2).raw(), given.get(3).raw());
    assertThat(engine().head()).isEqualTo(built);
    assertThat(engine().block(built.number())).contains(built);
    assertThat(engine().stateRoot(built.number())).contains(built.stateRoot());
    assertThat(account(key.address()).nonce()).isEqualTo(3);

    final BlockInput input = new BlockInput(attributes, built.transactions());
    final BlockResult again = engine().reExecute(List.of(input)).getFirst();
    assertThat(again.block()).isEqualTo(built);
    assertThat(again.skipped()).isEmpty();

    engine().unwindTo(parent.number());
    assertThat(engine().head()).isEqualTo(parent);
    assertThat(engine().block(built.number())).isEmpty();
    assertThat(account(key.address())).isEqualTo(before);
    final BlockResult derived =
        engine().extend(attributes, built.transactions(), Optional.of(built.hash()));
    assertThat(derived.block()).isEqualTo(built);
    assertThat(engine().head()).isEqualTo(built);
  }

  /** What code stores is read after the block and each one above, not before it. */
  @Test
  void aWordOfStorageIsReadAfterEachBlock() throws Exception {
    final PrivateKey key = account("stores", ETHER);
    final UInt256 slot = UInt256.valueOf(1);
    final Bytes32 word = Bytes32.fromHexString("0x" + "5a".repeat(32));
    final Address created = createdBy(key.address(), 0);
    final long before = engine().head().number();
    include(creation(key, 0, 200_000, FakeEngine.storing(slot, word)));
    include();
    assertThat(engine().storage(before, created, slot)).isEqualTo(Bytes32.ZERO);
    assertThat(engine().storage(before + 1, created, slot)).isEqualTo(word);
    assertThat(engine().storage(before + 2, created, slot)).isEqualTo(word);
    assertThat(engine().storage(before + 2, created, UInt256.ZERO)).isEqualTo(Bytes32.ZERO);
    assertThat(engine().storage(before + 2, SINK, slot)).isEqualTo(Bytes32.ZERO);
    for (final long none : List.of(-1L, before + 3)) {
      assertThatThrownBy(() -> engine().storage(none, created, slot))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** What blocks that are taken back have written is gone, whatever comes in their place. */
  @Test
  void l1InfoRootsAreInTheRingOfTheBlocksThatAreThere() throws Exception {
    assumeTrue(keepsBeaconRoots(), "no contract of EIP-4788");
    final Bytes32 other = Bytes32.fromHexString("0x" + "22".repeat(32));
    final L2Block kept = derive(after(engine().head(), 7, INFO_ROOT));
    final L2Block first = derive(after(kept, 8, other));
    final L2Block second = derive(after(first));
    final L2Block third = derive(after(second, 8, other));
    assertRing(kept.timestamp(), kept.timestamp(), INFO_ROOT);
    assertRing(first.timestamp(), first.timestamp(), other);
    assertRing(second.timestamp(), second.timestamp(), Bytes32.ZERO);

    engine().unwindTo(kept.number());
    final BlockAttributes late = later(after(kept, 7, INFO_ROOT), third.timestamp() + 1);
    final L2Block instead = derive(late);
    assertRing(kept.timestamp(), kept.timestamp(), INFO_ROOT);
    for (final L2Block gone : List.of(first, second, third)) {
      assertRing(gone.timestamp(), 0, Bytes32.ZERO);
    }
    assertRing(instead.timestamp(), instead.timestamp(), INFO_ROOT);
    assertThat(
            engine().reExecute(List.of(new BlockInput(late, List.of()))).getFirst().block().hash())
        .as("as if nothing had been taken back")
        .isEqualTo(instead.hash());

    engine().unwindTo(instead.number() - 1);
    assertThat(derive(after(kept, 8, other))).isEqualTo(first);
    assertThat(derive(after(first))).isEqualTo(second);
  }

  private L2Block derive(final BlockAttributes attributes) throws Exception {
    return engine().extend(attributes, List.of(), Optional.empty()).block();
  }

  private static BlockAttributes later(final BlockAttributes attributes, final long timestamp) {
    return new BlockAttributes(
        attributes.number(),
        attributes.parentHash(),
        timestamp,
        attributes.coinbase(),
        attributes.gasLimit(),
        attributes.l1InfoTreeIndex(),
        attributes.l1InfoRoot());
  }

  private void assertRing(final long timestamp, final long word, final Bytes32 root) {
    final long head = engine().head().number();
    final UInt256 place = UInt256.valueOf(timestamp % RING);
    assertThat(engine().storage(head, BEACON_ROOTS, place))
        .isEqualTo(UInt256.valueOf(word).toBytes());
    assertThat(engine().storage(head, BEACON_ROOTS, place.add(RING))).isEqualTo(root);
  }

  private static Address createdBy(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(writer -> writer.bytes(sender.bytes()).uint64(nonce)))
            .slice(12));
  }

  /** As of a forced batch, whose data is what its sender wrote. */
  @Test
  void whoDerivesLeavesOutWhatTheBuilderLeftOut() throws Exception {
    final PrivateKey key = account("left out", ETHER);
    final PrivateKey poor = account("left out, too", BigInteger.ONE);
    final L2Block parent = engine().head();
    final BlockAttributes attributes = after(parent);
    final List<DecodedTransaction> given =
        List.of(
            transfer(key, 0),
            transfer(key, 9),
            transfer(poor, 0),
            transfer(key, 0),
            transfer(key, 1));
    final BlockResult built = OpenBlock.atOnce(engine(), attributes, given, unlimited());
    assertThat(kinds(built))
        .containsExactly(SkipKind.NOT_YET, SkipKind.NOT_YET, SkipKind.CANNOT_APPLY);
    final BlockResult again =
        engine().reExecute(List.of(new BlockInput(attributes, raw(given)))).getFirst();
    assertSame(again, built);

    engine().unwindTo(parent.number());
    assertSame(engine().extend(attributes, raw(given), Optional.of(built.block().hash())), built);
  }

  /** A guess about the next blocks makes them neither more nor less, right or wrong. */
  @Test
  void whatIsPreparedIsExecutedAsIfItWereNot() throws Exception {
    final PrivateKey key = account("prepared", ETHER);
    final L2Block parent = engine().head();
    final List<List<Bytes>> lists =
        List.of(
            raw(List.of(transfer(key, 0), transfer(key, 7), transfer(key, 1))),
            raw(List.of(transfer(key, 2))),
            raw(List.of()),
            List.of(Bytes.of(1, 2, 3), transfer(key, 3).raw(), Bytes.EMPTY));
    final List<BlockResult> expected = new ArrayList<>();
    for (final List<Bytes> list : lists) {
      expected.add(engine().extend(after(engine().head()), list, Optional.empty()));
    }
    final List<List<Bytes>> order = new ArrayList<>(lists);
    for (int round = 0; round < 3; round++) {
      engine().unwindTo(parent.number());
      order.forEach(engine()::prepare);
      order.forEach(engine()::prepare);
      for (int i = 0; i < lists.size(); i++) {
        // As it came over another way.
        final List<Bytes> same = lists.get(i).stream().map(Bytes::copy).toList();
        assertSame(
            engine().extend(after(engine().head()), same, Optional.empty()), expected.get(i));
      }
      order.add(raw(List.of(transfer(key, 9))));
      Collections.rotate(order, 2);
    }
    assertThat(account(key.address()).nonce()).isEqualTo(4);
  }

  /**
   * Other bytes of a transaction have another hash: who derives leaves them out, whatever L1 or a
   * neighbour gave him, and nobody builds a block with them.
   */
  @Test
  void anotherEncodingOfATransactionIsNone() throws Exception {
    final PrivateKey key = account("canonical", ETHER);
    final DecodedTransaction good = transfer(key, 0);
    final List<Bytes> given = new ArrayList<>();
    for (final TransactionType type :
        List.of(TransactionType.LEGACY, TransactionType.DYNAMIC_FEE)) {
      NonCanonical.of(TestTransactions.transfer(type, key, 0, SINK, PRICE))
          .forEach(
              (wrong, raw) -> {
                assertThatThrownBy(() -> engine().decode(raw, key.address()))
                    .as("%s %s", type, wrong)
                    .isInstanceOf(TransactionDecodeException.class);
                given.add(raw);
              });
    }
    given.add(Bytes.of(1, 2, 3));
    given.add(good.raw());
    final L2Block parent = engine().head();
    final BlockAttributes attributes = after(parent);
    final BlockResult derived = engine().extend(attributes, given, Optional.empty());
    assertThat(included(derived)).containsExactly(good.raw());
    assertThat(kinds(derived)).hasSize(given.size() - 1).containsOnly(SkipKind.CANNOT_APPLY);
    assertSame(engine().reExecute(List.of(new BlockInput(attributes, given))).getFirst(), derived);
  }

  /** The same in batch data, where a legacy transaction has another form. */
  @Test
  void anotherEncodingInBatchDataIsNone() throws Exception {
    final PrivateKey key = account("canonical batch", ETHER);
    final SignedTransaction legacy =
        TestTransactions.transfer(TransactionType.LEGACY, key, 0, SINK, PRICE);
    final SignedTransaction typed =
        TestTransactions.transfer(TransactionType.DYNAMIC_FEE, key, 0, SINK, PRICE);
    final List<Bytes> bad = new ArrayList<>();
    NonCanonical.of(typed).values().forEach(raw -> bad.add(Bytes.concatenate(raw, Bytes.of(0xff))));
    final Bytes inBatch = BatchCodec.encodeForced(List.of(legacy.raw()));
    // The list without its signature, v and percentage.
    final Bytes unsigned = inBatch.slice(0, inBatch.size() - 66);
    final List<Bytes> fields = NonCanonical.fields(unsigned);
    fields.set(2, Bytes.concatenate(Bytes.of(0x80 + 3, 0), RlpReader.of(fields.get(2)).bytes()));
    bad.add(
        Bytes.concatenate(
            RlpWriter.encodeList(writer -> fields.forEach(writer::raw)),
            inBatch.slice(unsigned.size())));
    int executed = 0;
    for (final Bytes transaction : bad) {
      final List<Bytes> read;
      try {
        read = BatchCodec.decodeForced(transaction);
      } catch (final BatchDecodeException e) {
        continue;
      }
      final BlockInput input = new BlockInput(after(engine().head()), read);
      final BlockResult result = engine().reExecute(List.of(input)).getFirst();
      assertThat(included(result)).as("%s", transaction).isEmpty();
      assertThat(kinds(result)).isNotEmpty().containsOnly(SkipKind.CANNOT_APPLY);
      executed++;
    }
    assertThat(executed).as("the codec looks at the structure only").isGreaterThan(1);
    final List<Bytes> right = BatchCodec.decodeForced(inBatch);
    assertThat(right).containsExactly(legacy.raw());
    final BlockInput input = new BlockInput(after(engine().head()), right);
    assertThat(included(engine().reExecute(List.of(input)).getFirst())).isEqualTo(right);
  }

  private static void assertSame(final BlockResult actual, final BlockResult expected) {
    assertThat(actual.block()).isEqualTo(expected.block());
    assertThat(kinds(actual)).isEqualTo(kinds(expected));
    assertThat(actual.skipped())
        .extracting(SkippedTransaction::index)
        .isEqualTo(expected.skipped().stream().map(SkippedTransaction::index).toList());
  }

  @Test
  void blocksAreExecutedAgainFromAnyParentAndChangeNothing() throws Exception {
    final PrivateKey key = account("again", ETHER);
    final L2Block parent = engine().head();
    final List<L2Block> blocks =
        List.of(include(transfer(key, 0)), include(), include(transfer(key, 1), transfer(key, 2)));
    final AccountState state = account(key.address());
    final List<BlockInput> inputs =
        List.of(
            new BlockInput(after(parent), blocks.get(0).transactions()),
            new BlockInput(orphan(blocks.get(0)), blocks.get(1).transactions()),
            new BlockInput(orphan(blocks.get(1)), blocks.get(2).transactions()));
    assertThat(engine().reExecute(inputs))
        .extracting(BlockResult::block)
        .as("the parents of all but the first are those before them")
        .isEqualTo(blocks);

    final List<BlockResult> other =
        engine()
            .reExecute(
                List.of(new BlockInput(after(parent), List.of()), inputs.get(1), inputs.get(2)));
    assertThat(other.get(0).block().hash()).isNotEqualTo(blocks.get(0).hash());
    assertThat(other.get(1).block().parentHash()).isEqualTo(other.get(0).block().hash());
    assertThat(kinds(other.get(2))).containsExactly(SkipKind.NOT_YET, SkipKind.NOT_YET);

    assertThat(engine().head()).isEqualTo(blocks.get(2));
    assertThat(account(key.address())).isEqualTo(state);
    assertThat(engine().reExecute(List.of(new BlockInput(after(blocks.get(1)), raw(List.of())))))
        .hasSize(1);
    assertThat(engine().reExecute(inputs)).extracting(BlockResult::block).isEqualTo(blocks);
    assertThat(engine().reExecute(List.of())).isEmpty();
  }

  private static BlockAttributes orphan(final L2Block parent) {
    return after(parent).withParent(Bytes32.ZERO);
  }

  @Test
  void whatDoesNotFollowTheChainIsRefused() throws Exception {
    final L2Block before = include();
    final L2Block head = include();
    final BlockAttributes child = after(head);
    final BlockAttributes late =
        new BlockAttributes(
            child.number(),
            child.parentHash(),
            head.timestamp(),
            child.coinbase(),
            child.gasLimit(),
            0,
            Bytes32.ZERO);
    for (final BlockAttributes wrong : List.of(after(before), orphan(head), late)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine().extend(wrong, List.of(), Optional.empty()));
      assertThatIllegalArgumentException().isThrownBy(() -> engine().open(wrong, unlimited()));
    }
    final BlockAttributes ahead = orphan(include());
    engine().unwindTo(head.number());
    for (final BlockAttributes wrong : List.of(orphan(before), orphan(head), ahead)) {
      assertThatIllegalArgumentException()
          .as("the first one's parent has to be in the chain: %s", wrong)
          .isThrownBy(() -> engine().reExecute(List.of(new BlockInput(wrong, List.of()))));
    }
    for (final long number : new long[] {-1, head.number() + 1}) {
      assertThatIllegalArgumentException().isThrownBy(() -> engine().unwindTo(number));
    }
    engine().unwindTo(head.number());
    assertThat(engine().head()).isEqualTo(head);
    assertThat(include().parentHash()).isEqualTo(head.hash());
  }

  @Test
  void anUnexpectedHashLeavesTheChainAsItWas() throws Exception {
    final PrivateKey key = account("unexpected", ETHER);
    final L2Block head = engine().head();
    final List<Bytes> transactions = List.of(transfer(key, 0).raw());
    final L2Block right =
        engine().reExecute(List.of(new BlockInput(after(head), transactions))).getFirst().block();
    assertThatThrownBy(() -> engine().extend(after(head), transactions, Optional.of(Bytes32.ZERO)))
        .isInstanceOfSatisfying(
            BlockMismatchException.class, e -> assertThat(e.computed()).isEqualTo(right));
    assertThat(engine().head()).isEqualTo(head);
    assertThat(engine().block(right.number())).isEmpty();
    assertThat(account(key.address()).nonce()).isZero();
    assertThat(engine().extend(after(head), transactions, Optional.of(right.hash())).block())
        .isEqualTo(right);
  }

  @Test
  void whatCameInTheSameBlockCanBeSpentInIt() throws Exception {
    final PrivateKey rich = account("gives", ETHER);
    final PrivateKey fresh = PrivateKey.fromHex("%064x".formatted(77_001));
    include(pay(rich, 0, fresh.address(), ETHER.divide(BigInteger.TWO)), transfer(fresh, 0));
  }

  /** What a block used is found again by who has only the chain. */
  @Test
  void aBlockIsMeteredAgain() throws Exception {
    final PrivateKey key = account("metered", ETHER);
    final BlockAttributes attributes = after(engine().head());
    final BlockResult built =
        OpenBlock.atOnce(
            engine(),
            attributes,
            List.of(creation(key, 0, 200_000, HASHES_TEN_TIMES), transfer(key, 1)),
            unlimited());
    assertThat(included(built)).hasSize(2);
    assertThat(engine().meter(new BlockInput(attributes, built.block().transactions())))
        .isEqualTo(built.used());
    if (meters()) {
      assertThat(built.used().keccakHashes()).isEqualTo(10);
    } else {
      assertThat(built.used()).isEqualTo(Resources.ofGas(built.block().gasUsed()));
    }
  }
}
