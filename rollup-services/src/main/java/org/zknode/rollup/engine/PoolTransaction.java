/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * A transaction of the operator's own pool, with the sender that the sequencer found from its
 * signature. Finding a sender costs several times what executing a transfer does, so it is done
 * once: what the pool DB says of the sender is only compared with it, and a row whose sender did
 * not sign is failed before a block is built ({@link org.zknode.rollup.sequencer.Sequencer}).
 *
 * @param raw EIP-2718 network encoding
 * @param sender verified; empty: the engine has to recover it
 */
public record PoolTransaction(Bytes raw, Optional<Address> sender) {}
