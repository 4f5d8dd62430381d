/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;

/** A second main node on the main node's database: the one works while the other stands by. */
final class TakeOver {
  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

  /** Acknowledged before and after each kill. */
  private static final int SOME = 5;

  private final DevnetScenarios scenarios;

  TakeOver(final DevnetScenarios scenarios) {
    this.scenarios = scenarios;
  }

  /** Flags of the external nodes, which follow whoever works. */
  static Map<String, String> externalFlags() {
    return Map.of("--plugin-zks-main-nodes", Devnet.mainNodeId() + "," + Devnet.standbyNodeId());
  }

  /**
   * The main node is killed, and when it stands by again, the second one, which is gone afterwards.
   *
   * @param flags of the second main node, instead of the main node's
   */
  void thereAndBack(final Map<String, String> flags) {
    final Devnet devnet = scenarios.devnet();
    final JsonRpc main = scenarios.main();
    try (NodeProcess second = devnet.standbyMainNode(flags)) {
      second.start();
      second.awaitReady();
      DevnetScenarios.eventually()
          .untilAsserted(() -> Facts.assertDegraded(second.rpc(), "standby"));
      final Persistent user =
          new Persistent(devnet.l2ChainId(), Devnet.user(2), List.of(main, second.rpc()));
      user.sendUntil(() -> user.acknowledged().size() >= SOME);

      goesOn(second.rpc(), devnet.mainNode(), user);
      devnet.mainNode().start();
      devnet.mainNode().awaitReady();
      DevnetScenarios.eventually().untilAsserted(() -> Facts.assertDegraded(main, "standby"));
      goesOn(main, second, user);
      scenarios.includedEverywhere(user.acknowledged());
    }
  }

  /**
   * Kill -9, under traffic: blocks and settlement go on, and what was acknowledged is in blocks.
   */
  private void goesOn(final JsonRpc heir, final NodeProcess victim, final Persistent user) {
    final int acknowledged = user.acknowledged().size();
    final long verified = scenarios.devnet().l1().lastVerifiedBatch();
    victim.killHard();
    final long start = System.nanoTime();
    user.sendUntil(() -> user.acknowledged().size() >= acknowledged + SOME);
    DevnetScenarios.included(user.acknowledged(), heir);
    LOG.info(
        "{}: {} s after a kill -9 the other main node has all in blocks",
        scenarios.engine().text(),
        DevnetScenarios.secondsSince(start));
    DevnetScenarios.included(user.acknowledged(), scenarios.external());
    scenarios.verifiedBeyond(verified + 1);
    Facts.assertNeverHalted(heir);
    Facts.assertNeverHalted(scenarios.external());
  }
}
