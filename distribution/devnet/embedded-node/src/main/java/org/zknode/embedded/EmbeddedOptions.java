/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.Enode;
import picocli.CommandLine.Option;

/** Flags of the host itself; those of the roles are the same as on Besu. */
final class EmbeddedOptions {
  private static final String NODE_KEY = "node.key";

  @Option(names = "--anvil", required = true, description = "Native anvil executable")
  Path anvil;

  @Option(names = "--genesis", required = true, description = "L2 genesis file in geth's format")
  Path genesis;

  @Option(names = "--data-dir", required = true, description = "Block journal and node key")
  Path dataDirectory;

  @Option(names = "--rpc-host", description = "JSON-RPC host (default: ${DEFAULT-VALUE})")
  String rpcHost = "127.0.0.1";

  @Option(names = "--rpc-port", description = "JSON-RPC port (default: ${DEFAULT-VALUE})")
  int rpcPort = 8545;

  @Option(names = "--p2p-host", description = "devp2p host (default: ${DEFAULT-VALUE})")
  String p2pHost = "127.0.0.1";

  @Option(names = "--p2p-port", description = "devp2p port (default: ${DEFAULT-VALUE})")
  int p2pPort = 30303;

  @Option(
      names = "--node-key-file",
      description =
          "devp2p key, 64 hex digits (default: node.key in the data directory, made once)")
  Path nodeKeyFile;

  @Option(names = "--bootnodes", split = ",", description = "enodes that stay connected")
  List<String> bootnodes = List.of();

  List<Enode> bootnodeEnodes() {
    return bootnodes.stream().map(Enode::parse).toList();
  }

  /** Creates the data directory too. */
  PrivateKey nodeKey() throws IOException {
    Files.createDirectories(dataDirectory);
    if (nodeKeyFile != null) {
      return PrivateKey.fromFile(nodeKeyFile);
    }
    final Path file = dataDirectory.resolve(NODE_KEY);
    if (!Files.exists(file)) {
      // 32 random bytes are below the group order except with probability 2^-127.
      final byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Bytes.wrap(secret).toUnprefixedHexString());
    }
    return PrivateKey.fromFile(file);
  }
}
