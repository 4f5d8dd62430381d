/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.net.URI;
import java.nio.file.Path;
import org.zknode.eth.Address;

/**
 * A deployment of elderberry contracts that is there already, by whomever: the devnet runs its
 * nodes on it instead of on contracts of its own. What else it needs to know of it, it asks L1.
 *
 * @param url JSON-RPC of the L1
 * @param rollup the consensus contract
 * @param genesisBlock L1 block with the first transaction of the rollup or of the exit root manager
 * @param sequencerKeyFile hex key of the account that is the trusted sequencer; pays L1 gas and fee
 *     token
 * @param aggregatorKeyFile hex key of an account that may verify; pays L1 gas
 */
public record AttachedL1(
    URI url,
    Address rollupManager,
    Address rollup,
    Address globalExitRootManager,
    long genesisBlock,
    Path sequencerKeyFile,
    Path aggregatorKeyFile) {}
