/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes32;
import org.zknode.contracts.ContractArtifact;
import org.zknode.eth.Keccak256;

/** Storage of a contract by the names of its variables, as Solidity lays it out. */
final class ContractStorage {
  /** Bytes that stand in their variable's own slot, with their length. */
  private static final int SHORT = Bytes32.SIZE - 1;

  private final JsonNode layout;
  private final Map<BigInteger, Bytes32> slots = new TreeMap<>();

  ContractStorage(final ContractArtifact artifact) {
    layout = artifact.storage();
  }

  /** A value that shares its slot with others. */
  ContractStorage value(final String variable, final Bytes value) {
    final int end = Bytes32.SIZE - variable(variable).path("offset").asInt();
    final MutableBytes32 word = slots.getOrDefault(slot(variable), Bytes32.ZERO).mutableCopy();
    word.set(end - value.size(), value);
    put(slot(variable), word);
    return this;
  }

  /** A string, or bytes. */
  ContractStorage bytes(final String variable, final Bytes value) {
    if (value.size() <= SHORT) {
      final MutableBytes32 word = Bytes32.rightPad(value).mutableCopy();
      word.set(SHORT, (byte) (2 * value.size()));
      put(slot(variable), word);
      return this;
    }
    put(slot(variable), Bytes32.leftPad(Bytes.ofUnsignedInt(2L * value.size() + 1)));
    final BigInteger first = Keccak256.hash(word(slot(variable))).toUnsignedBigInteger();
    for (int at = 0; at < value.size(); at += Bytes32.SIZE) {
      final Bytes part = value.slice(at, Math.min(Bytes32.SIZE, value.size() - at));
      put(first.add(BigInteger.valueOf(at / Bytes32.SIZE)), Bytes32.rightPad(part));
    }
    return this;
  }

  /** Values that are not zero, by slot. */
  Map<BigInteger, Bytes32> slots() {
    return Collections.unmodifiableMap(new TreeMap<>(slots));
  }

  private BigInteger slot(final String variable) {
    return BigInteger.valueOf(variable(variable).path("slot").asLong());
  }

  private JsonNode variable(final String name) {
    if (!layout.has(name)) {
      throw new IllegalArgumentException("the contract has no variable " + name);
    }
    return layout.get(name);
  }

  private void put(final BigInteger slot, final Bytes32 value) {
    if (value.isZero()) {
      slots.remove(slot);
    } else {
      slots.put(slot, Bytes32.wrap(value.copy()));
    }
  }

  private static Bytes32 word(final BigInteger value) {
    return Bytes32.leftPad(Bytes.wrap(value.toByteArray()).trimLeadingZeros());
  }
}
