/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DevProverCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--name x | --aggregator",
        "--aggregator localhost | 'localhost'",
        "--aggregator localhost:0 | 'localhost:0'",
        "--aggregator localhost:70000 | 'localhost:70000'",
        "--aggregator :50081 | ':50081'",
        "--aggregator localhost:50081 --delay 5s | '5s'",
        "--aggregator localhost:50081 --delay PT-1S | 'PT-1S'",
        "--aggregator localhost:50081 --fault lies | 'lies'",
        "--aggregator localhost:50081 --fault-rate 1.5 | '1.5'",
        "--aggregator localhost:50081 --fault-rate -0.1 | '-0.1'",
        "--aggregator localhost:50081 --fault-seed x | 'x'",
        "--aggregator localhost:50081 --token-file /none/token | /none/token",
        "--aggregator localhost:50081 --tls-ca-file /none/ca | /none/ca",
        "--aggregator localhost:50081 --tls-key-file k | --tls-certificate-file",
        "--aggregator localhost:50081 --unknown | --unknown"
      })
  void wrongArgumentsAreNamed(final String arguments, final String named) {
    final StringWriter errors = new StringWriter();
    final int code =
        new CommandLine(new DevProverCommand())
            .setErr(new PrintWriter(errors, true))
            .execute((arguments + " --trusting http://127.0.0.1:1").split(" "));
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(named);
  }
}
