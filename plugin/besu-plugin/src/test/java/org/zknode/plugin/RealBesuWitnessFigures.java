/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;

/**
 * Not a test: {@code -Dzknode.measure=true -Dtest=RealBesuWitnessFigures} writes to target/test.log
 * what witnesses cost on a real Besu.
 */
@EnabledIfSystemProperty(named = "zknode.measure", matches = "true")
class RealBesuWitnessFigures {
  private static final int ACCOUNTS = 20_000;
  private static final int SLOTS = 20_000;
  private static final int SLOTS_PER_CALL = 100;
  private static final int BLOCKS_PER_BATCH = 10;
  private static final int TRANSACTIONS_PER_BLOCK = 30;
  private static final int ROUNDS = 40;

  private final Random random = new Random(7);
  private long nonce;

  private Bytes transaction(final Address to, final long value, final long gas, final Bytes data) {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                DriverPlugin.CHAIN_ID,
                nonce++,
                BigInteger.valueOf(100_000_000_000L),
                BigInteger.ONE,
                gas,
                Optional.of(to),
                BigInteger.valueOf(value),
                data),
            AccountTransactions.KEY)
        .raw();
  }

  private static Address account(final int number) {
    return Address.fromHex("0x%040x".formatted(0xacc000000L + number));
  }

  private Bytes transfer() {
    return transaction(account(random.nextInt(ACCOUNTS)), 1, 21_000, Bytes.EMPTY);
  }

  /** Reads and writes as many slots as a transfer of a token does. */
  private Bytes tokenTransfer() {
    return transaction(
        WitnessContracts.COUNT.address(),
        0,
        100_000,
        Bytes.concatenate(word(random.nextInt(SLOTS)), word(random.nextInt(SLOTS))));
  }

  private static Bytes32 word(final long value) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(value + 1));
  }

  private BlockInput extend(final DrivenEngine engine, final List<Bytes> transactions)
      throws BlockMismatchException {
    final L2Block head = engine.head();
    final BlockInput input =
        new BlockInput(
            new BlockAttributes(
                head.number() + 1,
                head.hash(),
                head.timestamp() + 1,
                DriverPlugin.COINBASE,
                DriverPlugin.GAS_LIMIT,
                0,
                Bytes32.ZERO),
            transactions);
    final int included =
        engine
            .extend(input.attributes(), transactions, Optional.empty())
            .block()
            .transactions()
            .size();
    if (included < transactions.size()) {
      throw new AssertionError("only %d transactions fit".formatted(included));
    }
    return input;
  }

  @Test
  void measure(@TempDir final Path dir) throws IOException, BlockMismatchException {
    final Map<String, String> genesis = new LinkedHashMap<>(WitnessContracts.genesis());
    for (int i = 0; i < ACCOUNTS; i++) {
      genesis.put(account(i).toString(), "0x");
    }
    try (BesuProcess besu =
        DrivenBesu.in(dir, BesuGenesis.of(AccountTransactions.KEY.address(), genesis))
            .start(dir.resolve("data"))) {
      final DrivenEngine engine = new DrivenEngine(besu);
      for (int slot = 0; slot < SLOTS; ) {
        final List<Bytes> transactions = new ArrayList<>();
        for (int i = 0; i < 10 && slot < SLOTS; i++) {
          final List<Bytes> words = new ArrayList<>();
          for (int j = 0; j < SLOTS_PER_CALL; j++, slot++) {
            words.add(word(slot));
          }
          transactions.add(
              transaction(
                  WitnessContracts.COUNT.address(),
                  0,
                  2_900_000,
                  Bytes.concatenate(words.toArray(Bytes[]::new))));
        }
        extend(engine, transactions);
      }
      measure("transfers", besu, engine, this::transfer);
      measure("token transfers", besu, engine, this::tokenTransfer);
    }
  }

  private interface Traffic {
    Bytes next();
  }

  private void measure(
      final String what, final BesuProcess besu, final DrivenEngine engine, final Traffic traffic)
      throws IOException, BlockMismatchException {
    final List<BlockInput> inputs = new ArrayList<>();
    for (int block = 0; block < BLOCKS_PER_BATCH; block++) {
      final List<Bytes> transactions = new ArrayList<>();
      for (int i = 0; i < TRANSACTIONS_PER_BLOCK; i++) {
        transactions.add(traffic.next());
      }
      inputs.add(extend(engine, transactions));
    }
    final JsonNode figures =
        besu.result("driver_witnessMeasure", inputs.stream().map(EngineJson::of).toList(), ROUNDS);
    final double plain = figures.get("plain").asDouble();
    final int transactions = BLOCKS_PER_BATCH * TRANSACTIONS_PER_BLOCK;
    // The tests' log has warnings only.
    LoggerFactory.getLogger(RealBesuWitnessFigures.class)
        .warn(
            "batch of {} {} in {} blocks: again {} ms, recorded {} ms ({}), stateless {} ms ({}); {} bytes and {} nodes per transaction",
            transactions,
            what,
            BLOCKS_PER_BATCH,
            "%.1f".formatted(plain / 1e6),
            "%.1f".formatted(figures.get("recorded").asDouble() / 1e6),
            "%.2f".formatted(figures.get("recorded").asDouble() / plain),
            "%.1f".formatted(figures.get("stateless").asDouble() / 1e6),
            "%.2f".formatted(figures.get("stateless").asDouble() / plain),
            "%.0f".formatted(figures.get("bytes").asDouble() / transactions),
            "%.1f".formatted(figures.get("nodes").asDouble() / transactions));
  }
}
