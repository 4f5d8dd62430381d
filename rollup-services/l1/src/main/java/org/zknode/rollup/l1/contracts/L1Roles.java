/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus;

/**
 * Whether the contracts let this node's keys do what its roles are for. Asked at the start and from
 * then on, because a contract's admin may give a role to somebody else at any time. Thread-safe.
 */
public final class L1Roles {
  /** Key of {@link NodeStatus#degraded}: the sequencer's key is not the trusted sequencer's. */
  public static final String SEQUENCER_KEY = "l1-sequencer-key";

  /** Key of {@link NodeStatus#degraded}: the aggregator's key lacks its role. */
  public static final String AGGREGATOR_KEY = "l1-aggregator-key";

  private final RollupTerms terms;
  private final L1Config config;
  private final Optional<Address> sequencer;
  private final Optional<Address> aggregator;
  private final NodeStatus status;
  private volatile boolean sequencerFits = true;
  private volatile boolean aggregatorFits = true;

  /**
   * @param sequencer address of the sequencer's key, if this node has that role
   * @param aggregator address of the aggregator's key, if this node has that role
   */
  public L1Roles(
      final RollupTerms terms,
      final L1Config config,
      final Optional<Address> sequencer,
      final Optional<Address> aggregator,
      final NodeStatus status) {
    this.terms = terms;
    this.config = config;
    this.sequencer = sequencer;
    this.aggregator = aggregator;
    this.status = status;
  }

  /**
   * What does not fit, in a sentence; empty when all fits.
   *
   * @throws TemporaryException L1 cannot be reached
   */
  public Optional<String> mismatch() {
    return sequencerMismatch().or(this::aggregatorMismatch);
  }

  /**
   * Asks L1 and tells it in the node's status.
   *
   * @throws TemporaryException L1 cannot be reached: what was last known counts
   */
  public void step() {
    final Optional<String> ofSequencer = sequencerMismatch();
    sequencerFits = ofSequencer.isEmpty();
    tell(SEQUENCER_KEY, ofSequencer);
    final Optional<String> ofAggregator = aggregatorMismatch();
    aggregatorFits = ofAggregator.isEmpty();
    tell(AGGREGATOR_KEY, ofAggregator);
  }

  private void tell(final String key, final Optional<String> mismatch) {
    mismatch.ifPresentOrElse(text -> status.degraded(key, text), () -> status.recovered(key));
  }

  /** As it was last known. */
  public boolean sequencerFits() {
    return sequencerFits;
  }

  /** As it was last known. */
  public boolean aggregatorFits() {
    return aggregatorFits;
  }

  /**
   * Asks L1 at once.
   *
   * @throws TemporaryException L1 cannot be reached
   */
  public boolean isTrustedSequencerNow() {
    step();
    return sequencerFits;
  }

  private Optional<String> sequencerMismatch() {
    if (sequencer.isEmpty()) {
      return Optional.empty();
    }
    return terms.isTrustedSequencer(sequencer.get())
        ? Optional.empty()
        : Optional.of(
            "the key of --plugin-sequencer-key-file is that of %s, but the trusted sequencer of the rollup at %s is %s: no blocks are built and nothing is sequenced"
                .formatted(sequencer.get(), config.rollup(), terms.trustedSequencer()));
  }

  private Optional<String> aggregatorMismatch() {
    return aggregator
        .filter(account -> !terms.isTrustedAggregator(account))
        .map(
            account ->
                "the key of --plugin-aggregator-key-file is that of %s, which has not the role TRUSTED_AGGREGATOR_ROLE of the rollup manager at %s: it cannot verify batches"
                    .formatted(account, config.rollupManager()));
  }
}
