/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.plugin.besu.BlockExecutor.Executed;
import org.zknode.plugin.besu.BlockExecutor.HashLookups;
import org.zknode.plugin.besu.trie.TrieWorldState;
import org.zknode.rollup.chain.BlockInput;

/** Consecutive blocks on a state of tries; used by one thread. */
final class TrieExecution {
  /**
   * What any client calls before and after the transactions of a block (EIP-4788, 2935, 7002,
   * 7251). Besu may know their code by heart; the last two are not called here, because no block
   * has requests, but whoever executes the block with another client finds that out by them.
   */
  private static final List<Address> SYSTEM_CONTRACTS =
      List.of(
          address("0x000f3df6d732807ef1319fb7b8bb8522d0beac02"),
          address("0x0000f90827f1c53a10cb7a02335b175320002935"),
          address("0x00000961ef480eb55e80d19ad83579a64c007002"),
          address("0x0000bbddc7ce488642fb579f8b00f3a590007251"));

  private final BlockExecutor executor;
  private final TrieWorldState state;
  private final Ancestors ancestors;
  private final HashLookups lookups;

  TrieExecution(
      final BlockExecutor executor, final TrieWorldState state, final Ancestors ancestors) {
    this.executor = executor;
    this.state = state;
    this.ancestors = ancestors;
    this.lookups = (spec, header) -> (frame, number) -> ancestors.hash(number);
  }

  private static Address address(final String hex) {
    return Address.wrap(Bytes.fromHexString(hex));
  }

  /** The next block; {@link Ancestors#executed} has to follow. */
  Executed next(final BlockInput input, final TransactionMeter meter) {
    final BlockHeader parent = ancestors.newest();
    return executor.execute(
        state,
        parent,
        input.attributes(),
        input.transactions(),
        TransactionBatchDecoder.decodeAside(input.transactions()),
        lookups,
        meter.seenBy(CallAccess::new),
        this::root);
  }

  private Hash root(final MutableWorldState executed) {
    SYSTEM_CONTRACTS.forEach(state::touchCode);
    return executed.frontierRootHash();
  }
}
