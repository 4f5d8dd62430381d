/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be in a key file, and what is said of anything else. */
class KeyFileTest {
  private static final String KEY = "0123456789abcdef".repeat(4);

  @TempDir private Path dir;

  private Path file(final byte[] content) throws IOException {
    return Files.write(dir.resolve("key"), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "0x%s", "0X%s", "%s\n", "0x%s\r\n", " \t%s \n\n"})
  void hexWithWhiteSpaceAroundItIsAKey(final String form) throws IOException {
    final PrivateKey key = PrivateKey.fromFile(file(form.formatted(KEY).getBytes("UTF-8")));
    assertThat(key.address()).isEqualTo(PrivateKey.fromHex(KEY).address());
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of(" \n", "is empty"),
        Arguments.of(
            "{\"version\":3,\"crypto\":{}}", "keystore (JSON) file, which is not supported"),
        Arguments.of("-----BEGIN EC PRIVATE KEY-----\n", "PEM file"),
        Arguments.of("0x" + KEY.substring(1), "63 hex digits instead of 64"),
        Arguments.of(KEY + "00", "66 hex digits instead of 64"),
        Arguments.of(KEY + "\n" + KEY, "other characters than hex digits"),
        Arguments.of("my secret", "other characters than hex digits"),
        Arguments.of("00".repeat(32), "not between 1 and the order"),
        Arguments.of("ff".repeat(32), "not between 1 and the order"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void anythingElseIsNamedWithoutItsContent(final String content, final String sentence)
      throws IOException {
    final Path file = file(content.getBytes("UTF-8"));
    assertThatThrownBy(() -> PrivateKey.fromFile(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(sentence)
        .satisfies(
            e -> {
              if (content.strip().length() > 4) {
                assertThat(e.getMessage()).doesNotContain(content.strip());
              }
            });
  }

  @Test
  void whatIsNoTextFileIsNamed() throws IOException {
    final Path binary = file(new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> PrivateKey.fromFile(binary)).hasMessageContaining("it is not text");
    final Path large = file(new byte[100_000]);
    assertThatThrownBy(() -> PrivateKey.fromFile(large)).hasMessageContaining("100000 bytes");
    assertThatThrownBy(() -> PrivateKey.fromFile(dir)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> PrivateKey.fromFile(dir.resolve("absent")))
        .hasMessageContaining("cannot be read: it does not exist");
  }
}
