/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.core.encoding.TransactionDecoder;
import org.hyperledger.besu.ethereum.processing.TransactionProcessingResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.SkipKind;

/**
 * What the engine makes of each failure of the Besu below it; real blocks are {@code RealBesu*}.
 */
class BesuEngineTest extends BesuEngineFixture {
  /** Nothing of a block that failed may be in the next one. */
  private void assertHeadIs(final L2Block head, final int committed) {
    assertThat(engine.head()).isEqualTo(head);
    assertThat(besu.state().committed()).isEqualTo(committed);
  }

  @Test
  void aBlockIsWhatItsAttributesSay() throws BlockMismatchException {
    final BlockAttributes attributes = next();
    final BlockResult result = extend(transfer(0), transfer(1));

    assertThat(result.skipped()).isEmpty();
    assertThat(result.block().number()).isEqualTo(1);
    assertThat(result.block().parentHash()).isEqualTo(attributes.parentHash());
    assertThat(result.block().timestamp()).isEqualTo(attributes.timestamp());
    assertThat(result.block().coinbase()).isEqualTo(SOMEBODY);
    assertThat(result.block().gasUsed()).isEqualTo(42_000);
    assertThat(result.block().transactions()).containsExactly(transfer(0), transfer(1));
    assertThat(engine.head()).isEqualTo(result.block());
    assertThat(engine.block(1)).hasValue(result.block());
    assertThat(engine.stateRoot(1)).hasValue(result.block().stateRoot());
    assertThat(engine.l1InfoRoot(1)).hasValue(Bytes32.ZERO);
    assertThat(engine.block(2)).isEmpty();
    assertThat(engine.stateRoot(2)).isEmpty();
    assertThat(engine.l1InfoRoot(2)).isEmpty();
  }

  @Test
  void whatIsNoTransactionOfThisChainIsLeftOutWithItsReason() throws BlockMismatchException {
    final BlockResult result =
        extend(
            Bytes.of(0x77),
            TransactionDecoder.BLOB,
            TransactionDecoder.NOT_CANONICAL,
            TransactionDecoder.WITHOUT_SENDER,
            transfer(0));

    assertThat(result.block().transactions()).containsExactly(transfer(0));
    assertThat(result.skipped()).extracting(skipped -> skipped.index()).containsExactly(0, 1, 2, 3);
    assertThat(result.skipped()).noneMatch(skipped -> skipped.retryable());
    assertThat(result.skipped().get(0).reason()).isEqualTo("transaction type not supported: 119");
    assertThat(result.skipped().get(1).reason()).isEqualTo("transaction type not supported: 3");
    assertThat(result.skipped().get(2).reason()).contains("integer with leading zeros");
    assertThat(result.skipped().get(3).reason()).isEqualTo("signature without a sender");
  }

  @ParameterizedTest
  @EnumSource(
      value = TransactionInvalidReason.class,
      names = {"INTERNAL_ERROR", "EXECUTION_INTERRUPTED"},
      mode = EnumSource.Mode.EXCLUDE)
  void aRefusedTransactionComesBackOnlyIfALaterStateCanTakeIt(final TransactionInvalidReason reason)
      throws BlockMismatchException {
    execution((transaction, tracer) -> TransactionProcessingResult.refused(reason, "no"));

    final BlockResult result = extend(transfer(0));

    assertThat(result.block().transactions()).isEmpty();
    assertThat(result.block().gasUsed()).isZero();
    assertThat(result.skipped())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.reason()).isEqualTo("no");
              assertThat(skipped.retryable())
                  .isEqualTo(reason != TransactionInvalidReason.WRONG_CHAIN_ID);
            });
    assertThat(besu.state().committed()).isZero();
  }

  /** A node that skipped it would disagree with all others. */
  @ParameterizedTest
  @EnumSource(
      value = TransactionInvalidReason.class,
      names = {"INTERNAL_ERROR", "EXECUTION_INTERRUPTED"})
  void aFailureOfBesuIsNotTheTransactions(final TransactionInvalidReason reason) {
    final L2Block head = engine.head();
    final AtomicInteger executed = new AtomicInteger();
    execution(
        (transaction, tracer) ->
            executed.incrementAndGet() < 3
                ? TransactionProcessingResult.done(0)
                : TransactionProcessingResult.refused(reason, "rocks"));

    assertThatThrownBy(() -> extend(transfer(0), transfer(1), transfer(2)))
        .isInstanceOf(EngineException.class)
        .hasMessage("transaction 2 of block 1 could not be executed: rocks");
    assertHeadIs(head, 0);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("storage is closed"),
        new NoClassDefFoundError("org/hyperledger/besu/nativelib/Something"),
        new UnsatisfiedLinkError("secp256k1"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverFailsInATransactionNoBlockIsMade(final Throwable failure)
      throws BlockMismatchException {
    final L2Block head = engine.head();
    execution(
        (transaction, tracer) -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });

    assertThatThrownBy(() -> extend(transfer(0)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("block 1")
        .hasRootCause(failure);
    assertHeadIs(head, 0);

    execution((transaction, tracer) -> TransactionProcessingResult.done(0));
    assertThat(extend(transfer(0)).block().transactions())
        .as("the writer's lock was given back")
        .hasSize(1);
  }

  @Test
  void aBlockThatIsNotStoredLeavesNothingInTheState() throws BlockMismatchException {
    extend(transfer(0));
    final L2Block head = engine.head();
    besu.state().failAtNextBlock(new IllegalStateException("no space left on device"));

    assertThatThrownBy(() -> extend(transfer(1), transfer(2)))
        .isInstanceOf(EngineException.class)
        .hasMessage("block 2 could not be built")
        .hasRootCauseMessage("no space left on device");
    assertHeadIs(head, 1);
    assertThat(extend(transfer(1)).block().transactions()).hasSize(1);
  }

  @Test
  void aBlockThatIsNotAppendedIsNotTheHead() {
    final L2Block head = engine.head();
    besu.chain().failAtNextBlock(new IllegalStateException("rocks"));

    assertThatThrownBy(() -> extend(transfer(0)))
        .isInstanceOf(EngineException.class)
        .hasMessage("block 1 could not be built");
    assertThat(engine.head()).isEqualTo(head);
  }

  @Test
  void aBlockWithAnotherHashLeavesNoTrace() throws BlockMismatchException {
    final L2Block head = engine.head();
    final BlockAttributes attributes = next();

    assertThatThrownBy(
            () -> engine.extend(attributes, List.of(transfer(0)), Optional.of(Bytes32.ZERO)))
        .isInstanceOf(BlockMismatchException.class);
    assertHeadIs(head, 0);

    final Bytes32 hash =
        engine
            .reExecute(List.of(new BlockInput(attributes, List.of(transfer(0)))))
            .getFirst()
            .block()
            .hash();
    assertThat(engine.extend(attributes, List.of(transfer(0)), Optional.of(hash)).block().hash())
        .isEqualTo(hash);
  }

  private static BlockAttributes with(
      final BlockAttributes original, final long number, final Bytes32 parent, final long time) {
    return new BlockAttributes(
        number,
        parent,
        time,
        original.coinbase(),
        original.gasLimit(),
        original.l1InfoTreeIndex(),
        original.l1InfoRoot());
  }

  @Test
  void onlyAChildOfTheHeadIsBuilt() {
    final BlockAttributes good = next();

    for (final BlockAttributes wrong :
        List.of(
            with(good, 2, good.parentHash(), good.timestamp()),
            with(good, 0, good.parentHash(), good.timestamp()),
            with(good, 1, Bytes32.ZERO, good.timestamp()))) {
      assertThatThrownBy(() -> engine.extend(wrong, List.of(), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not follow the head 0");
    }
    assertThatThrownBy(
            () ->
                engine.extend(
                    with(good, 1, good.parentHash(), good.timestamp() - 1),
                    List.of(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not after its parent's");
  }

  @Test
  void gasDecidesBeforeAnythingIsExecuted() throws BlockMismatchException {
    final L2Block head = engine.head();
    final AtomicInteger executed = new AtomicInteger();
    execution(
        (transaction, tracer) -> {
          executed.incrementAndGet();
          return TransactionProcessingResult.done(0);
        });
    final BlockAttributes small =
        new BlockAttributes(
            1, head.hash(), head.timestamp() + 1, SOMEBODY, 30_000, 0, Bytes32.ZERO);
    final BlockAttributes tooSmall =
        new BlockAttributes(
            1, head.hash(), head.timestamp() + 1, SOMEBODY, 20_000, 0, Bytes32.ZERO);

    assertThat(engine.extend(tooSmall, List.of(transfer(0)), Optional.empty()).skipped())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.reason()).isEqualTo("gas limit above the block's");
              assertThat(skipped.kind()).isEqualTo(SkipKind.CANNOT_APPLY);
            });
    assertThat(executed).hasValue(0);
    engine.unwindTo(0);
    assertThat(engine.extend(small, List.of(transfer(0), transfer(1)), Optional.empty()).skipped())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.index()).isEqualTo(1);
              assertThat(skipped.reason()).isEqualTo("block gas exhausted");
              assertThat(skipped.kind()).isEqualTo(SkipKind.NOT_TRIED);
            });
    assertThat(executed).hasValue(1);
  }

  @Test
  void withoutTheHeadsStateNoBlockIsBuilt() {
    final BlockAttributes attributes = next();
    besu.withoutState();

    assertThatThrownBy(() -> engine.extend(attributes, List.of(), Optional.empty()))
        .isInstanceOf(EngineException.class)
        .hasMessage("the world state of head block 0 is not available");
  }

  @Test
  void executingAgainGivesTheSameAndClosesTheState() throws BlockMismatchException {
    final BlockAttributes attributes = next();
    final L2Block built = extend(transfer(0), Bytes.of(0x77)).block();

    final List<BlockResult> again =
        engine.reExecute(List.of(new BlockInput(attributes, List.of(transfer(0), Bytes.of(0x77)))));

    assertThat(again).singleElement().extracting(BlockResult::block).isEqualTo(built);
    assertThat(again.getFirst().skipped()).hasSize(1);
    assertThat(besu.lastRead().isClosed()).isTrue();
    assertThat(engine.head()).isEqualTo(built);
    assertThat(engine.reExecute(List.of())).isEmpty();
  }

  @Test
  void onlyWhatFollowsACanonicalBlockIsExecutedAgain() {
    final BlockAttributes good = next();

    assertThatThrownBy(
            () ->
                engine.reExecute(
                    List.of(
                        new BlockInput(with(good, 1, Bytes32.ZERO, good.timestamp()), List.of()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not canonical");
    assertThatThrownBy(
            () ->
                engine.reExecute(
                    List.of(
                        new BlockInput(
                            with(good, 9, good.parentHash(), good.timestamp()), List.of()))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureWhileExecutingAgainClosesTheStateAndNamesTheBlock(final Throwable failure) {
    execution(
        (transaction, tracer) -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });

    assertThatThrownBy(
            () -> engine.reExecute(List.of(new BlockInput(next(), List.of(transfer(0))))))
        .isInstanceOf(EngineException.class)
        .hasRootCause(failure);
    assertThat(besu.lastRead().isClosed()).isTrue();
  }

  @Test
  void unwindingGoesToAnAncestorAndTakesTheTagsAlong() throws BlockMismatchException {
    for (int i = 0; i < 3; i++) {
      extend(transfer(i));
    }
    engine.setSafeAndFinalized(99, 2);
    assertThat(besu.chain().getSafeBlock()).as("cut to the head").isEqualTo(hashOf(3));
    assertThat(besu.chain().getFinalized()).isEqualTo(hashOf(2));

    engine.unwindTo(3);
    assertThat(engine.head().number()).isEqualTo(3);
    engine.unwindTo(2);
    assertThat(besu.chain().getSafeBlock()).isEqualTo(hashOf(2));
    assertThat(besu.chain().getFinalized()).isEqualTo(hashOf(2));
    engine.unwindTo(1);
    assertThat(besu.chain().getSafeBlock()).isEqualTo(hashOf(1));
    assertThat(besu.chain().getFinalized()).isEqualTo(hashOf(1));
    assertThat(engine.head().number()).isEqualTo(1);

    for (final long wrong : List.of(-1L, 2L)) {
      assertThatThrownBy(() -> engine.unwindTo(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cannot unwind to block %d: the head is 1".formatted(wrong));
    }
  }

  private Optional<org.hyperledger.besu.datatypes.Hash> hashOf(final long number) {
    return besu.chain()
        .getBlockHeader(number)
        .map(org.hyperledger.besu.ethereum.core.BlockHeader::getHash);
  }

  @Test
  void aHeadThatBesuDoesNotMoveIsAFailure() throws BlockMismatchException {
    extend();
    headMoves = false;

    assertThatThrownBy(() -> engine.unwindTo(0))
        .isInstanceOf(EngineException.class)
        .hasMessage("Besu did not move its head to block 0");
    headMoves = true;
    engine.unwindTo(0);
    assertThat(engine.head().number()).isZero();
  }

  @Test
  void aHeadWithoutABodyIsAFailure() throws BlockMismatchException {
    extend(transfer(0));
    final BesuEngine restarted = engine(Optional.empty());
    besu.chain().loseBodyOfHead();

    assertThatThrownBy(restarted::head)
        .isInstanceOf(EngineException.class)
        .hasMessage("the head block has no body in Besu's storage");
    assertThat(restarted.block(1)).isEmpty();
    assertThatThrownBy(() -> restarted.reader().executed(1))
        .isInstanceOf(EngineException.class)
        .hasMessage("block 1 has no body");
  }

  @Test
  void onAFullDiskNoBlockIsBegun() {
    final AtomicInteger executed = new AtomicInteger();
    execution(
        (transaction, tracer) -> {
          executed.incrementAndGet();
          return TransactionProcessingResult.done(0);
        });
    final BesuEngine full =
        engine(
            Optional.of(
                new DiskSpace(
                    "/data", () -> new DiskSpace.Room(1 << 20, 1L << 40), Clock.systemUTC())));
    final BlockAttributes attributes = next();

    assertThatThrownBy(() -> full.extend(attributes, List.of(transfer(0)), Optional.empty()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("/data has 1 MiB left");
    assertThat(executed).hasValue(0);
    assertThat(full.disk()).isPresent();
  }
}
