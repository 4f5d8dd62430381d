/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Deposits and claims between networks: an index of both chains' events, the exit trees that prove
 * deposits, and what is ready to be claimed (docs/spec/bridge.md).
 *
 * <p>Readers ask {@link org.zknode.rollup.bridge.BridgeView}. Networks are numbered: 0 is L1, N the
 * rollup with rollup id N. Hashes are 32 bytes, amounts are in the token's smallest unit, times are
 * seconds since the epoch.
 */
package org.zknode.rollup.bridge;
