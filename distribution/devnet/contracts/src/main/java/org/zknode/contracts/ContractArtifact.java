/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.tuweni.bytes.Bytes;

/**
 * A compiled dev contract, as committed next to this class by {@code compile.mjs}.
 *
 * @param name for instance {@code DevRollup}
 * @param abi the JSON ABI
 * @param methodIdentifiers selector (8 hex digits) by signature
 * @param bytecode creation code without constructor arguments
 * @param runtimeBytecode code of an account, of a contract that can stand in a genesis file; else
 *     empty
 * @param storage slot and offset (bytes from the right) by variable, of such a contract
 */
public record ContractArtifact(
    String name,
    JsonNode abi,
    JsonNode methodIdentifiers,
    Bytes bytecode,
    Bytes runtimeBytecode,
    JsonNode storage) {

  /**
   * @throws IllegalArgumentException there is no such contract
   */
  public static ContractArtifact load(final String name) {
    try (InputStream in = ContractArtifact.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no dev contract " + name);
      }
      return of(name, new ObjectMapper().readTree(in));
    } catch (final IOException e) {
      throw new UncheckedIOException("dev contract %s cannot be read".formatted(name), e);
    }
  }

  /**
   * Of an example.
   *
   * @param file as {@code compile.mjs} wrote it
   */
  public static ContractArtifact read(final Path file) {
    try {
      final JsonNode json = new ObjectMapper().readTree(file.toFile());
      return of(json.path("contractName").asText(), json);
    } catch (final IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }

  private static ContractArtifact of(final String name, final JsonNode json) {
    return new ContractArtifact(
        name,
        json.get("abi"),
        json.get("methodIdentifiers"),
        Bytes.fromHexString(json.get("bytecode").asText()),
        Bytes.fromHexString(json.path("runtimeBytecode").asText("")),
        json.path("storage"));
  }
}
