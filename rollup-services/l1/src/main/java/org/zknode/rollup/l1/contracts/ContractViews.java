/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.FailureClass;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;

/** What the contracts of a rollup say of its batches, now and at a block. */
final class ContractViews {
  private final EthCalls eth;
  private final L1Config config;

  ContractViews(final EthCalls eth, final L1Config config) {
    this.eth = eth;
    this.config = config;
  }

  L1Client.RollupData rollupData() {
    return eth.view(
        config.rollupManager(),
        ElderberryAbi.rollupData(config.rollupId()),
        ElderberryAbi::decodeRollupData);
  }

  Bytes32 sequencedAccInputHash(final long batchNumber) {
    return eth.view(
        config.rollupManager(),
        ElderberryAbi.sequencedBatches(config.rollupId(), batchNumber),
        ElderberryAbi::decodeAccInputHash);
  }

  Bytes32 verifiedStateRoot(final long batchNumber) {
    return eth.view(
        config.rollupManager(),
        ElderberryAbi.stateRoot(config.rollupId(), batchNumber),
        ElderberryAbi::decodeBytes32);
  }

  Bytes32 l1InfoRoot() {
    return eth.view(
        config.globalExitRootManager(), ElderberryAbi.l1InfoRoot(), ElderberryAbi::decodeBytes32);
  }

  /**
   * The hash at that block, where a batch still waits that is sequenced by now; that of now when
   * the state of that block is gone.
   */
  Bytes32 forcedBatchHash(final long number, final long block) {
    try {
      return eth.view(
          config.rollup(),
          ForcedBatchAbi.forcedBatches(number),
          EthCalls.hex(block),
          ElderberryAbi::decodeBytes32);
    } catch (final JsonRpcErrorException gone) {
      return eth.view(
          config.rollup(), ForcedBatchAbi.forcedBatches(number), ElderberryAbi::decodeBytes32);
    }
  }

  /** Empty when the state of that block is gone. */
  Optional<ContractState> stateAt(final long block) {
    final String at = EthCalls.hex(block);
    try {
      final Optional<L1Client.RollupData> data =
          viewAt(
              config.rollupManager(),
              ElderberryAbi.rollupData(config.rollupId()),
              at,
              ElderberryAbi::decodeRollupData);
      final Optional<Long> forced =
          viewAt(
              config.rollup(),
              ForcedBatchAbi.lastForceBatch(),
              at,
              ForcedBatchAbi::decodeLastForceBatch);
      final Optional<Bytes32> root =
          viewAt(
              config.globalExitRootManager(),
              ElderberryAbi.l1InfoRoot(),
              at,
              ElderberryAbi::decodeBytes32);
      return Optional.of(
          new ContractState(
              data.map(L1Client.RollupData::lastBatchSequenced).orElse(0L),
              data.map(L1Client.RollupData::lastVerifiedBatch).orElse(0L),
              forced.orElse(0L),
              root));
    } catch (final JsonRpcErrorException gone) {
      return Optional.empty();
    }
  }

  /**
   * Empty when the contract is not there yet, or has no such method.
   *
   * @throws JsonRpcErrorException the state is gone
   */
  private <T> Optional<T> viewAt(
      final Address contract,
      final Bytes data,
      final String block,
      final Function<Bytes, T> decoder)
      throws JsonRpcErrorException {
    try {
      return eth.view(
          contract,
          data,
          block,
          result -> result.isEmpty() ? Optional.<T>empty() : Optional.of(decoder.apply(result)));
    } catch (final JsonRpcErrorException e) {
      if (e.failureClass() == FailureClass.REQUEST) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
