/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Locale;

/**
 * Where implementations differ without being wrong.
 *
 * @param outputHashIsBlockHash block_output_hash is the block's hash, and so the parent hash of the
 *     next record; ZKsync OS hashes the block's outputs there
 * @param maxBatchBytes records of one message together; one longer record may go alone
 */
record Dialect(boolean outputHashIsBlockHash, int maxBatchBytes) {
  /** zkNode: below what every receiver takes (10 MiB on Besu). */
  private static final int OUR_BATCH_BYTES = 8 * 1024 * 1024;

  /** Only devp2p's own limit (docs/spec/zks-wire.md, "Encoding"). */
  private static final int UPSTREAM_BATCH_BYTES = 16 * 1024 * 1024;

  static Dialect of(final String clientId) {
    return clientId.toLowerCase(Locale.ROOT).startsWith("zksync-os/")
        ? new Dialect(false, UPSTREAM_BATCH_BYTES)
        : new Dialect(true, OUR_BATCH_BYTES);
  }
}
