/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a directory that is laid out like a Besu. */
class BesuToolsTest {
  private static final String SERVICES = "META-INF/services/org.hyperledger.besu.plugin.BesuPlugin";
  private static final String CONNECTION =
      "org/hyperledger/besu/ethereum/p2p/rlpx/connections/netty/NettyPeerConnection";
  private static final String COMMAND =
      "package org.hyperledger.besu.cli; public class BesuCommand {"
          + " private org.hyperledger.besu.controller.BesuController besuController; }";

  @TempDir Path dir;
  private Path besu;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void fakeBesu() throws IOException {
    besu = dir.resolve("besu");
    app("26.9.0", COMMAND);
  }

  @Test
  void checkTellsWhetherEverythingResolves() throws IOException {
    assertThat(run("check-besu", zip("1", "lib-a"), besu)).isZero();
    assertThat(text()).contains("checked against Besu 26.9.0: all resolve");

    app("27.0.0", COMMAND.replace("besuController;", "other;"));
    assertThat(run("check-besu", zip("1", "lib-a"), besu)).isEqualTo(1);
    assertThat(text())
        .contains("field org.hyperledger.besu.cli.BesuCommand.besuController is missing")
        .contains("Besu 27.0.0: 1 do not resolve");
  }

  @Test
  void installsWithACatalogOfThatVersion() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), besu)).isZero();
    assertThat(plugins()).containsExactly("lib-a-1.jar", "zknode-1.jar", "zknode-plugin.files");
    final JsonNode catalog = catalog("zknode-1.jar");
    assertThat(catalog.get("besuVersion").asText()).isEqualTo("26.9.0");
    assertThat(catalog.get("dependencies")).hasSize(1);
    assertThat(catalog.at("/dependencies/0/group").asText()).isEqualTo("g.lib-a");
    assertThat(catalog.at("/dependencies/0/name").asText()).isEqualTo("lib-a");
    assertThat(catalog.at("/dependencies/0/filename").asText()).isEqualTo("lib-a-1.jar");
  }

  @Test
  void doingItAgainChangesNothing() throws IOException {
    final Path zip = zip("1", "lib-a");
    assertThat(run("install", zip, besu)).isZero();
    final byte[] before = Files.readAllBytes(besu.resolve("plugins/zknode-plugin.files"));
    assertThat(run("install", zip, besu)).isZero();
    assertThat(Files.readAllBytes(besu.resolve("plugins/zknode-plugin.files"))).isEqualTo(before);
  }

  @Test
  void upgradeRemovesWhatTheNewVersionDoesNotHave() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), besu)).isZero();
    Files.writeString(besu.resolve("plugins/foreign.jar"), "foreign");
    assertThat(run("install", zip("2", "lib-b"), besu)).isZero();
    assertThat(plugins())
        .containsExactly("foreign.jar", "lib-b-2.jar", "zknode-2.jar", "zknode-plugin.files");
  }

  @Test
  void removeTakesAwayOnlyOurFiles() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), besu)).isZero();
    Files.writeString(besu.resolve("plugins/foreign.jar"), "foreign");
    assertThat(run("install", zip("1", "lib-a"), besu, "--remove")).isZero();
    assertThat(text()).contains("2 files removed");
    assertThat(plugins()).containsExactly("foreign.jar");
    assertThat(run("install", zip("1", "lib-a"), besu, "--remove")).isZero();
    assertThat(text()).contains("0 files removed");
  }

  /** As kill -9 leaves it while a file is copied. */
  @Test
  void anInstallationThatWasCutOffIsDoneAgainOrRemoved() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), besu)).isZero();
    final Path part = besu.resolve("plugins/zknode-plugin.part");
    Files.writeString(part, "half");
    assertThat(run("install", zip("2", "lib-a"), besu)).isZero();
    assertThat(plugins()).containsExactly("lib-a-2.jar", "zknode-2.jar", "zknode-plugin.files");
    Files.writeString(part, "half");
    assertThat(run("install", zip("2", "lib-a"), besu, "--remove")).isZero();
    assertThat(plugins()).isEmpty();
  }

  @Test
  void aForeignFileInTheWayStopsIt() throws IOException {
    Files.createDirectories(besu.resolve("plugins"));
    Files.writeString(besu.resolve("plugins/lib-a-1.jar"), "foreign");
    assertThat(run("install", zip("1", "lib-a"), besu)).isEqualTo(1);
    assertThat(text()).contains("lib-a-1.jar was not put there by this command");
    assertThat(plugins()).containsExactly("lib-a-1.jar");
    assertThat(Files.readString(besu.resolve("plugins/lib-a-1.jar"))).isEqualTo("foreign");
  }

  @Test
  void aFileChangedSinceTheInstallationIsNotTouched() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), besu)).isZero();
    Files.writeString(besu.resolve("plugins/lib-a-1.jar"), "changed");
    assertThat(run("install", zip("2", "lib-a"), besu)).isEqualTo(1);
    assertThat(run("install", zip("1", "lib-a"), besu, "--remove")).isEqualTo(1);
    assertThat(Files.readString(besu.resolve("plugins/lib-a-1.jar"))).isEqualTo("changed");
  }

  @Test
  void aBesuThatDoesNotFitIsLeftAlone() throws IOException {
    app("27.0.0", COMMAND.replace("besuController;", "other;"));
    assertThat(run("install", zip("1", "lib-a"), besu)).isEqualTo(1);
    assertThat(text()).contains("not installed");
    assertThat(besu.resolve("plugins")).doesNotExist();
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    assertThat(run("install", zip("1", "lib-a"), dir.resolve("nowhere"))).isEqualTo(1);
    assertThat(text()).contains("nowhere is not a Besu distribution");
    assertThat(run("install", dir.resolve("absent.zip"), besu)).isEqualTo(1);
    assertThat(text()).contains("absent.zip does not exist");
    assertThat(run("install", zip("1", "lib-a"), besu, "--what")).isEqualTo(2);
    assertThat(text()).contains("--what");
  }

  private void app(final String version, final String command) throws IOException {
    SourceJars.jar(
        dir,
        besu.resolve("lib/besu-app-1.jar"),
        List.of(),
        Map.of(
            "org/hyperledger/besu/cli/BesuCommand",
            command,
            "org/hyperledger/besu/controller/BesuController",
            "package org.hyperledger.besu.controller; public class BesuController {}",
            CONNECTION,
            "package "
                + CONNECTION.substring(0, CONNECTION.lastIndexOf('/')).replace('/', '.')
                + "; public class NettyPeerConnection {"
                + " private io.netty.channel.ChannelHandlerContext ctx; }",
            "io/netty/channel/ChannelHandlerContext",
            "package io.netty.channel; public interface ChannelHandlerContext {}"),
        Map.of(),
        version);
  }

  private Path zip(final String version, final String library) throws IOException {
    final Path work = Files.createTempDirectory(dir, "zip");
    final Path plugin =
        SourceJars.jar(
            dir,
            work.resolve("zknode-" + version + ".jar"),
            List.of(),
            Map.of("org/zknode/demo/Plugin", "package org.zknode.demo; public class Plugin {}"),
            Map.of(SERVICES, "org.zknode.demo.Plugin"),
            version);
    final Path bundled =
        SourceJars.jar(
            dir,
            work.resolve(library + "-" + version + ".jar"),
            List.of(),
            Map.of(),
            Map.of("x", version),
            version);
    return SourceJars.zip(
        work.resolve("plugin.zip"),
        List.of(plugin, bundled),
        PluginZip.DEPENDENCY_LIST,
        """

        The following files have been resolved:
           org.zknode:zknode:jar:%s:compile -- module zknode (auto)
           g.%s:%s:jar:%s:compile
           org.slf4j:slf4j-api:jar:2.0.17:compile -- module org.slf4j
        """
            .formatted(version, library, library, version));
  }

  private int run(final String command, final Path zip, final Path home, final String... more) {
    output.reset();
    final PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    final String[] arguments =
        Stream.concat(Stream.of(command, "--zip=" + zip, home.toString()), Stream.of(more))
            .toArray(String[]::new);
    return BesuTools.run(stream, stream, arguments);
  }

  private String text() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private List<String> plugins() throws IOException {
    return list(besu.resolve("plugins")).stream()
        .map(path -> path.getFileName().toString())
        .sorted()
        .toList();
  }

  private static List<Path> list(final Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private JsonNode catalog(final String jar) throws IOException {
    try (JarFile file = new JarFile(besu.resolve("plugins").resolve(jar).toFile())) {
      return new ObjectMapper().readTree(file.getInputStream(file.getEntry(PluginCatalog.ENTRY)));
    }
  }
}
