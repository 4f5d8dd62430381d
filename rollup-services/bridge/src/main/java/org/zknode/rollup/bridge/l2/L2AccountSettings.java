/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import java.time.Duration;

/**
 * @param maxFeePerGas wei that are never exceeded
 * @param replaceAfter how long a transaction may wait before it is sent again with higher fees
 */
public record L2AccountSettings(long chainId, BigInteger maxFeePerGas, Duration replaceAfter) {}
