/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

/** Slices over WebSocket, as flashblocks: who tells of them, and who follows. */
package org.zknode.rollup.rpc.feed;
