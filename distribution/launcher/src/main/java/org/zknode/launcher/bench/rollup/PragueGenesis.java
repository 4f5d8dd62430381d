/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.bench.rollup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.zknode.launcher.LauncherException;

/**
 * The genesis of the engine path: testing_buildBlockV1 answers for Prague and later only. A genesis
 * file without Prague gets it, with system contracts that do nothing.
 *
 * @param own the devnet's file as it is, so that the blocks must have the same hashes
 */
record PragueGenesis(Path file, boolean own) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRAGUE = "pragueTime";
  private static final String ZERO = "0x0000000000000000000000000000000000000000";

  /** EIP-7002, EIP-7251 and EIP-2935. */
  private static final List<String> SYSTEM_CONTRACTS =
      List.of(
          "0x00000961Ef480Eb55e80D19ad83579A64c007002",
          "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
          "0x0000F90827F1C53a10cb7A02335B175320002935");

  private static final String STOP = "0x00";

  static PragueGenesis of(final Path devnet) {
    try {
      final ObjectNode genesis = (ObjectNode) JSON.readTree(devnet.toFile());
      final ObjectNode config = (ObjectNode) genesis.get("config");
      if (config.has(PRAGUE)) {
        return new PragueGenesis(devnet, true);
      }
      config.put(PRAGUE, 0);
      config.put("depositContractAddress", ZERO);
      config.put("withdrawalRequestContractAddress", SYSTEM_CONTRACTS.get(0));
      config.put("consolidationRequestContractAddress", SYSTEM_CONTRACTS.get(1));
      final ObjectNode alloc = (ObjectNode) genesis.get("alloc");
      for (final String contract : SYSTEM_CONTRACTS) {
        alloc
            .putObject(contract.substring(2))
            .put("balance", "0x0")
            .put("nonce", "0x1")
            .put("code", STOP);
      }
      final Path file = devnet.resolveSibling("genesis-prague.json");
      JSON.writeValue(file.toFile(), genesis);
      return new PragueGenesis(file, false);
    } catch (final IOException e) {
      throw new LauncherException("the genesis file cannot be changed: " + e.getMessage(), e);
    }
  }
}
