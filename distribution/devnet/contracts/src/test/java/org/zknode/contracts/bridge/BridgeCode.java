/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/**
 * Whose byte code the bridges and L1's exit root manager have: ours, or that of a folder with
 * compiled contracts of another project (docs/develop/building.md, "Other bridges' byte code").
 * They are called by our ABI in any case.
 *
 * @param folder of files NAME.json with "bytecode" and "deployedBytecode"
 * @param networks whose contracts are from there
 */
record BridgeCode(Optional<Path> folder, Set<Long> networks) {
  private static final String FOLDER = "zknode.bridge.contracts";
  private static final String NETWORKS = "zknode.bridge.networks";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the system properties say; both networks' when they name none. */
  static BridgeCode chosen() {
    return new BridgeCode(
        Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of),
        switch (System.getProperty(NETWORKS, "both")) {
          case "L1" -> Set.of(TwoNetworks.L1);
          case "L2" -> Set.of(TwoNetworks.L2);
          case "both" -> Set.of(TwoNetworks.L1, TwoNetworks.L2);
          default -> throw new IllegalArgumentException(NETWORKS + " is L1, L2 or both");
        });
  }

  /** Whether that network's contracts are ours. */
  boolean isOurs(final long network) {
    return folder(network).isEmpty();
  }

  /**
   * What a contract of that network says when it refuses: each project has errors of its own where
   * the ABI has none.
   */
  String words(final long network, final String ours, final String others) {
    return isOurs(network) ? ours : others;
  }

  private Optional<Path> folder(final long network) {
    return folder.filter(any -> networks.contains(network));
  }

  /** A bridge that is not initialized yet. */
  Contract bridge(final Anvil anvil, final long network) {
    return folder(network)
        .map(from -> placed(anvil, code(from, "PolygonZkEVMBridgeV2", "deployedBytecode"), network))
        .orElseGet(() -> Contract.deploy(anvil, "Bridge"));
  }

  /** Code that is behind a proxy elsewhere: its constructor would let nobody initialize it. */
  private static Contract placed(final Anvil anvil, final Bytes code, final long network) {
    final Address address =
        new Address(
            Keccak256.hash(
                    Bytes.ofUnsignedLong(network), anvil.nextContract(anvil.account(0), 0).bytes())
                .slice(Bytes32.SIZE - Address.SIZE));
    anvil.request("anvil_setCode", address.toString(), code.toHexString());
    anvil.request("anvil_setNonce", address.toString(), "0x1");
    return Contract.at(anvil, "Bridge", address);
  }

  Contract l1ExitRoots(final Anvil anvil, final Address rollupManager, final Contract bridge) {
    final String ours = "DevGlobalExitRootManager";
    return folder(TwoNetworks.L1)
        .map(
            from ->
                Contract.at(
                    anvil,
                    ours,
                    created(
                        anvil,
                        code(from, "PolygonZkEVMGlobalExitRootV2", "bytecode"),
                        Bytes32.leftPad(rollupManager.bytes()),
                        Bytes32.leftPad(bridge.address().bytes()))))
        .orElseGet(() -> Contract.deploy(anvil, ours, rollupManager, bridge));
  }

  private static Address created(final Anvil anvil, final Bytes... creation) {
    return anvil
        .send(anvil.account(0), Optional.empty(), BigInteger.ZERO, Bytes.concatenate(creation))
        .created()
        .orElseThrow();
  }

  private static Bytes code(final Path folder, final String name, final String key) {
    final Path file = folder.resolve(name + ".json");
    try {
      final JsonNode artifact = JSON.readTree(file.toFile());
      return Bytes.fromHexString(artifact.required(key).asText());
    } catch (final IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }
}
