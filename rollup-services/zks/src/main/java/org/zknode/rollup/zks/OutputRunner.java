/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.zknode.zks.connection.Output;

/** Does with a connection what its state machine wants done. */
record OutputRunner(PeerLink link, ZksReports reports) {
  /** After a cut nothing more is sent. */
  void run(final Output.OnConnection output) throws InterruptedException {
    switch (output) {
      case Output.Send send -> link.send(send.lane(), send.message());
      case Output.Report report -> reports.report(link, report.event());
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
