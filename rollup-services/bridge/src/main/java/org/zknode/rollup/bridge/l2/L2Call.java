/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * A call without value.
 *
 * @param what a short name for logs and status, for instance {@code claim of deposit 7}
 */
record L2Call(String what, Address to, Bytes data) {}
