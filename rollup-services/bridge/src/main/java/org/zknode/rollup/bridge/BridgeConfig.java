/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.zknode.eth.Address;

/**
 * The role {@code bridge}.
 *
 * @param l1Bridge the bridge on L1
 * @param l1StartBlock no event of it, nor of the rollup manager, is in an L1 block before that one
 * @param l2Bridge the bridge on the own rollup
 */
public record BridgeConfig(Address l1Bridge, long l1StartBlock, Address l2Bridge) {}
