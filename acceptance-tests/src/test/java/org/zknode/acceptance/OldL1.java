/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.zknode.contracts.AnvilBinary;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.JsonRpc;

/**
 * An endpoint of a devnet's L1 that has come to a stop at some block: an anvil on a fork from
 * there, which takes transactions and mines nothing.
 */
final class OldL1 implements AutoCloseable {
  private final ChildProcess process;
  private final JsonRpc rpc;

  private OldL1(final ChildProcess process, final JsonRpc rpc) {
    this.process = process;
    this.rpc = rpc;
  }

  static OldL1 at(final Devnet devnet, final long block) {
    final int port = FreePorts.of(1).getFirst();
    final ChildProcess process =
        ChildProcess.start(
            "l1-old",
            devnet.dataFolder(),
            Map.of(),
            List.of(
                AnvilBinary.locate(Engines.home().npm()).toString(),
                "--port",
                Integer.toString(port),
                "--fork-url",
                devnet.l1().rpc().url().toString(),
                "--fork-block-number",
                Long.toString(block),
                "--no-storage-caching",
                "--no-mining",
                "--slots-in-an-epoch",
                "1"));
    final OldL1 old =
        new OldL1(process, new JsonRpc(URI.create("http://127.0.0.1:%d".formatted(port))));
    try {
      DevnetScenarios.eventually()
          .untilAsserted(
              () ->
                  assertThat(old.rpc.tryQuantity("eth_blockNumber"))
                      .as(process.logTail(10))
                      .hasValue(block));
      return old;
    } catch (final Throwable e) {
      process.close();
      throw e;
    }
  }

  URI url() {
    return rpc.url();
  }

  @Override
  public void close() {
    process.close();
  }
}
