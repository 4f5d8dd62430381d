/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.zknode.eth.Address;

/**
 * What is indexed.
 *
 * @param ownNetwork rollup id of the own rollup
 * @param l1Bridge the bridge on L1
 * @param rollupManager on L1
 * @param l1StartBlock no event of the two is in an L1 block before that one
 * @param l2Bridge the bridge on the own rollup
 * @param exitRootManager on the own rollup
 */
public record BridgeContracts(
    long ownNetwork,
    Address l1Bridge,
    Address rollupManager,
    long l1StartBlock,
    Address l2Bridge,
    Address exitRootManager) {}
