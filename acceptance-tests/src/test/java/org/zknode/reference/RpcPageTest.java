/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.rpc.RpcNames;

/** Every method that strangers reach has a limit, stated in docs/operate/rpc.md. */
class RpcPageTest {
  private static final String LIMITS = "## Limits of what strangers may ask";

  @Test
  void everyMethodHasALimit() throws IOException {
    final String page = Files.readString(Path.of("..", "docs", "operate", "rpc.md"));
    assertThat(page).contains(LIMITS);
    final String limits = page.substring(page.indexOf(LIMITS));
    assertThat(RpcNames.ALL)
        .allSatisfy(
            method ->
                assertThat(
                        limits
                            .lines()
                            .filter(line -> line.startsWith("| "))
                            .map(line -> line.split("\\|", -1)[1]))
                    .anyMatch(methods -> methods.contains("`" + method + "`")));
  }
}
