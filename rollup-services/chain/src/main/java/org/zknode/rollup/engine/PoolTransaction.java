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
 * A transaction of the operator's own pool, with the sender that the sequencer found from its
 * signature. Finding a sender costs several times what executing a transfer does, so it is done
 * once: what the pool DB says of the sender is only compared with it, and a row whose sender did
 * not sign is failed before a block is built ({@link org.zknode.rollup.sequencer.Sequencer}).
 *
 * @param raw EIP-2718 network encoding
 * @param sender verified; empty: the engine has to recover it
 * @param encodedBytes that it takes in a batch
 */
public record PoolTransaction(Bytes raw, Optional<Address> sender, int encodedBytes) {
  /** Works out how many bytes it takes in a batch. */
  public PoolTransaction(final Bytes raw, final Optional<Address> sender) {
    this(raw, sender, BatchCodec.encodedSize(raw));
  }
}
