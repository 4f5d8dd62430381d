/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import java.util.function.Consumer;
import org.zknode.zks.connection.Output;
import org.zknode.zks.wire.VerifyBatchResult;

/** Does what a connection's state machine wants done. */
final class OutputRunner {
  private final PeerLink link;
  private final ZksReports reports;
  private final Consumer<Output.Verify> verifier;
  private final Consumer<VerifyBatchResult> results;

  /**
   * @param verifier external node: takes requests to verify
   * @param results main node: takes answers of verifiers
   */
  OutputRunner(
      final PeerLink link,
      final ZksReports reports,
      final Consumer<Output.Verify> verifier,
      final Consumer<VerifyBatchResult> results) {
    this.link = link;
    this.reports = reports;
    this.verifier = verifier;
    this.results = results;
  }

  /** In order; after a cut nothing more is sent. */
  void run(final List<Output> outputs) throws InterruptedException {
    for (final Output output : outputs) {
      switch (output) {
        case Output.Send send -> link.send(send.lane(), send.message());
        case Output.Report report -> reports.report(link, report.event());
        case Output.Verify verify -> verifier.accept(verify);
        case Output.Result result -> results.accept(result.result());
        case Output.Cut cut -> {
          reports.cut(link, cut);
          if (cut.reason().isOffence()) {
            link.reportOffence(cut.reason().offences());
          }
          link.disconnect(cut.reason().text());
        }
      }
    }
  }
}
