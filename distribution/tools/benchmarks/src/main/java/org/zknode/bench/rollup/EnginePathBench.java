/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.bench.rollup.PlainBesu.Timed;
import org.zknode.bench.rollup.SequencerBench.Built;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.SignedTransaction;

/**
 * The sequencer's blocks built once more by a plain Besu, the way a consensus client's Besu builds
 * them: testing_buildBlockV1, engine_newPayload, engine_forkchoiceUpdated.
 */
final class EnginePathBench {
  /** The sequencer's aim: so many times the engine path's rate. */
  private static final double AIM = 1.5;

  private static final String SECTION = SequencerBench.SECTION;
  private static final double NANOS = 1e9;
  private static final double PER_THOUSAND = 1_000;

  private final Devnet devnet;
  private final Path besuHome;
  private final RollupFigures figures;
  private long transactions;
  private long building;
  private long importing;
  private long choosing;
  private long blocks;
  private double cpuAtStart;

  EnginePathBench(final Devnet devnet, final Path besuHome, final RollupFigures figures) {
    this.devnet = devnet;
    this.besuHome = besuHome;
    this.figures = figures;
  }

  void run(final Built built) {
    final Map<String, String> raw = new HashMap<>();
    for (final SignedTransaction transaction : built.transactions()) {
      raw.put(transaction.hash().toHexString(), transaction.raw().toHexString());
    }
    try (PlainBesu besu =
        PlainBesu.start(
            besuHome,
            "engine-path",
            devnet.genesisFile(),
            devnet.dataFolder(),
            Devnet.BLOCK_GAS_LIMIT,
            Devnet.L2_CHAIN_ID)) {
      final ProcessFacts process = new ProcessFacts(besu.process());
      final String genesis = hash(block(besu.rpc(), 0));
      String parent = genesis;
      for (long number = 1; number <= built.lastBlock(); number++) {
        if (number == built.warmUpBlocks() + 1) {
          cpuAtStart = process.cpuSeconds();
        }
        final JsonNode own = block(devnet.mainNode().rpc(), number);
        parent = build(besu, own, parent, genesis, raw, number > built.warmUpBlocks());
        if (!parent.equals(hash(own))) {
          throw new LauncherException(
              "the plain Besu built block %d as %s, the sequencer as %s"
                  .formatted(number, parent, hash(own)));
        }
      }
      report(process.cpuSeconds() - cpuAtStart);
    }
  }

  private String build(
      final PlainBesu besu,
      final JsonNode own,
      final String parent,
      final String genesis,
      final Map<String, String> raw,
      final boolean measured) {
    final String root = own.path("parentBeaconBlockRoot").asText();
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("timestamp", own.path("timestamp").asText());
    attributes.put("prevRandao", Bytes32.ZERO.toHexString());
    attributes.put("suggestedFeeRecipient", own.path("miner").asText());
    attributes.put("withdrawals", List.of());
    attributes.put("parentBeaconBlockRoot", root);
    final List<String> wanted = new ArrayList<>();
    own.path("transactions").forEach(hash -> wanted.add(raw.get(hash.asText())));

    final Timed built = besu.rpc("testing_buildBlockV1", parent, attributes, wanted, "0x");
    final JsonNode payload = built.result().path("executionPayload");
    final Timed imported = besu.engine("engine_newPayloadV4", payload, List.of(), root, List.of());
    requireValid(imported.result());
    final String hash = payload.path("blockHash").asText();
    final Timed chosen = besu.forkchoice(hash, genesis);
    requireValid(chosen.result().path("payloadStatus"));
    if (payload.path("transactions").size() != wanted.size()) {
      throw new LauncherException(
          "the plain Besu put %d of %d transactions into a block"
              .formatted(payload.path("transactions").size(), wanted.size()));
    }
    if (measured) {
      blocks++;
      transactions += wanted.size();
      building += built.nanos();
      importing += imported.nanos();
      choosing += chosen.nanos();
    }
    return hash;
  }

  private void report(final double cpuSeconds) {
    final double rate = transactions * NANOS / (building + importing + choosing);
    figures.add(SECTION, "engine path: transactions per second", rate, "tx/s");
    figures.add(SECTION, "engine path: testing_buildBlockV1", millis(building), "ms/block");
    figures.add(SECTION, "engine path: engine_newPayload", millis(importing), "ms/block");
    figures.add(SECTION, "engine path: engine_forkchoiceUpdated", millis(choosing), "ms/block");
    figures.add(
        SECTION,
        "engine path: processor time per 1000 transactions",
        cpuSeconds * PER_THOUSAND / transactions,
        "s");
    figures.ratio(
        SECTION,
        "sequencer (busy time) to engine path",
        figures.value(SECTION, SequencerBench.BUSY_RATE).orElseThrow() / rate,
        AIM);
  }

  private double millis(final long nanos) {
    return nanos / 1e6 / blocks;
  }

  private static void requireValid(final JsonNode status) {
    if (!status.path("status").asText().equals("VALID")) {
      throw new LauncherException("the plain Besu does not take a block: " + status);
    }
  }

  private static JsonNode block(final JsonRpc node, final long number) {
    return node.tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(number), false)
        .orElseThrow(
            () -> new LauncherException("%s has no block %d".formatted(node.url(), number)));
  }

  private static String hash(final JsonNode block) {
    return block.path("hash").asText();
  }
}
