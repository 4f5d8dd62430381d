/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Random;

/**
 * What a seed decides before it begins.
 *
 * @param faultMillis how long there are faults and users
 * @param maxReorg L1 blocks that a reorg takes at the most; the sequencer waits for as many
 *     confirmations of what it takes from L1
 * @param verifiers followers that sign batches, 1 or 2
 * @param threshold signatures that a batch needs
 * @param followerAggregates the aggregator works on a follower and not on the main node
 * @param replayToSecond false: the second follower knows the chain from L1 alone
 * @param forger somebody gives the second follower blocks that the main node never made
 * @param evidence what must halt the second follower
 * @param crashiness persistence steps of 10000 at which a process dies
 * @param flakiness calls of 10000 that fail or take long
 * @param confirmations L1 blocks before an L1 transaction counts as confirmed
 * @param forcedBatches whether users force batches
 * @param stranger somebody sequences forced batches as soon as L1 lets him, which is soon
 * @param restores the main node's state DB is now and then one of some minutes ago
 * @param attackers strangers who want work and room for nothing
 * @param sparesMain nothing goes wrong in the main node, its databases, its clock and its view of
 *     L1, which has no reorgs: only attackers, forced batches and the other nodes' faults are left
 *     that could make users wait
 * @param calm nothing fails
 */
record Plan(
    long faultMillis,
    int maxReorg,
    int verifiers,
    int threshold,
    boolean followerAggregates,
    boolean replayToSecond,
    boolean forger,
    Evidence evidence,
    int crashiness,
    int flakiness,
    int confirmations,
    boolean forcedBatches,
    boolean stranger,
    boolean restores,
    boolean attackers,
    boolean sparesMain,
    boolean calm) {

  /** A node is halted for nothing else. */
  enum Evidence {
    NONE,
    /** Its engine computes another state than all others. */
    FAULTY_ENGINE,
    /** Its L1 endpoint gives other batch data than the contracts have hashed. */
    LYING_L1
  }

  private static final int[] REORGS = {0, 2, 6, 20, 64};

  /** Less than half of the time after which a stranger may sequence. */
  private static final int SHORT_REORG = 2;

  static Plan of(final Random random) {
    final int verifiers = 1 + random.nextInt(2);
    final int threshold = 1 + random.nextInt(verifiers);
    final Evidence evidence =
        threshold == 2 || random.nextInt(4) > 0
            ? Evidence.NONE
            : Evidence.values()[1 + random.nextInt(2)];
    final int returns = random.nextInt(4);
    final boolean replay = threshold == 2 || random.nextInt(4) > 0;
    final Plan plan =
        new Plan(
            150_000L + random.nextInt(350_000),
            reorg(random, returns == 1 && evidence == Evidence.NONE),
            verifiers,
            threshold,
            random.nextInt(3) == 0,
            replay,
            replay && threshold == 1 && evidence == Evidence.NONE && random.nextBoolean(),
            evidence,
            random.nextInt(3) == 0 ? 0 : 5 + random.nextInt(60),
            random.nextInt(4) == 0 ? 0 : random.nextInt(120),
            random.nextInt(3),
            returns == 1 || random.nextInt(3) > 0,
            returns == 1 && evidence == Evidence.NONE,
            returns == 2 && evidence == Evidence.NONE,
            random.nextInt(3) == 0,
            false,
            false);
    return plan.attackers() && !plan.mayGiveUp() && random.nextInt(3) > 0
        ? plan.sparingMain()
        : plan;
  }

  private Plan sparingMain() {
    return new Plan(
        faultMillis,
        0,
        verifiers,
        threshold,
        followerAggregates,
        replayToSecond,
        forger,
        evidence,
        crashiness,
        flakiness,
        confirmations,
        forcedBatches,
        stranger,
        restores,
        attackers,
        true,
        false);
  }

  /**
   * Where a stranger may sequence after seconds, reorgs are shorter than that, as on L1: there it
   * takes days. A forced batch that is built has to stay.
   */
  private static int reorg(final Random random, final boolean stranger) {
    final int drawn = REORGS[random.nextInt(REORGS.length)];
    return stranger ? Math.min(drawn, SHORT_REORG) : drawn;
  }

  /** Nothing goes wrong for five minutes. */
  static Plan calm(final boolean attackers) {
    return new Plan(
        300_000,
        0,
        1,
        1,
        false,
        true,
        false,
        Evidence.NONE,
        0,
        0,
        1,
        true,
        false,
        false,
        attackers,
        true,
        true);
  }

  /** Seconds after which anybody may sequence a forced batch. */
  long forceBatchTimeout() {
    return stranger ? 90 : 432_000;
  }

  /** The main node may have to give up blocks, or to put them into other batches. */
  boolean mayGiveUp() {
    return stranger || restores;
  }

  int sequencerConfirmations() {
    return Math.max(1, maxReorg);
  }
}
