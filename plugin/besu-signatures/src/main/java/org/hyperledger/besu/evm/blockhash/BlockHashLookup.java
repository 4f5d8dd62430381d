/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.blockhash;

import java.util.function.BiFunction;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.evm.frame.MessageFrame;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface BlockHashLookup extends BiFunction<MessageFrame, Long, Hash> {}
