/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * Other bytes of the same transaction: who reads them without care finds the same fields and the
 * right signature, and another hash.
 */
public final class NonCanonical {
  private static final int LEGACY_GAS = 2;

  private NonCanonical() {}

  /**
   * @param transaction a transfer of 1 wei with 21,000 gas or so
   * @return what is wrong, and the network encoding
   */
  public static Map<String, Bytes> of(final SignedTransaction transaction) {
    final boolean legacy = transaction.type() == TransactionType.LEGACY;
    final Bytes raw = transaction.raw();
    final Bytes type = legacy ? Bytes.EMPTY : raw.slice(0, 1);
    final List<Bytes> fields = fields(raw.slice(type.size()));
    // chainId in front, and two prices.
    final int gas = LEGACY_GAS + (legacy ? 0 : 2);
    final Map<String, Bytes> bad = new LinkedHashMap<>();
    bad.put(
        "a leading zero",
        envelope(
            type, with(fields, gas, string(Bytes.concatenate(Bytes.of(0), value(fields, gas))))));
    bad.put(
        "a small number as a string", envelope(type, with(fields, gas + 2, Bytes.of(0x81, 0x01))));
    bad.put(
        "a short string in the long form",
        envelope(
            type, with(fields, gas, Bytes.concatenate(Bytes.of(0xb8, 2), value(fields, gas)))));
    final Bytes content = Bytes.concatenate(fields.toArray(Bytes[]::new));
    bad.put(
        "a length with a leading zero",
        Bytes.concatenate(type, Bytes.of(0xf9, 0, content.size()), content));
    final List<Bytes> more = new ArrayList<>(fields);
    more.add(Bytes.of(0x80));
    bad.put("a field too many", envelope(type, more));
    bad.put("a byte behind it", Bytes.concatenate(raw, Bytes.of(0)));
    bad.put("a string around it", RlpWriter.encode(writer -> writer.bytes(raw)));
    return bad;
  }

  /** The items of a list, with their headers. */
  public static List<Bytes> fields(final Bytes list) {
    final RlpReader reader = RlpReader.of(list).list();
    final List<Bytes> fields = new ArrayList<>();
    while (!reader.atEnd()) {
      fields.add(reader.rawItem());
    }
    return fields;
  }

  private static Bytes value(final List<Bytes> fields, final int index) {
    return RlpReader.of(fields.get(index)).bytes();
  }

  private static Bytes string(final Bytes value) {
    return Bytes.concatenate(Bytes.of(0x80 + value.size()), value);
  }

  private static List<Bytes> with(final List<Bytes> fields, final int index, final Bytes field) {
    final List<Bytes> changed = new ArrayList<>(fields);
    changed.set(index, field);
    return changed;
  }

  private static Bytes envelope(final Bytes type, final List<Bytes> fields) {
    return Bytes.concatenate(type, RlpWriter.encodeList(writer -> fields.forEach(writer::raw)));
  }
}
