/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.BlockHeaderBuilder;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSpec;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator.PathBasedWorldStateUpdateAccumulator;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;

/** What genesis file, code and storage of this Besu must be like; each miss is one sentence. */
final class ChainRequirements {
  /** Besu's name for the rules of the chain (docs/spec/chain-rules.md, "Block header"). */
  private static final String FORK = "PRAGUE";

  private ChainRequirements() {}

  static void check(final BesuController controller, final long expectedChainId) {
    final BigInteger chainId =
        controller
            .getProtocolSchedule()
            .getChainId()
            .orElseThrow(() -> new HostException("the genesis file has no chainId"));
    if (!chainId.equals(BigInteger.valueOf(expectedChainId))) {
      throw new HostException(
          "the genesis file has chainId %d, but --plugin-zknode-l2-chain-id is %d"
              .formatted(chainId, expectedChainId));
    }
    final BlockHeader head = controller.getProtocolContext().getBlockchain().getChainHeadHeader();
    check(controller.getProtocolSchedule(), head);
    checkStorage(controller, head);
  }

  /** The rules alone, as a chain at its genesis has them. */
  static void check(final ProtocolSchedule schedule) {
    check(schedule, BlockHeaderBuilder.createDefault().buildBlockHeader());
  }

  private static void check(final ProtocolSchedule schedule, final BlockHeader head) {
    final ProtocolSpec spec = schedule.getForNextBlockHeader(head, head.getTimestamp() + 1);
    if (!spec.isPoS()) {
      throw new HostException(
          "the genesis file must be post-merge from block 0 (terminalTotalDifficulty 0)");
    }
    checkFork(spec, "the next block has");
    checkFork(schedule.getForNextBlockHeader(head, Long.MAX_VALUE), "later blocks would have");
    Precompiles.check(spec.getPrecompileContractRegistry());
  }

  private static void checkFork(final ProtocolSpec spec, final String which) {
    final String fork = spec.getHardforkId().name();
    if (!fork.equals(FORK)) {
      throw new HostException(
          "the rollup's rules are Prague's (pragueTime 0, no later fork), but by the genesis file"
              + " %s the rules of %s".formatted(which, fork));
    }
  }

  /**
   * Also moves the stored state to the head: Besu commits a block's state before the block, so one
   * that was killed in between finds the state of a block that its chain does not have. Reading at
   * the head does not go back over that one, taking the head's state to write does.
   */
  private static void checkStorage(final BesuController controller, final BlockHeader head) {
    try (MutableWorldState state =
        controller
            .getProtocolContext()
            .getWorldStateArchive()
            .getWorldState(WorldStateQueryParams.withBlockHeaderAndUpdateNodeHead(head))
            .orElseThrow(
                () ->
                    new HostException(
                        "the world state of head block %d is missing"
                            .formatted(head.getNumber())))) {
      if (!(state.updater() instanceof PathBasedWorldStateUpdateAccumulator<?>)) {
        throw new HostException("the data storage format must be BONSAI (--data-storage-format)");
      }
    } catch (final HostException e) {
      throw e;
    } catch (final Exception e) {
      throw new HostException(
          "the world state of head block %d cannot be read".formatted(head.getNumber()), e);
    }
  }
}
