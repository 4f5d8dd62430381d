/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A node without Besu, for development and tests: an execution engine on anvil, a JSON-RPC front,
 * devp2p by distribution/devnet/rlpx. Entry point: {@link org.zknode.embedded.EmbeddedNode}.
 */
package org.zknode.embedded;
