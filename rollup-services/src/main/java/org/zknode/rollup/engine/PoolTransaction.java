/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchCodec;

/**
 * A transaction of the operator's own pool, with the sender that the node which took it recovered
 * from its signature. Finding a sender costs several times what executing a transfer does, so a
 * sequencer does not find it a second time.
 *
 * <p>No batch on L1 rests on it: whoever else executes the block (a node that follows, a verifier
 * before it signs, and {@link org.zknode.rollup.sequencer.BatchChecker} before the batch goes to
 * L1) has the bytes only and recovers the sender himself. If this one is wrong, the main node halts
 * with {@code batch-check-failed} and the batch is not sent; after a restart nothing that is in the
 * pool already is believed, so that the same row cannot do it again.
 *
 * @param raw EIP-2718 network encoding
 * @param sender empty: the engine has to recover it
 * @param encodedBytes that it takes in a batch
 */
public record PoolTransaction(Bytes raw, Optional<Address> sender, int encodedBytes) {
  /** Works out how many bytes it takes in a batch. */
  public PoolTransaction(final Bytes raw, final Optional<Address> sender) {
    this(raw, sender, BatchCodec.encodedSize(raw));
  }
}
