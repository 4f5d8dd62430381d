/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import java.util.Locale;

/**
 * Every reason for which a node halts, with the operator's way out of it. {@code
 * docs/operate/operations.md} has the same table; a test compares them.
 */
public enum HaltCode {
  /** See docs/spec/synchronizer.md, "When L1 and the local chain differ". */
  TRUSTED_REORG(
      "main node: another process sequences with this node's key, again and again; the first batches of it"
          + " were followed",
      "Find the other process with the sequencer's key and stop it, or give it another key; then restart"
          + " this node: it follows L1 and goes on."),
  DATA_CONTRADICTS(
      "main node: the engine's blocks and the state DB do not belong together",
      "Restore the engine's data and the state DB from the same moment, or rebuild this node from L1."),
  BATCH_CHECK_FAILED(
      "main node: a closed batch, executed again from its own data, does not give the stored blocks",
      "Keep the engine's data and the state DB for analysis and report the evidence: this batch did not"
          + " go to L1. With the cause removed (engine version, faulty disk or memory, somebody who"
          + " writes into the pool DB), rebuild this node from L1."),
  ENGINE_REFUSED(
      "main node: the engine refused a block that it built itself",
      "Report the evidence as a defect of the execution engine, then restart."),
  ENGINE_STATE_CHANGED(
      "main node: the engine computes another state root for a batch than when the batch was closed",
      "Check the engine's version and genesis; with the ones of before, rebuild this node from L1."),
  HALT_AT_BATCH(
      "main node: the batch of --plugin-sequencer-halt-at-batch is reached, as asked for",
      "Make the upgrade, then start this node without --plugin-sequencer-halt-at-batch."),
  VERIFIED_ROOT_DIFFERS(
      "the state root that L1 verified is not the local one",
      "Do not rely on this node's state. Compare its blocks of that batch with another node's and report"
          + " both; with engine version and genesis right, rebuild this node from L1."),
  L1_CONTRADICTS(
      "an event on L1 contradicts those before it",
      "Check that all L1 endpoints are of the same chain and the contract addresses are right; if they"
          + " are, rebuild this node from L1."),
  FORMER_FORK(
      "the rollup was upgraded from a fork whose batches this node cannot derive",
      "This rollup cannot be rebuilt here: check --plugin-zknode-rollup-address, and"
          + " docs/concepts/interop.md for what can be."),
  L1_OTHER_CHAIN(
      "L1 does not have the first L1 block that this node has stored",
      "Check the L1 URLs and the genesis block number. If L1 is a new chain, rebuild this node from it."),
  L1_UNREADABLE(
      "a transaction or event of the consensus contract cannot be decoded",
      "Check that --plugin-zknode-rollup-address is an elderberry consensus contract. Calls through other"
          + " contracts are read from a trace of an L1 endpoint."),
  DATABASE_SCHEMA(
      "the schema of a database cannot be brought to this version",
      "Run the version that wrote this database, or give this node an empty one."),
  DEFECT(
      "a role failed in a way that it does not know",
      "This is a defect: keep the log, report it with this evidence, then restart the node.");

  private final String meaning;
  private final String whatToDo;

  HaltCode(final String meaning, final String whatToDo) {
    this.meaning = meaning;
    this.whatToDo = whatToDo;
  }

  /** Stable id for machines, kebab-case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Which node, and what happened. */
  public String meaning() {
    return meaning;
  }

  /** The way out, for the operator. */
  public String whatToDo() {
    return whatToDo;
  }
}
