/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.rollup.chain.BlockAttributes;

/** The moment in which a block's state is stored and the block is not. */
final class HalfStoredBlock {
  private static final int KILLED = 137;

  private HalfStoredBlock() {}

  /** Ends the process there, as a kill does: nothing else is written or closed. */
  static void storeAndDie(final BesuController controller) {
    final MutableBlockchain chain = controller.getProtocolContext().getBlockchain();
    final BlockHeader parent = chain.getChainHeadHeader();
    final MutableWorldState state =
        controller
            .getProtocolContext()
            .getWorldStateArchive()
            .getWorldState(WorldStateQueryParams.withBlockHeaderAndUpdateNodeHead(parent))
            .orElseThrow();
    final BlockExecutor executor = new BlockExecutor(controller.getProtocolSchedule());
    final BlockAttributes attributes =
        new BlockAttributes(
            parent.getNumber() + 1,
            BesuBlocks.toBytes32(parent.getHash()),
            parent.getTimestamp() + 1,
            org.zknode.eth.Address.fromHex("0x00000000000000000000000000000000000000c0"),
            parent.getGasLimit(),
            1,
            Bytes32.repeat((byte) 7));
    final OnceComputedRoot root = new OnceComputedRoot();
    final BlockExecutor.Executed executed =
        executor.execute(
            state,
            parent,
            attributes,
            List.of(),
            List.of(),
            BlockExecutor.canonical(chain),
            TransactionMeter.none(),
            root::of);
    state.persist(executed.block().getHeader(), root);
    Runtime.getRuntime().halt(KILLED);
  }
}
