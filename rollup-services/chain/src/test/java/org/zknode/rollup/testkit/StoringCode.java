/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;

/** Code of one SSTORE with two constants, which is all the code that the fake engine knows. */
record StoringCode(UInt256 slot, Bytes32 value) {
  private static final Bytes PUSH32 = Bytes.of(0x7f);
  private static final Bytes SSTORE = Bytes.of(0x55);
  private static final int SLOT_AT = 2 + Bytes32.SIZE;

  static Bytes of(final UInt256 slot, final Bytes32 value) {
    return Bytes.concatenate(PUSH32, value, PUSH32, slot, SSTORE);
  }

  static Optional<StoringCode> read(final Bytes code) {
    if (code.size() != SLOT_AT + Bytes32.SIZE + 1) {
      return Optional.empty();
    }
    final StoringCode candidate =
        new StoringCode(
            UInt256.fromBytes(code.slice(SLOT_AT, Bytes32.SIZE)),
            Bytes32.wrap(code.slice(1, Bytes32.SIZE)));
    return Optional.of(candidate).filter(found -> of(found.slot(), found.value()).equals(code));
  }
}
