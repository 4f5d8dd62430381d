/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.rpc.WitnessMethods;
import org.zknode.rollup.witness.SszException;
import org.zknode.rollup.witness.StatelessInput;

/** Execution witnesses of a real Besu; skipped by name where none is found. One chain. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class RealBesuWitnessTest {
  private static final int BLOCKS = 1_020;
  private static final int BATCH = 10;
  private static final long CHAIN_ID = 1001;

  /** The newest, of which Besu still has the states and some are far back. */
  private static final int CHECKED = 190;

  /** Of how many blocks EthereumJS gets one without each of its parts in turn. */
  private static final int SAMPLE = 250;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<BlockInput> inputs = new ArrayList<>();
  private Path genesis;
  private Path witnesses;
  private BesuProcess besu;
  private long gasUsed;

  @BeforeAll
  void buildAChain(@TempDir final Path dir) throws IOException, BlockMismatchException {
    final DrivenBesu driven =
        DrivenBesu.in(
            dir, BesuGenesis.of(AccountTransactions.KEY.address(), WitnessContracts.genesis()));
    genesis = driven.genesis();
    witnesses = dir.resolve("witnesses.jsonl");
    besu = driven.start(dir.resolve("data"));
    final DrivenEngine engine = new DrivenEngine(besu);
    final WitnessTraffic traffic = new WitnessTraffic(1);
    L2Block head = engine.head();
    while (head.number() < BLOCKS) {
      final WitnessTraffic.Next next = traffic.after(head);
      final BlockResult result =
          engine.extend(next.input().attributes(), next.input().transactions(), Optional.empty());
      assertThat(result.block().transactions()).hasSize(next.applicable());
      inputs.add(next.input());
      head = result.block();
      gasUsed += head.gasUsed();
      if (head.number() % BATCH == 0) {
        besu.result(
            "driver_witnessFile", head.number() - BATCH + 1, head.number(), witnesses.toString());
      }
    }
  }

  @AfterAll
  void stopBesu() {
    if (besu != null) {
      besu.close();
    }
  }

  /** Also on states that Besu has to roll back to. */
  @Test
  void batchesAndBlocksAreExecutedOnTheirWitnessAlone() throws IOException {
    long olderHeaders = 0;
    for (int first = BLOCKS - CHECKED; first < BLOCKS; first += BATCH) {
      final JsonNode figures =
          besu.result(
              "driver_witness",
              inputs.subList(first, first + BATCH).stream().map(EngineJson::of).toList());
      olderHeaders = Math.max(olderHeaders, figures.get("headers").asLong());
    }
    assertThat(olderHeaders).as("nearly as far as BLOCKHASH reads").isBetween(248L, 256L);
  }

  /**
   * An EVM that nobody here wrote gets the same, and needs every part. It needs less where gas did
   * not suffice for a call of a delegated account ({@code CallAccess}).
   */
  @Test
  void ethereumJsExecutesThemOnTheirWitnessAlone() throws IOException, InterruptedException {
    final JsonNode done = EthereumJs.installed().execute(genesis, witnesses, SAMPLE);

    assertThat(done.get("failures")).isEmpty();
    assertThat(done.get("blocks").asInt()).isEqualTo(BLOCKS);
    assertThat(done.get("gasUsed").asLong()).isEqualTo(gasUsed);
    assertThat(done.get("dropped").asInt()).isGreaterThan(BLOCKS / SAMPLE * 20);
    assertThat(done.get("unusedIn").asInt()).isLessThan(BLOCKS / 100);
  }

  /** An SSZ library that nobody here wrote reads what a zkVM's guest gets, to the last byte. */
  @Test
  void anotherSszLibraryReadsTheInputsOfGuests(@TempDir final Path dir)
      throws IOException, InterruptedException, SszException {
    final List<String> lines = new ArrayList<>();
    final List<String> hashes = new ArrayList<>();
    final List<String> types = new ArrayList<>();
    for (final String line : Files.readAllLines(witnesses)) {
      final JsonNode block = JSON.readTree(line);
      final StatelessInput input =
          StatelessInput.of(
              Bytes.fromHexString(block.get("header").asText()),
              parts(block, "transactions"),
              new ExecutionWitness(
                  parts(block, "state"), parts(block, "codes"), parts(block, "headers")),
              CHAIN_ID);
      final Bytes encoded = input.encode();
      assertThat(StatelessInput.decode(encoded)).isEqualTo(input);
      lines.add(encoded.toHexString());
      hashes.add(input.request().payload().blockHash().toHexString());
      input
          .request()
          .payload()
          .transactions()
          .forEach(raw -> types.add(raw.slice(0, 1).toHexString()));
    }
    final JsonNode read = EthereumJs.installed().readSsz(Files.write(dir.resolve("inputs"), lines));

    assertThat(read.get("failures")).isEmpty();
    assertThat(read.get("inputs").asInt()).isEqualTo(BLOCKS);
    assertThat(read.get("transactions").asInt()).isEqualTo(types.size());
    assertThat(types).contains("0x01", "0x02", "0x04", "0xf8");
    assertThat(read.get("hashes")).extracting(JsonNode::asText).isEqualTo(hashes);
    System.out.printf(
        "inputs of guests: %d blocks, %d transactions, %d bytes%n",
        BLOCKS, types.size(), read.get("bytes").asLong());
  }

  private static List<Bytes> parts(final JsonNode block, final String name) {
    return block.get(name).valueStream().map(JsonNode::asText).map(Bytes::fromHexString).toList();
  }

  /** Skipped where Besu has such a method itself, which answers for later forks only. */
  @Test
  void aBlockIsAskedForAsOfOtherClients() throws IOException {
    final JsonNode answer = besu.call(WitnessMethods.DEBUG, "0x" + Integer.toHexString(BLOCKS));
    assumeTrue(!answer.has("error"), () -> "this Besu answers itself: " + answer);

    final String last = Files.readAllLines(witnesses).getLast();
    for (final String part : List.of("state", "codes", "headers")) {
      assertThat(last).contains("\"%s\":%s".formatted(part, answer.path("result").get(part)));
    }
    assertThat(besu.call(WitnessMethods.DEBUG, "0x1").path("error").path("message").asText())
        .contains("--bonsai-historical-block-limit");
  }

  @Test
  void everyPartIsNeededAndNoneMayBeMoreOrOther() throws IOException {
    for (int number = BLOCKS - CHECKED; number <= BLOCKS; number += 95) {
      final JsonNode found = besu.result("driver_witnessFaults", number, number - 7);
      assertThat(found.toString()).doesNotContain("none");
      found
          .properties()
          .forEach(
              entry ->
                  assertThat(entry.getValue().fieldNames())
                      .toIterable()
                      .as("%s: %s", entry.getKey(), entry.getValue())
                      .isSubsetOf(faults(entry.getKey())));
    }
  }

  private static List<String> faults(final String what) {
    return switch (what) {
      // What hung on a node that is not there hangs on nothing.
      case "STATE dropped" -> List.of("MISSING", "CHANGED");
      case "CODES dropped", "HEADERS dropped" -> List.of("MISSING");
      // One of a few bytes may turn into another one that is there.
      case "CODES changed" -> List.of("CHANGED", "SURPLUS");
      case "STATE changed", "HEADERS changed" -> List.of("CHANGED");
      case "STATE added", "CODES added", "HEADERS added" -> List.of("UNREFERENCED", "SURPLUS");
      default -> List.of("SURPLUS");
    };
  }
}
