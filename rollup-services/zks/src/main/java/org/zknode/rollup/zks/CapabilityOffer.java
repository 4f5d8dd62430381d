/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

/**
 * A devp2p capability that this node offers.
 *
 * @param messageCount size of its message-id space
 */
public record CapabilityOffer(String name, int version, int messageCount) {}
