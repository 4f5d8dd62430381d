/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.PathBasedWorldStateProvider;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.worldstate.WorldView;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.StateUnavailableException;

/** Besu's states after canonical blocks, to be read and left as they are. */
record BesuStates(WorldStateArchive archive) {
  private interface Reading<T> {
    T of(MutableWorldState state);
  }

  /** To be closed by the caller. */
  MutableWorldState after(final BlockHeader header) {
    return archive
        .getWorldState(WorldStateQueryParams.withBlockHeaderAndNoUpdateNodeHead(header))
        .orElseThrow(
            () ->
                new StateUnavailableException(
                    ("the world state after block %d is not available; Besu keeps as many as"
                            + " --bonsai-historical-block-limit says")
                        .formatted(header.getNumber())));
  }

  OptionalLong readable() {
    return archive instanceof PathBasedWorldStateProvider provider
        ? OptionalLong.of(provider.getTrieLogManager().getMaxLayersToLoad())
        : OptionalLong.empty();
  }

  Map<Address, AccountState> accounts(
      final BlockHeader header, final Collection<Address> addresses) {
    return read(
        header,
        "accounts " + addresses,
        state -> {
          final Map<Address, AccountState> states = new HashMap<>();
          for (final Address address : addresses) {
            states.put(address, account(state.get(BesuBlocks.toBesu(address))));
          }
          return states;
        });
  }

  Bytes32 storage(final BlockHeader header, final Address address, final UInt256 slot) {
    return read(
        header,
        "storage of " + address,
        state -> {
          final Account account = state.get(BesuBlocks.toBesu(address));
          return account == null ? Bytes32.ZERO : account.getStorageValue(slot);
        });
  }

  /** As the state has it; zero where the chain has no bridge. */
  static Bytes32 localExitRoot(final WorldView state) {
    final Account manager = state.get(BesuBlocks.toBesu(L2Contracts.EXIT_ROOT_MANAGER));
    return manager == null
        ? Bytes32.ZERO
        : manager.getStorageValue(L2Contracts.LOCAL_EXIT_ROOT_SLOT);
  }

  Bytes code(final BlockHeader header, final Address address) {
    return read(
        header,
        "code of " + address,
        state -> {
          final Account account = state.get(BesuBlocks.toBesu(address));
          return account == null ? Bytes.EMPTY : account.getCode();
        });
  }

  long nonce(final BlockHeader header, final Address address) {
    return accounts(header, List.of(address)).get(address).nonce();
  }

  private <T> T read(final BlockHeader header, final String what, final Reading<T> reading) {
    try (MutableWorldState state = after(header)) {
      return reading.of(state);
    } catch (final EngineException e) {
      throw e;
    } catch (final Exception e) {
      throw new EngineException(
          "%s after block %d could not be read".formatted(what, header.getNumber()), e);
    }
  }

  static AccountState account(final Account account) {
    return account == null
        ? new AccountState(0, BigInteger.ZERO, false)
        : new AccountState(
            account.getNonce(),
            account.getBalance().getAsBigInteger(),
            AccountState.isDelegation(account.getCode()));
  }
}
