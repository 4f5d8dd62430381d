/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.config;

import java.net.URI;
import java.util.List;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;

/**
 * @param urls JSON-RPC endpoints, tried in turn
 * @param chainId what eth_chainId of L1 must answer
 * @param genesisBlock first L1 block to look at
 * @param syncTag which L1 head the synchronizer follows
 */
public record L1Config(
    List<URI> urls,
    long chainId,
    Address rollupManager,
    Address rollup,
    Address globalExitRootManager,
    long rollupId,
    long genesisBlock,
    BlockTag syncTag) {
  public L1Config {
    urls = List.copyOf(urls);
  }
}
