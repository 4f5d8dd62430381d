/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.trie.NodeLoader;
import org.hyperledger.besu.ethereum.trie.patricia.StoredMerklePatriciaTrie;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.worldstate.UpdateTrackingAccount;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.data.BlockHeader;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.hyperledger.besu.plugin.services.worldstate.StateRootCommitter;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * A state in its Merkle Patricia tries, of whose nodes only those are looked for that blocks need.
 * Changes of a block are gathered and written once, at its end, what is deleted last: so that no
 * branch is taken down, for which its last child would be needed, because of something that the
 * block puts back. Used by one thread; what blocks make stays in memory.
 */
public final class TrieWorldState implements MutableWorldState {
  private static final AccountValue NONE =
      new AccountValue(0, BigInteger.ZERO, AccountValue.NO_STORAGE, AccountValue.NO_CODE);

  private final TrieSource source;
  private final TrieObserver observer;

  /** By hash, what former blocks on this state made. */
  private final Map<Bytes32, Bytes> madeNodes = new HashMap<>();

  private final Map<Bytes32, Bytes> madeCodes = new HashMap<>();

  // Of the block that is executed.
  private final Map<Address, Optional<AccountValue>> before = new HashMap<>();
  private final Map<Address, Bytes> codes = new HashMap<>();
  private final Map<Address, StoredMerklePatriciaTrie<Bytes32, Bytes>> storages = new HashMap<>();
  private final Map<Address, AccountChange> changes = new HashMap<>();

  private final StoredMerklePatriciaTrie<Bytes32, Bytes> accounts;

  public TrieWorldState(final Bytes32 root, final TrieSource source, final TrieObserver observer) {
    this.source = source;
    this.observer = observer;
    this.accounts = trie(this::accountNode, root);
  }

  private static StoredMerklePatriciaTrie<Bytes32, Bytes> trie(
      final NodeLoader loader, final Bytes32 root) {
    return new StoredMerklePatriciaTrie<>(loader, root, Function.identity(), Function.identity());
  }

  private Optional<Bytes> accountNode(final Bytes location, final Bytes32 hash) {
    return node(hash, () -> source.accountNode(location, hash));
  }

  private interface Lookup {
    Optional<Bytes> find();
  }

  private Optional<Bytes> node(final Bytes32 hash, final Lookup lookup) {
    final Bytes made = madeNodes.get(hash);
    final Bytes rlp =
        made == null
            ? lookup.find().orElseThrow(() -> new MissingPartException("node", hash))
            : made;
    observer.node(hash, rlp, made != null);
    return Optional.of(rlp);
  }

  private Bytes code(final Address address, final Bytes32 hash) {
    final Bytes made = madeCodes.get(hash);
    final Bytes code =
        made == null
            ? source
                .code(hash(address), hash)
                .orElseThrow(() -> new MissingPartException("code", hash))
            : made;
    observer.code(hash, code, made != null);
    return code;
  }

  private static Bytes32 hash(final Address address) {
    return Bytes32.wrap(address.addressHash().getBytes());
  }

  private Optional<AccountValue> before(final Address address) {
    return before.computeIfAbsent(
        address, key -> accounts.get(hash(key)).map(AccountValue::decode));
  }

  /** Null where there is none. */
  TrieAccount account(final Address address) {
    final AccountChange change = changes.get(address);
    if (change == null) {
      return before(address)
          .map(value -> new TrieAccount(this, address, value, codeBefore(address, value)))
          .orElse(null);
    }
    if (change.isDeleted()) {
      return null;
    }
    final AccountValue value = change.value();
    return new TrieAccount(
        this, address, value, change.code() == null ? codeBefore(address, value) : change.code());
  }

  private Bytes codeBefore(final Address address, final AccountValue value) {
    return value.codeHash().equals(AccountValue.NO_CODE)
        ? Bytes.EMPTY
        : codes.computeIfAbsent(
            address, key -> new LazyCode(() -> code(address, value.codeHash())));
  }

  UInt256 slot(final Address address, final UInt256 key) {
    final AccountChange change = changes.get(address);
    if (change == null) {
      return slotBefore(address, before(address).orElse(NONE), key);
    }
    final UInt256 written = change.slots().get(key);
    return written == null ? slotBefore(address, change.value(), key) : written;
  }

  private UInt256 slotBefore(final Address address, final AccountValue value, final UInt256 key) {
    return value.hasStorage()
        ? storage(address, value.storageRoot())
            .get(Keccak256.hash(key))
            .map(rlp -> UInt256.valueOf(RlpReader.of(rlp).uint256()))
            .orElse(UInt256.ZERO)
        : UInt256.ZERO;
  }

  private StoredMerklePatriciaTrie<Bytes32, Bytes> storage(
      final Address address, final Bytes32 root) {
    return storages.computeIfAbsent(
        address,
        key ->
            trie(
                (location, hash) ->
                    node(hash, () -> source.storageNode(hash(address), location, hash)),
                root));
  }

  boolean hasNoStorage(final Address address) {
    final AccountChange change = changes.get(address);
    return change == null
        ? !before(address).orElse(NONE).hasStorage()
        : !change.value().hasStorage()
            && change.slots().values().stream().allMatch(UInt256::isZero);
  }

  void delete(final Address address) {
    change(address).delete();
  }

  private AccountChange change(final Address address) {
    return changes.computeIfAbsent(address, key -> new AccountChange(before(key).orElse(NONE)));
  }

  void update(final UpdateTrackingAccount<TrieAccount> updated) {
    final AccountChange change = change(updated.getAddress());
    if (updated.getWrappedAccount() == null) {
      change.clear();
    } else if (updated.getStorageWasCleared()) {
      change.clearStorage();
    }
    change.set(updated.getNonce(), updated.getBalance().getAsBigInteger());
    if (updated.codeWasUpdated()) {
      final Bytes code = updated.getCode();
      change.code(Keccak256.hash(code), code);
    }
    change.store(updated.getUpdatedStorage());
  }

  /** Looks for the code of an account, if it has one. */
  public void touchCode(final Address address) {
    final TrieAccount account = account(address);
    if (account != null && !account.getCode().isEmpty()) {
      // Whoever asks for the size gets the code.
      account.getCode().size();
    }
  }

  /** Ends a block: what it changed is in the tries, and the root is that of its header. */
  @Override
  public Hash frontierRootHash() {
    final List<Bytes32> deleted = new ArrayList<>();
    changes.forEach(
        (address, change) -> {
          final Optional<AccountValue> old = before(address);
          if (change.isDeleted()) {
            old.ifPresent(value -> deleted.add(hash(address)));
            return;
          }
          final AccountValue value = written(address, change);
          if (!old.equals(Optional.of(value))) {
            accounts.put(hash(address), value.encode());
          }
        });
    deleted.forEach(accounts::remove);
    accounts.commit((location, hash, rlp) -> madeNodes.put(hash, rlp));
    before.clear();
    codes.clear();
    storages.clear();
    changes.clear();
    return rootHash();
  }

  private AccountValue written(final Address address, final AccountChange change) {
    if (change.code() != null) {
      madeCodes.put(change.value().codeHash(), change.code());
    }
    final AccountValue value = change.value();
    if (change.slots().isEmpty()) {
      return value;
    }
    if (!value.hasStorage()) {
      // One of before, if there was any, is gone.
      storages.remove(address);
    }
    final StoredMerklePatriciaTrie<Bytes32, Bytes> storage = storage(address, value.storageRoot());
    final List<Bytes32> deleted = new ArrayList<>();
    change
        .slots()
        .forEach(
            (key, word) -> {
              final Bytes32 place = Keccak256.hash(key);
              if (!word.isZero()) {
                storage.put(place, slotValue(word));
              } else if (storage.get(place).isPresent()) {
                deleted.add(place);
              }
            });
    deleted.forEach(storage::remove);
    storage.commit((location, hash, rlp) -> madeNodes.put(hash, rlp));
    return new AccountValue(
        value.nonce(), value.balance(), storage.getRootHash(), value.codeHash());
  }

  private static Bytes slotValue(final UInt256 word) {
    return new RlpWriter().bytes(word.trimLeadingZeros()).toBytes();
  }

  @Override
  public Hash rootHash() {
    return Hash.wrap(accounts.getRootHash());
  }

  @Override
  public WorldUpdater updater() {
    return new BlockUpdater(this);
  }

  @Override
  public Account get(final Address address) {
    return account(address);
  }

  @Override
  public Stream<StreamableAccount> streamAccounts(final Bytes32 startKeyHash, final int limit) {
    throw new UnsupportedOperationException("a state of parts has no list of its accounts");
  }

  @Override
  public void persist(final BlockHeader header, final StateRootCommitter committer) {
    throw new UnsupportedOperationException("a state of parts is stored nowhere");
  }

  @Override
  public void persist(final BlockHeader header) {
    throw new UnsupportedOperationException("a state of parts is stored nowhere");
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
