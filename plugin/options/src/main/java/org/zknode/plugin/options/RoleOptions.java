/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

/**
 * The option objects of the namespaces besides {@code zknode}. A host registers each of them with
 * picocli (Besu: its option service; elsewhere: a mixin) and asks for the configuration after the
 * command line was parsed.
 */
public record RoleOptions(
    ZksOptions zks,
    SequencerOptions sequencer,
    SynchronizerOptions synchronizer,
    AggregatorOptions aggregator,
    VerifierOptions verifier,
    BridgeOptions bridge) {

  /** Fresh objects with all defaults. */
  public static RoleOptions defaults() {
    return new RoleOptions(
        new ZksOptions(),
        new SequencerOptions(),
        new SynchronizerOptions(),
        new AggregatorOptions(),
        new VerifierOptions(),
        new BridgeOptions());
  }

  /** Whether this node has anything to do. */
  public boolean anyEnabled() {
    return sequencer.enabled()
        || synchronizer.enabled()
        || aggregator.enabled()
        || verifier.enabled()
        || bridge.enabled();
  }
}
