/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * What consecutive blocks need of the state before them, and of the chain, to be executed by
 * somebody who has neither (docs/concepts/witness.md). Nothing is in it twice.
 *
 * @param state RLP of the Merkle Patricia trie nodes, of accounts and of storages, by their hash
 * @param codes byte codes that were executed or read, by their hash
 * @param headers RLP of the parent of the first block and of the older ones that BLOCKHASH asked
 *     for, by their number
 */
public record ExecutionWitness(List<Bytes> state, List<Bytes> codes, List<Bytes> headers) {
  /** Of one list; far more than batches need. Each costs more memory than its bytes. */
  private static final int MAX_PARTS = 1 << 20;

  public ExecutionWitness {
    state = List.copyOf(state);
    codes = List.copyOf(codes);
    headers = List.copyOf(headers);
  }

  /** Bytes of all parts. */
  public long size() {
    return size(state) + size(codes) + size(headers);
  }

  private static long size(final List<Bytes> parts) {
    return parts.stream().mapToLong(Bytes::size).sum();
  }

  /** As one RLP list of the three lists. */
  public Bytes encode() {
    return RlpWriter.encode(
        out ->
            out.list(
                fields -> {
                  list(fields, state);
                  list(fields, codes);
                  list(fields, headers);
                }));
  }

  private static void list(final RlpWriter out, final List<Bytes> parts) {
    out.list(items -> parts.forEach(items::bytes));
  }

  /**
   * What {@link #encode} gave; whether it fits any block is not looked at.
   *
   * @throws RlpException it is something else
   */
  public static ExecutionWitness decode(final Bytes encoded) {
    final RlpReader outer = RlpReader.of(encoded);
    final RlpReader fields = outer.list();
    outer.expectEnd();
    final ExecutionWitness witness =
        new ExecutionWitness(parts(fields), parts(fields), parts(fields));
    fields.expectEnd();
    return witness;
  }

  private static List<Bytes> parts(final RlpReader fields) {
    final RlpReader items = fields.list();
    final List<Bytes> parts = new ArrayList<>();
    while (!items.atEnd()) {
      if (parts.size() == MAX_PARTS) {
        throw new RlpException("more than %d parts".formatted(MAX_PARTS));
      }
      parts.add(items.bytes());
    }
    return parts;
  }
}
