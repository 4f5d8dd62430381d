/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;

/** An account of an access list with the storage keys of it (EIP-2930). */
public record AccessEntry(Address address, List<Bytes32> storageKeys) {
  public AccessEntry {
    storageKeys = List.copyOf(storageKeys);
  }

  static List<AccessEntry> readAll(final RlpReader list) {
    final List<AccessEntry> entries = new ArrayList<>();
    while (!list.atEnd()) {
      final RlpReader entry = list.list();
      final Address address = new Address(entry.fixed(Address.SIZE));
      final RlpReader keys = entry.list();
      final List<Bytes32> storageKeys = new ArrayList<>();
      while (!keys.atEnd()) {
        storageKeys.add(keys.bytes32());
      }
      entry.expectEnd();
      entries.add(new AccessEntry(address, storageKeys));
    }
    return List.copyOf(entries);
  }
}
