/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.LogsBloom;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.testkit.TestTransactions;

/** Slices of blocks of transfers with a log each, two transactions to a slice. */
final class TestSlices {
  static final PrivateKey ALICE = TestTransactions.key(1);
  private static final int PER_SLICE = 2;
  private static final long GAS = 21_000;

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  private TestSlices() {}

  static Slice slice(final long number, final Bytes32 parent, final int index) {
    final List<Included> included = new ArrayList<>();
    final int first = PER_SLICE * index;
    for (int i = first; i < first + PER_SLICE; i++) {
      included.add(included(i));
    }
    return new Slice(
        new BlockAttributes(
            number,
            parent,
            1_700_000_000 + number,
            Address.fromHex("0x" + "c0".repeat(20)),
            30_000_000,
            0,
            Bytes32.repeat((byte) 7)),
        UInt256.valueOf(1_000_000_000),
        index,
        first,
        GAS * first,
        first,
        included);
  }

  /** The same slice of its block with other transactions. */
  static Slice withTransactions(final Slice slice, final List<Included> transactions) {
    return new Slice(
        slice.block(),
        slice.baseFee(),
        slice.index(),
        slice.firstTransaction(),
        slice.gasBefore(),
        slice.logsBefore(),
        transactions);
  }

  private static Included included(final int index) {
    final TransactionType type = TransactionType.values()[index % 3];
    final SignedTransaction signed = TestTransactions.transfer(type, ALICE, index, Address.ZERO);
    final List<Log> logs =
        List.of(
            new Log(
                Address.fromHex("0x" + "0%d".formatted(index % 10).repeat(20)),
                List.of(Bytes32.leftPad(Bytes.of(index))),
                Bytes.of(1, 2, index)));
    return new Kept(
        new DecodedTransaction(signed, Optional.empty()),
        new Receipt(index % 2 == 0, GAS * (index + 1), LogsBloom.of(logs), logs));
  }
}
