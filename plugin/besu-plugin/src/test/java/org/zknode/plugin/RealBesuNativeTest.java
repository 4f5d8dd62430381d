/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.plugin.besu.DriverEngine;

/** A Besu without the native library of the BLS12-381 precompiles, as on a platform without one. */
@Tag("slow")
class RealBesuNativeTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final Address BLS12_G1_ADD =
      Address.fromHex("0x000000000000000000000000000000000000000b");
  private static final Address RECIPIENT =
      Address.fromHex("0x000000000000000000000000000000000000beef");
  private static final List<Long> NO_LIMIT = Collections.nCopies(7, 1L << 50);
  private static final String ROOT = "0x" + "11".repeat(32);

  @TempDir private Path dir;
  private Path home;
  private Path plugins;
  private Path genesis;

  @BeforeEach
  void takeTheLibraryAway() throws IOException {
    final Optional<Path> found = BesuProcess.find();
    assumeTrue(found.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    home = withoutGnark(found.get(), dir.resolve("besu"));
    plugins = PluginJars.directory(dir.resolve("plugins"), DriverPlugin.class.getName());
    genesis =
        Files.writeString(dir.resolve("genesis.json"), BesuGenesis.of(KEY.address(), Map.of()));
  }

  private static Path withoutGnark(final Path besu, final Path target) throws IOException {
    Files.createDirectories(target.resolve("bin"));
    Files.createDirectories(target.resolve("lib"));
    Files.copy(besu.resolve("bin/besu"), target.resolve("bin/besu"));
    try (Stream<Path> jars = Files.list(besu.resolve("lib"))) {
      for (final Path jar : jars.toList()) {
        final Path copy = target.resolve("lib").resolve(jar.getFileName());
        if (jar.getFileName().toString().startsWith("gnark-")) {
          Files.copy(jar, copy);
          removeLibraries(copy);
        } else {
          Files.createSymbolicLink(copy, jar);
        }
      }
    }
    return target;
  }

  private static void removeLibraries(final Path jar) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
        Stream<Path> files = Files.walk(zip.getPath("/"))) {
      final List<Path> libraries =
          files.filter(file -> file.toString().matches(".*\\.(so|dylib|dll)")).toList();
      assertThat(libraries).isNotEmpty();
      for (final Path library : libraries) {
        Files.delete(library);
      }
    }
  }

  private BesuProcess start(final String... more) throws IOException {
    return BesuProcess.start(
        home,
        plugins,
        dir.resolve("data"),
        genesis,
        Stream.concat(
                Stream.of("--rpc-http-api=ETH,NET,DRIVER", "--color-enabled=false"),
                Stream.of(more))
            .toList());
  }

  @Test
  void theStartIsRefusedWithTheLibrarysName() throws IOException {
    try (BesuProcess besu = start()) {
      assertThat(besu.awaitExit()).isNotZero();
      assertThat(besu.log())
          .containsPattern(
              "the precompile BLS12\\S+ \\(address 0x0b\\) needs the native library"
                  + " gnark_eip_2537 \\(of besu-native's gnark\\): this Besu lacks code for ");
    }
  }

  /** Whatever the start did not see: a transaction is not left out, and the engine goes on. */
  @Test
  void aTransactionThatNeedsItIsNamedAndTheNextBlockIsBuilt() throws IOException {
    try (BesuProcess besu = start("--plugin-driver-note=" + DriverEngine.UNCHECKED).awaitRpc()) {
      final String raw = sign(BLS12_G1_ADD, Bytes.wrap(new byte[256]));
      final JsonNode answer = besu.call("driver_extend", 10, ROOT, List.of(raw));
      assertThat(answer.has("error")).isTrue();
      assertThat(besu.log())
          .containsPattern(
              "EngineException: transaction 0 \\(0x[0-9a-f]{64}\\) of block 1 could not be executed: this Besu lacks code for ");
      assertThat(besu.call("driver_try", raw, NO_LIMIT, 1_000).has("error")).isTrue();

      final JsonNode block =
          besu.result("driver_extend", 11, ROOT, List.of(sign(RECIPIENT, Bytes.EMPTY)));
      assertThat(block.get("transactions")).hasSize(1);
    }
  }

  private static String sign(final Address to, final Bytes data) {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.LEGACY,
                DriverPlugin.CHAIN_ID,
                0,
                BigInteger.valueOf(10_000_000_000L),
                BigInteger.valueOf(10_000_000_000L),
                200_000,
                Optional.of(to),
                BigInteger.ZERO,
                data),
            KEY)
        .raw()
        .toHexString();
  }
}
