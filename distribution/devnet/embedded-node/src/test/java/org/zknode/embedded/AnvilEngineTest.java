/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.embedded.EngineKit.ALICE;
import static org.zknode.embedded.EngineKit.BOB;
import static org.zknode.embedded.EngineKit.POOR;
import static org.zknode.embedded.EngineKit.next;
import static org.zknode.embedded.EngineKit.transfer;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

@Timeout(60)
class AnvilEngineTest {
  /** Init code that stores 1 in slot 0 and the previous block's hash in slot 1, returns nothing. */
  private static final Bytes INIT_CODE =
      Bytes.fromHexString("0x6001600055600143034060015560006000f3");

  @TempDir Path directory;
  private Path genesis;

  @BeforeEach
  void writeGenesis() throws IOException {
    genesis = EngineKit.genesis(directory);
  }

  private AnvilEngine engine(final String name) {
    return new AnvilEngine(EngineKit.anvil(), genesis, directory.resolve(name));
  }

  private static BlockResult extend(final AnvilEngine engine, final Bytes... transactions)
      throws BlockMismatchException {
    return engine.extend(next(engine.head()), List.of(transactions), Optional.empty());
  }

  private static void build(final AnvilEngine engine) throws BlockMismatchException {
    extend(engine);
    extend(
        engine,
        transfer(BOB, 0, POOR.address(), BigInteger.TEN.pow(18)),
        transfer(ALICE, 0, BOB.address(), BigInteger.ONE),
        transfer(ALICE, 1, BOB.address(), BigInteger.ONE),
        transfer(POOR, 0, ALICE.address(), BigInteger.ONE),
        transfer(ALICE, 2, BOB.address(), BigInteger.ONE));
    extend(
        engine,
        EngineKit.sign(
            TransactionType.DYNAMIC_FEE, BOB, 1, 200_000, null, BigInteger.ZERO, INIT_CODE));
    for (int i = 3; i < 10; i++) {
      extend(engine, transfer(ALICE, i, BOB.address(), BigInteger.ONE));
    }
  }

  @Test
  void anotherEngineAndARestartedOneComeToTheSameHashes() throws Exception {
    final List<L2Block> blocks = new ArrayList<>();
    try (AnvilEngine first = engine("a")) {
      build(first);
      for (long number = 0; number <= first.head().number(); number++) {
        blocks.add(first.block(number).orElseThrow());
      }
      assertThat(first.block(2).orElseThrow().transactions()).hasSize(5);
      assertThat(first.block(3).orElseThrow().gasUsed()).isGreaterThan(90_000);
    }
    try (AnvilEngine second = engine("b")) {
      assertThat(second.head()).isEqualTo(blocks.getFirst());
      for (final L2Block block : blocks.subList(1, blocks.size())) {
        final BlockAttributes attributes =
            new BlockAttributes(
                block.number(),
                block.parentHash(),
                block.timestamp(),
                block.coinbase(),
                block.gasLimit(),
                0,
                Bytes32.ZERO);
        final BlockResult result =
            second.extend(attributes, block.transactions(), Optional.of(block.hash()));
        assertThat(result.block()).isEqualTo(block);
        assertThat(result.skipped()).isEmpty();
      }
    }
    try (AnvilEngine again = engine("a")) {
      assertThat(again.head()).isEqualTo(blocks.getLast());
      assertThat(again.account(ALICE.address()).nonce()).isEqualTo(10);
      extend(again, transfer(ALICE, 10, BOB.address(), BigInteger.ONE));
    }
  }

  /**
   * The root of the trie with what the genesis file has, what the system call of EIP-4788 writes,
   * and that of EIP-2935.
   */
  @Test
  void theStateAfterABlockWithAnL1InfoRootIsBesus() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      final BlockAttributes next = next(engine.block(0).orElseThrow());
      final BlockAttributes named =
          new BlockAttributes(
              next.number(),
              next.parentHash(),
              next.timestamp(),
              next.coinbase(),
              next.gasLimit(),
              1,
              Bytes32.repeat((byte) 0x11));
      final L2Block block = engine.extend(named, List.of(), Optional.empty()).block();
      assertThat(block.stateRoot().toHexString())
          .as("parent is %s", block.parentHash())
          .isEqualTo("0xc47a818c5aa7b4f41f85624b41e2cee8acaf3a9e39fa1e4c0a25a393fd4d5619");
      // Each time the genesis block's own state is needed, which anvil has no more.
      for (int i = 0; i < 2; i++) {
        engine.unwindTo(0);
        assertThat(engine.extend(next, List.of(), Optional.empty()).block().stateRoot())
            .isNotEqualTo(block.stateRoot());
        engine.unwindTo(0);
        assertThat(engine.extend(named, List.of(), Optional.of(block.hash())).block())
            .isEqualTo(block);
      }
    }
  }

  /** EIP-7702, with others' nonces raised inside of a block; and EIP-7623. */
  @Test
  void setCodeTransactionsComeToTheSameHashesOnAnotherEngine() throws Exception {
    final Address code = EngineKit.key(77).address();
    final Bytes byHimself =
        EngineKit.setCode(BOB, 0, BOB.address(), List.of(Authorization.sign(1001, code, 1, BOB)));
    final Bytes void0 = transfer(POOR, 0, ALICE.address(), BigInteger.ZERO);
    final Bytes empty = EngineKit.setCode(ALICE, 1, POOR.address(), List.of());
    final Bytes cheap =
        EngineKit.sign(
            TransactionType.LEGACY, ALICE, 1, 21_039, BOB.address(), BigInteger.ONE, Bytes.of(1));
    try (AnvilEngine first = engine("a");
        AnvilEngine second = engine("b")) {
      final BlockResult result =
          extend(
              first,
              transfer(ALICE, 0, POOR.address(), BigInteger.TEN.pow(18)),
              EngineKit.setCode(
                  ALICE, 1, POOR.address(), List.of(Authorization.sign(0, code, 0, POOR))),
              void0,
              byHimself);
      assertThat(result.block().transactions()).hasSize(3).doesNotContain(void0);
      assertThat(result.skipped())
          .singleElement()
          .satisfies(
              skipped -> {
                assertThat(skipped.reason()).isEqualTo("nonce too low: 0, next is 1");
                assertThat(skipped.retryable()).isFalse();
              });
      assertThat(first.account(POOR.address()).delegated()).isTrue();
      assertThat(first.account(POOR.address()).nonce()).isEqualTo(1);
      assertThat(first.account(BOB.address()).nonce()).isEqualTo(2);
      assertThat(first.account(ALICE.address()).delegated()).isFalse();
      final BlockResult next =
          extend(first, transfer(POOR, 1, ALICE.address(), BigInteger.ONE), empty, cheap);
      assertThat(next.block().transactions()).hasSize(1);
      assertThat(next.skipped()).extracting(SkippedTransaction::index).containsExactly(1, 2);
      for (long number = 1; number <= 2; number++) {
        final L2Block block = first.block(number).orElseThrow();
        second.extend(next(second.head()), block.transactions(), Optional.of(block.hash()));
      }
      assertThat(second.head()).isEqualTo(first.head());
    }
  }

  @Test
  void aGenesisOfOtherRulesIsRefused() throws Exception {
    Files.writeString(genesis, Files.readString(genesis).replace(",\"pragueTime\":0", ""));
    assertThatThrownBy(() -> engine("a"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("config.pragueTime must be 0");
  }

  @Test
  void readsBlocksReceiptsAndCalls() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      build(engine);
      final L2Block second = engine.block(2).orElseThrow();
      final ChainReader reader = engine.reader();
      assertThat(reader.blockByHash(second.hash())).contains(second);
      assertThat(reader.blockByHash(Bytes32.ZERO)).isEmpty();
      assertThat(reader.executed(99)).isEmpty();
      final ChainReader.ExecutedBlock executed = reader.executed(2).orElseThrow();
      assertThat(executed.block()).isEqualTo(second);
      assertThat(executed.size()).isGreaterThan(1_000);
      assertThat(executed.receipts())
          .extracting(ChainReader.Receipt::cumulativeGasUsed)
          .containsExactly(21_000L, 42_000L, 63_000L, 84_000L, 105_000L);
      assertThat(executed.receipts()).allMatch(ChainReader.Receipt::success);
      assertThat(reader.find(Keccak256.hash(second.transactions().get(3))))
          .contains(new ChainReader.TransactionPosition(2, 3));
      assertThat(reader.find(Bytes32.ZERO)).isEmpty();
      assertThat(reader.call(call(BOB.address(), "0x"), 2))
          .isEqualTo(new ChainReader.CallOutcome.Success(21_000, Optional.empty()));
      // Init code that reverts with one byte.
      assertThat(reader.call(call(null, "0x60ab5f5360015ffd"), 2))
          .isEqualTo(
              new ChainReader.CallOutcome.Reverted(
                  0, Bytes.fromHexString("0xab"), Optional.empty()));
    }
  }

  private static ChainReader.CallRequest call(final Address to, final String data) {
    return new ChainReader.CallRequest(
        Optional.of(ALICE.address()),
        Optional.ofNullable(to),
        OptionalLong.empty(),
        BigInteger.ZERO,
        Bytes.fromHexString(data));
  }

  @Test
  void whatCannotBeAppliedIsLeftOutWithAReasonAndWithoutATrace() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      final Bytes good = transfer(ALICE, 0, BOB.address(), BigInteger.ONE);
      final Bytes tooHigh = transfer(ALICE, 5, BOB.address(), BigInteger.ONE);
      final Bytes poor = transfer(POOR, 0, BOB.address(), BigInteger.ONE);
      final Bytes heavy =
          EngineKit.sign(
              TransactionType.LEGACY,
              BOB,
              0,
              29_999_000,
              ALICE.address(),
              BigInteger.ZERO,
              Bytes.EMPTY);
      final Bytes lowGas =
          EngineKit.sign(
              TransactionType.LEGACY, BOB, 0, 20_000, ALICE.address(), BigInteger.ONE, Bytes.EMPTY);
      final BlockResult result =
          extend(engine, good, Bytes.of(1, 2, 3), tooHigh, good, poor, heavy);
      assertThat(result.block().transactions()).containsExactly(good);
      assertThat(result.skipped())
          .extracting(SkippedTransaction::index)
          .containsExactly(1, 2, 3, 4, 5);
      assertThat(result.skipped())
          .extracting(SkippedTransaction::retryable)
          .containsExactly(false, true, false, true, true);
      assertThat(result.skipped().get(1).reason()).contains("nonce too high");
      assertThat(result.skipped().get(2).reason()).contains("nonce too low");
      assertThat(result.skipped().get(3).reason()).contains("insufficient funds");
      assertThat(result.skipped().get(4).reason()).contains("block gas exhausted");
      final BlockResult low = extend(engine, lowGas);
      assertThat(low.block().transactions()).isEmpty();
      assertThat(low.skipped()).hasSize(1);
      // Nothing lingers: an empty block stays empty although the gap could be filled now.
      for (int nonce = 1; nonce < 5; nonce++) {
        extend(engine, transfer(ALICE, nonce, BOB.address(), BigInteger.ONE));
      }
      assertThat(extend(engine).block().transactions()).isEmpty();
      final L2Block empty = engine.head();
      try (AnvilEngine other = engine("b")) {
        for (long number = 1; number <= empty.number(); number++) {
          final L2Block block = engine.block(number).orElseThrow();
          other.extend(next(other.head()), block.transactions(), Optional.of(block.hash()));
        }
      }
    }
  }

  @Test
  void aBlockMayBeFullAndKeepsItsOrder() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      final List<Bytes> transactions = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        transactions.add(
            transfer(
                i % 3 == 0 ? BOB : ALICE,
                i % 3 == 0 ? i / 3 : i - i / 3 - 1,
                POOR.address(),
                BigInteger.ONE));
      }
      final BlockResult result = engine.extend(next(engine.head()), transactions, Optional.empty());
      assertThat(result.skipped()).isEmpty();
      assertThat(result.block().transactions()).isEqualTo(transactions);
      assertThat(result.block().gasUsed()).isEqualTo(600 * 21_000);
    }
  }

  @Test
  void anUnexpectedHashLeavesTheChainAsItWas() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      extend(engine, transfer(ALICE, 0, BOB.address(), BigInteger.ONE));
      final L2Block before = engine.head();
      assertThatThrownBy(
              () ->
                  engine.extend(
                      next(before),
                      List.of(transfer(ALICE, 1, BOB.address(), BigInteger.ONE)),
                      Optional.of(Bytes32.ZERO)))
          .isInstanceOf(BlockMismatchException.class);
      assertThat(engine.head()).isEqualTo(before);
      assertThat(engine.account(ALICE.address()).nonce()).isEqualTo(1);
      assertThatThrownBy(
              () -> engine.extend(next(engine.block(0).get()), List.of(), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
      extend(engine, transfer(ALICE, 1, BOB.address(), BigInteger.ONE));
      assertThat(engine.head().number()).isEqualTo(2);
    }
  }

  @Test
  void unwoundBlocksAreGoneAlsoAfterARestart() throws Exception {
    final L2Block kept;
    try (AnvilEngine engine = engine("a")) {
      build(engine);
      final L2Block fifth = engine.block(5).orElseThrow();
      engine.unwindTo(4);
      assertThat(engine.head().number()).isEqualTo(4);
      assertThat(engine.block(5)).isEmpty();
      engine.extend(
          new BlockAttributes(
              5,
              engine.head().hash(),
              fifth.timestamp(),
              fifth.coinbase(),
              fifth.gasLimit(),
              0,
              Bytes32.ZERO),
          fifth.transactions(),
          Optional.of(fifth.hash()));
      kept = engine.head();
    }
    try (AnvilEngine engine = engine("a")) {
      assertThat(engine.head()).isEqualTo(kept);
    }
  }

  @Test
  void batchesAreExecutedAgainWithoutTouchingTheChain() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      build(engine);
      final L2Block head = engine.head();
      for (final long[] range : new long[][] {{1, 3}, {4, 6}, {7, 10}, {2, 9}, {10, 10}}) {
        assertThat(again(engine, range[0], range[1])).isEqualTo(canonical(engine, range));
      }
      // Other transactions give another block, and the next question gets the right answer.
      final BlockResult other =
          engine
              .reExecute(List.of(new BlockInput(next(engine.block(1).get()), List.of())))
              .getFirst();
      assertThat(other.block().hash()).isNotEqualTo(engine.block(2).get().hash());
      assertThat(again(engine, 2, 4)).isEqualTo(canonical(engine, new long[] {2, 4}));
      assertThat(engine.head()).isEqualTo(head);
      engine.unwindTo(3);
      extend(engine);
      extend(engine);
      assertThat(again(engine, 5, 5)).isEqualTo(canonical(engine, new long[] {5, 5}));
    }
  }

  private static List<L2Block> canonical(final AnvilEngine engine, final long[] range) {
    final List<L2Block> blocks = new ArrayList<>();
    for (long number = range[0]; number <= range[1]; number++) {
      blocks.add(engine.block(number).orElseThrow());
    }
    return blocks;
  }

  private static List<L2Block> again(final AnvilEngine engine, final long first, final long last) {
    final List<BlockInput> inputs =
        canonical(engine, new long[] {first, last}).stream()
            .map(
                b ->
                    new BlockInput(
                        new BlockAttributes(
                            b.number(),
                            b.number() == first ? b.parentHash() : Bytes32.ZERO,
                            b.timestamp(),
                            b.coinbase(),
                            b.gasLimit(),
                            0,
                            Bytes32.ZERO),
                        b.transactions()))
            .toList();
    return engine.reExecute(inputs).stream().map(BlockResult::block).toList();
  }

  @Test
  void aTornJournalLosesItsLastBlockOnlyAndADamagedOneIsRefused() throws Exception {
    final Path journal = directory.resolve("a").resolve("blocks.journal");
    final L2Block second;
    try (AnvilEngine engine = engine("a")) {
      extend(engine);
      extend(engine, transfer(ALICE, 0, BOB.address(), BigInteger.ONE));
      second = engine.head();
      extend(engine, transfer(ALICE, 1, BOB.address(), BigInteger.ONE));
      assertThatThrownBy(() -> engine("a"))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("in use");
    }
    final byte[] bytes = Files.readAllBytes(journal);
    Files.write(journal, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    try (AnvilEngine engine = engine("a")) {
      assertThat(engine.head()).isEqualTo(second);
    }
    bytes[60] ^= 1;
    Files.write(journal, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(() -> engine("a"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("damaged at byte 40");
    bytes[60] ^= 1;
    bytes[20] ^= 1;
    Files.write(journal, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(() -> engine("a"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("belongs to genesis");
  }

  @Test
  void anAnvilThatDiesIsReplaced() throws Exception {
    try (AnvilEngine engine = engine("a")) {
      build(engine);
      final L2Block head = engine.head();
      final long[] killed = {0};
      ProcessHandle.current()
          .descendants()
          .filter(p -> p.info().command().orElse("").endsWith("anvil"))
          .forEach(
              p -> {
                killed[0] += p.destroyForcibly() ? 1 : 0;
              });
      assertThat(killed[0]).isPositive();
      org.awaitility.Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(engine.account(ALICE.address()).nonce()).isEqualTo(10));
      assertThat(engine.head()).isEqualTo(head);
      extend(engine, transfer(ALICE, 10, BOB.address(), BigInteger.ONE));
    }
  }

  @Test
  void badStartsSayWhatIsWrong() throws Exception {
    final Path missing = directory.resolve("no-such-anvil");
    assertThatThrownBy(() -> new AnvilEngine(missing, genesis, directory.resolve("x")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no-such-anvil");
    final Path bad = Files.writeString(directory.resolve("bad.json"), "{\"config\":{}}");
    assertThatThrownBy(() -> new AnvilEngine(EngineKit.anvil(), bad, directory.resolve("x")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("bad.json");
    final Path broken =
        Files.writeString(
            directory.resolve("broken.json"),
            "{\"config\":{\"chainId\":1,\"pragueTime\":0},\"gasLimit\":\"0x1\",\"alloc\":{\"zz\":{}}}");
    assertThatThrownBy(() -> new AnvilEngine(EngineKit.anvil(), broken, directory.resolve("x")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("does not start");
  }

  @Test
  void addressesOfTheEngineAreThoseOfTheGenesis() {
    try (AnvilEngine engine = engine("a")) {
      assertThat(engine.chainId()).isEqualTo(EngineKit.CHAIN_ID);
      assertThat(engine.account(ALICE.address()).balance())
          .isEqualTo(new BigInteger("d3c21bcecceda1000000", 16));
      assertThat(engine.account(Address.ZERO).balance()).isZero();
      engine.setSafeAndFinalized(7, 3);
      assertThat(engine.safeNumber()).isZero();
    }
  }
}
