/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What the bridge does on L2 by transactions of an account of its own: it makes global exit roots
 * known there, and claims for others where that is switched on. All of it is paid by the operator,
 * so all of it has limits.
 */
package org.zknode.rollup.bridge.l2;
