/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;

/** One block of the journal: what it was made from and what came out. */
record JournalEntry(BlockAttributes attributes, L2Block block) {

  Bytes encode() {
    return RlpWriter.encodeList(
        list -> {
          list.uint64(attributes.number()).bytes(attributes.parentHash());
          list.uint64(attributes.timestamp()).bytes(attributes.coinbase().bytes());
          list.uint64(attributes.gasLimit()).uint64(attributes.l1InfoTreeIndex());
          list.bytes(attributes.l1InfoRoot());
          list.bytes(block.hash()).bytes(block.stateRoot()).uint64(block.gasUsed());
          list.integer(block.baseFee().toUnsignedBigInteger());
          list.list(transactions -> block.transactions().forEach(transactions::bytes));
        });
  }

  static JournalEntry decode(final Bytes bytes) {
    final RlpReader list = RlpReader.of(bytes).list();
    final BlockAttributes attributes =
        new BlockAttributes(
            list.uint63(),
            list.bytes32(),
            list.uint63(),
            new Address(list.fixed(Address.SIZE)),
            list.uint63(),
            list.uint63(),
            list.bytes32());
    final Bytes hash = list.bytes32();
    final Bytes stateRoot = list.bytes32();
    final long gasUsed = list.uint63();
    final UInt256 baseFee = UInt256.valueOf(list.uint256());
    final List<Bytes> transactions = new ArrayList<>();
    final RlpReader items = list.list();
    while (!items.atEnd()) {
      transactions.add(items.bytes());
    }
    list.expectEnd();
    return new JournalEntry(
        attributes,
        new L2Block(
            attributes.number(),
            Bytes32.wrap(hash),
            attributes.parentHash(),
            Bytes32.wrap(stateRoot),
            attributes.timestamp(),
            attributes.coinbase(),
            attributes.gasLimit(),
            gasUsed,
            baseFee,
            transactions));
  }
}
