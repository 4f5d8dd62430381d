/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.util.Optional;
import org.zknode.rollup.bridge.BridgeConfig;
import picocli.CommandLine.Option;

/** Those of {@code --plugin-bridge-*} that say where REST is served. */
final class BridgeHttpOptions {
  static final String ENABLED = "--plugin-bridge-http-enabled";
  private static final String PORT = "--plugin-bridge-http-port";
  private static final int MAX_PORT = 65_535;

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "The bridge's REST interface is served, to any origin (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-bridge-http-host",
      paramLabel = "<host>",
      description = "Interface that it listens on (default: ${DEFAULT-VALUE})")
  String host = "127.0.0.1";

  @Option(
      names = PORT,
      paramLabel = "<port>",
      description = "Its TCP port, 0 = any free one (default: ${DEFAULT-VALUE})")
  int port = 8080;

  Optional<BridgeConfig.Http> toConfig() {
    OptionChecks.between(port, 0, MAX_PORT, PORT);
    return enabled ? Optional.of(new BridgeConfig.Http(host, port)) : Optional.empty();
  }
}
