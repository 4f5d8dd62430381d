/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.devnet.process.LauncherException;
import org.zknode.explorer.ExplorerConfig;
import org.zknode.explorer.ExplorerServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zknode explorer}. */
@Command(
    name = "explorer",
    mixinStandardHelpOptions = true,
    description =
        "Serves a page to look at a rollup: batches, blocks, transactions, accounts, the bridge, nodes. The reader's browser asks the nodes itself: they have to allow that (Besu: --rpc-http-cors-origins) and serve ETH, ZKEVM, ZKNODE, OTS and ERIGON. Until it is stopped.")
public final class ExplorerCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--node",
      paramLabel = "<url>",
      split = ",",
      description =
          "JSON-RPC of the nodes, as the browser reaches them; the first one's chain is shown (default: ${DEFAULT-VALUE})")
  List<URI> nodes = List.of(URI.create("http://127.0.0.1:8545"));

  @Option(
      names = "--l1",
      paramLabel = "<url>",
      description = "JSON-RPC of L1, to show its transactions")
  Optional<URI> l1 = Optional.empty();

  @Option(
      names = "--l1-explorer",
      paramLabel = "<url>",
      description = "A page for L1's transactions, at /tx/<hash>, instead of --l1")
  Optional<URI> l1Explorer = Optional.empty();

  @Option(
      names = "--bridge",
      paramLabel = "<url>",
      description = "Base of the bridge service's REST paths, to show deposits and withdrawals")
  Optional<URI> bridge = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "<host>",
      description = "Where browsers are listened for (default: ${DEFAULT-VALUE})")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "<port>",
      description = "Likewise; 0 for any free one (default: ${DEFAULT-VALUE})")
  int port = 4000;

  ExplorerCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (port < 0 || port > 65_535) {
      throw new LauncherException("--port is from 0 to 65535, not %d".formatted(port));
    }
    nodes.forEach(url -> http("--node", url));
    l1.ifPresent(url -> http("--l1", url));
    l1Explorer.ifPresent(url -> http("--l1-explorer", url));
    bridge.ifPresent(url -> http("--bridge", url));
    try (ExplorerServer server =
        new ExplorerServer(host, port, new ExplorerConfig(nodes, l1, l1Explorer, bridge))) {
      out.println("the explorer is at " + server.url());
      // Until the process is ended.
      new CountDownLatch(1).await();
    } catch (final IOException e) {
      throw new LauncherException(e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void http(final String option, final URI url) {
    final boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new LauncherException("%s is no http or https URL: '%s'".formatted(option, url));
    }
  }
}
