/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * RLPx outside Besu: the encrypted devp2p transport (EIP-8 handshake, framing, Hello, capability
 * multiplexing) on blocking sockets and virtual threads. Entry point: {@link
 * org.zknode.rlpx.RlpxServer}.
 */
package org.zknode.rlpx;
