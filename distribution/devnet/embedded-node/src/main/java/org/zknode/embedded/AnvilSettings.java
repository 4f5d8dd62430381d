/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.zknode.rollup.engine.EngineException;

/**
 * How anvil is started for an L2 chain.
 *
 * @param binary native anvil executable
 * @param genesis L2 genesis file (geth's format) with chain id, gas limit and alloc
 * @param chainId from the genesis file
 * @param gasLimit of the genesis block
 * @param cacheDirectory where anvil keeps older states
 */
record AnvilSettings(Path binary, Path genesis, long chainId, long gasLimit, Path cacheDirectory) {

  /**
   * Reads the genesis file.
   *
   * @throws EngineException names the file that is missing or bad
   */
  static AnvilSettings of(final Path binary, final Path genesis, final Path cacheDirectory) {
    if (!Files.isExecutable(binary)) {
      throw new EngineException("anvil is not an executable file: " + binary);
    }
    final JsonNode json;
    try {
      json = new ObjectMapper().readTree(Files.readAllBytes(genesis));
    } catch (final IOException e) {
      throw new EngineException(
          "genesis file %s cannot be read: %s".formatted(genesis, e.getMessage()), e);
    }
    final JsonNode chainId = json.path("config").path("chainId");
    if (!chainId.canConvertToLong() || chainId.asLong() <= 0 || !json.path("alloc").isObject()) {
      throw new EngineException(
          "genesis file %s needs a number config.chainId and an object alloc".formatted(genesis));
    }
    if (!json.path("config").path("pragueTime").canConvertToLong()
        || json.path("config").path("pragueTime").asLong() != 0) {
      throw new EngineException(
          "genesis file %s: the rollup's rules are Prague's, config.pragueTime must be 0"
              .formatted(genesis));
    }
    try {
      final long gasLimit = Long.decode(json.path("gasLimit").asText());
      return new AnvilSettings(binary, genesis, chainId.asLong(), gasLimit, cacheDirectory);
    } catch (final NumberFormatException e) {
      throw new EngineException(
          "genesis file %s: gasLimit is not a number: %s"
              .formatted(genesis, json.path("gasLimit").asText()),
          e);
    }
  }

  List<String> arguments() {
    return List.of(
        "--init",
        genesis.toString(),
        "--chain-id",
        Long.toString(chainId),
        "--gas-limit",
        Long.toString(gasLimit),
        "--hardfork",
        "prague",
        "--timestamp",
        "0",
        // Blocks are made by the engine only, from its own list in its own order.
        "--no-mining",
        "--order",
        "fifo",
        // Balances count when a block is executed, not before: a transaction may spend what an
        // earlier one of the same block brings.
        "--disable-pool-balance-checks",
        // Nothing in the state that the genesis file does not name.
        "--disable-default-create2-deployer",
        "--accounts",
        "1",
        "--balance",
        "0",
        "--no-request-size-limit",
        "--cache-path",
        cacheDirectory.toString());
  }
}
