/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person mistypes is refused before any network is asked. */
class SendCommandTest {
  private static final String ZERO = "0x" + "0".repeat(40);
  private static final String WRONG = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee";
  private static final String RECEIVER = WRONG.toLowerCase(Locale.ROOT);

  @TempDir Path temp;

  private void refused(final String why, final String... arguments) throws IOException {
    final Path key = temp.resolve("key");
    Files.writeString(key, "0x" + "01".repeat(32));
    final List<String> all = new ArrayList<>(List.of("--key-file", key.toString()));
    all.addAll(Arrays.asList(arguments));
    final PrintStream out =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    for (final SendCommand command :
        Stream.of(new SendCommand.Deposit(out), new SendCommand.Withdraw(out)).toList()) {
      new CommandLine(command).parseArgs(all.toArray(String[]::new));
      assertThatThrownBy(command::call)
          .isInstanceOf(BridgeClientException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void theReceiver() throws IOException {
    refused("--to is the zero address", "--amount", "1", "--to", ZERO);
    refused("--to " + WRONG + " is not as it was meant", "--amount", "1", "--to", WRONG);
  }

  @Test
  void theToken() throws IOException {
    refused("--token is the zero address", "--amount", "1", "--token", ZERO);
    refused("--token " + WRONG + " is not as it was meant", "--amount", "1", "--token", WRONG);
  }

  @Test
  void theMessage() throws IOException {
    refused("--message has 90001 bytes", "--to", RECEIVER, "--message", "0x" + "00".repeat(90_001));
  }
}
