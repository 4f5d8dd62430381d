/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/** An accepted approval of a batch by one verifier (spec zks-wire 4.2), 65 bytes r, s, v. */
public record BatchSignature(long batchNumber, Address signer, Bytes signature) {}
