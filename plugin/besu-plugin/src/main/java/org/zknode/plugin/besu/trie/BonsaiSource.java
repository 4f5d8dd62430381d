/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.trie.pathbased.bonsai.storage.BonsaiWorldStateKeyValueStorage;
import org.hyperledger.besu.ethereum.trie.pathbased.bonsai.worldview.BonsaiWorldState;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.rollup.engine.WitnessUnavailableException;

/** The tries of one of Besu's states, as they are stored or were rolled back to. */
public record BonsaiSource(BonsaiWorldStateKeyValueStorage storage) implements TrieSource {
  /**
   * @throws WitnessUnavailableException Besu keeps its states in another form
   */
  public static BonsaiSource of(final MutableWorldState state) {
    if (state instanceof BonsaiWorldState bonsai) {
      return new BonsaiSource(bonsai.getWorldStateStorage());
    }
    throw new WitnessUnavailableException(
        "execution witnesses are recorded on Bonsai's states only, this Besu has %s"
            .formatted(state.getClass().getSimpleName()));
  }

  @Override
  public Optional<Bytes> accountNode(final Bytes location, final Bytes32 hash) {
    return storage.getAccountStateTrieNode(location, hash);
  }

  @Override
  public Optional<Bytes> storageNode(
      final Bytes32 account, final Bytes location, final Bytes32 hash) {
    return storage.getAccountStorageTrieNode(Hash.wrap(account), location, hash);
  }

  @Override
  public Optional<Bytes> code(final Bytes32 account, final Bytes32 hash) {
    return storage.getCode(Hash.wrap(hash), Hash.wrap(account));
  }
}
