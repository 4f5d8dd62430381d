/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.jdbi.v3.core.Handle;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.StateStore.BlockSlices;

/** Table state.block_slice; the transactions of a slice are an RLP list of byte strings. */
record PgBlockSlices(Handle handle) implements BlockSlices {

  @Override
  public void insert(final BlockSlice slice) {
    handle.execute(
        "INSERT INTO state.block_slice (block_number, index, transactions) VALUES (?, ?, ?)",
        slice.blockNumber(),
        slice.index(),
        encode(slice.transactions()).toArrayUnsafe());
  }

  @Override
  public int count(final long blockNumber) {
    return handle
        .select("SELECT count(*) FROM state.block_slice WHERE block_number = ?", blockNumber)
        .mapTo(Integer.class)
        .one();
  }

  @Override
  public List<BlockSlice> of(final long blockNumber) {
    return handle
        .select(
            "SELECT index, transactions FROM state.block_slice WHERE block_number = ?"
                + " ORDER BY index",
            blockNumber)
        .map(
            (row, context) ->
                new BlockSlice(blockNumber, row.getInt(1), decode(Bytes.wrap(row.getBytes(2)))))
        .list();
  }

  @Override
  public void deleteOf(final long blockNumber) {
    handle.execute("DELETE FROM state.block_slice WHERE block_number = ?", blockNumber);
  }

  private static Bytes encode(final List<Bytes> transactions) {
    return RlpWriter.encodeList(list -> transactions.forEach(list::bytes));
  }

  private static List<Bytes> decode(final Bytes encoded) {
    final RlpReader list = RlpReader.of(encoded).list();
    final List<Bytes> transactions = new ArrayList<>();
    while (!list.atEnd()) {
      transactions.add(list.bytes());
    }
    return transactions;
  }
}
