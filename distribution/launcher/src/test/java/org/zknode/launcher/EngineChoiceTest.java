/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.devnet.DevnetOptions;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.LauncherException;

class EngineChoiceTest {
  @TempDir private Path dir;

  private Path besu() throws IOException {
    final Path home = Files.createDirectories(dir.resolve("besu-26"));
    Files.createDirectories(home.resolve("lib"));
    final Path script = Files.createDirectories(home.resolve("bin")).resolve("besu");
    Files.writeString(script, "#!/bin/sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home.toRealPath();
  }

  private static DevnetOptions options(final String engine, final Map<String, String> environment) {
    final EngineChoice choice = new EngineChoice();
    choice.engine = engine;
    return choice.options(environment);
  }

  @Test
  void autoTakesABesuWhereThereIsOne() throws IOException {
    final Path home = besu();

    assertThat(options("auto", Map.of()).engine()).isEqualTo(Engine.EMBEDDED);
    final DevnetOptions byHome = options("auto", Map.of("BESU_HOME", home.toString()));
    assertThat(byHome.engine()).isEqualTo(Engine.BESU);
    assertThat(byHome.besuHome()).hasValue(home);
    assertThat(options("auto", Map.of("PATH", "/nowhere:" + home.resolve("bin"))).besuHome())
        .hasValue(home);
  }

  @Test
  void aLinkOnThePathLeadsToItsFolder() throws IOException {
    final Path home = besu();
    final Path bin = Files.createDirectory(dir.resolve("local-bin"));
    Files.createSymbolicLink(bin.resolve("besu"), home.resolve("bin/besu"));

    assertThat(options("besu", Map.of("PATH", bin.toString())).besuHome()).hasValue(home);
  }

  /** Something that is only called besu. */
  @Test
  void aBesuWithoutItsFolderIsNone() throws IOException {
    final Path bin = Files.createDirectory(dir.resolve("bin"));
    final Path script = Files.writeString(bin.resolve("besu"), "#!/bin/sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(options("auto", Map.of("PATH", bin.toString())).engine()).isEqualTo(Engine.EMBEDDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "besu"})
  void aBesuHomeThatIsNoneIsNamed(final String engine) {
    final Map<String, String> environment = Map.of("BESU_HOME", dir.toString());

    assertThatThrownBy(() -> options(engine, environment))
        .isInstanceOf(LauncherException.class)
        .hasMessage(
            "BESU_HOME is %s, which has no bin/besu to run or no lib: set it to the folder of a Besu, or unset it, or choose --engine embedded"
                .formatted(dir));
    assertThat(options("embedded", environment).engine()).isEqualTo(Engine.EMBEDDED);
    assertThat(options("auto", Map.of("BESU_HOME", " ")).engine()).isEqualTo(Engine.EMBEDDED);
  }

  @Test
  void embeddedIsEmbeddedWhateverIsThere() throws IOException {
    final DevnetOptions options = options("Embedded", Map.of("BESU_HOME", besu().toString()));

    assertThat(options.engine()).isEqualTo(Engine.EMBEDDED);
  }

  @Test
  void theDefaultsAreASmallDevnetOfItsOwn() {
    final DevnetOptions options = options("auto", Map.of());

    assertThat(options.verifiers()).isEqualTo(1);
    assertThat(options.provers()).isEqualTo(1);
    assertThat(options.data()).isEqualTo(Optional.empty());
    assertThat(options.freePorts()).isFalse();
  }
}
