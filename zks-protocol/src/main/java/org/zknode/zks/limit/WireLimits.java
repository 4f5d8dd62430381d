/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.limit;

/** Limits of the messages; where upstream has none, ours keep a hostile peer from costing much. */
public final class WireLimits {
  /** Largest frame body that devp2p carries, uncompressed, in bytes (devp2p v5: 16 MiB). */
  public static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  /** Records per BlockReplays at the most (docs/spec/zks-wire.md, "Replay messages"). */
  public static final int MAX_BLOCKS_PER_MESSAGE = 64;

  /**
   * Records in one message that we send, in bytes: below the inbound limits of the receivers (10
   * MiB on Besu, 16 MiB in devp2p). The protocol itself has no such limit.
   */
  public static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

  /**
   * Records in one message from which on no further one is put into it, in bytes. A message is
   * copied, compressed, encrypted and hashed one after the other: with this size it stays in a
   * processor's second-level cache on the way, and with the default heap of a Besu (G1) it is no
   * humongous object. Longer messages are not faster.
   */
  public static final int TARGET_BATCH_BYTES = 256 * 1024;

  /** Entries of record_overrides: a debugging aid, never long. */
  public static final int MAX_OVERRIDES = 1024;

  /** Key of one override in bytes; production keys are hashes of 32 bytes. */
  public static final int MAX_OVERRIDE_KEY_BYTES = 32;

  /** VerifyBatch frame body in bytes: commit data carries at most blob commitments. */
  public static final int MAX_VERIFY_BATCH_BYTES = 1024 * 1024;

  /** Body of every other verifier message in bytes; the longest one carries a refusal's text. */
  public static final int MAX_VERIFIER_MESSAGE_BYTES = 16 * 1024;

  /** A refusal's reason as we send it, in UTF-8 bytes; longer ones are cut. */
  public static final int MAX_REFUSAL_BYTES = 256;

  private WireLimits() {}
}
