/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.net.URI;
import java.util.List;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;

/**
 * @param urls JSON-RPC endpoints, tried in turn
 * @param chainId what eth_chainId of L1 must answer
 * @param genesisBlock first L1 block to look at
 * @param syncTag which L1 head the synchronizer follows
 * @param transactions fees and patience of our own transactions
 */
public record L1Config(
    List<URI> urls,
    long chainId,
    Address rollupManager,
    Address rollup,
    Address globalExitRootManager,
    long rollupId,
    long genesisBlock,
    BlockTag syncTag,
    L1TransactionSettings transactions) {
  public L1Config {
    urls = List.copyOf(urls);
  }

  /** With the default fees and patience. */
  public L1Config(
      final List<URI> urls,
      final long chainId,
      final Address rollupManager,
      final Address rollup,
      final Address globalExitRootManager,
      final long rollupId,
      final long genesisBlock,
      final BlockTag syncTag) {
    this(
        urls,
        chainId,
        rollupManager,
        rollup,
        globalExitRootManager,
        rollupId,
        genesisBlock,
        syncTag,
        L1TransactionSettings.defaults());
  }
}
