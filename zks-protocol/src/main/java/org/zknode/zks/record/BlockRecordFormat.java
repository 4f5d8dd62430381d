/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** What the formats 1 to 3 share: the first seven fields. They differ in what follows. */
abstract class BlockRecordFormat extends RecordFormat {

  /**
   * Shortest transaction in bytes: a list of nine fields (legacy; docs/spec/zks-wire.md,
   * "Transactions in a record"), each of at least one byte. A list of more and shorter ones is
   * nonsense that would cost memory many times its size.
   */
  private static final int MIN_TRANSACTION_BYTES = 10;

  /** This many transactions may be shorter: what they are is for the node to refuse. */
  private static final int FREE_TRANSACTIONS = 64;

  /** The fields after force_preimages. */
  record Tail(long interopRootId, long migrationNumber, long interopFeeNumber) {}

  BlockRecordFormat(final int version) {
    super(version);
  }

  abstract void writeTail(RlpWriter fields, Tail tail);

  abstract Tail readTail(RlpReader fields);

  @Override
  void write(final RlpWriter fields, final ReplayRecord record) {
    record.context().write(fields);
    fields.uint64(record.startingL1PriorityId());
    fields.list(items -> record.transactions().forEach(tx -> TransactionEnvelope.write(items, tx)));
    fields.uint64(record.previousBlockTimestamp());
    final ProtocolVersion protocol = record.protocolVersion();
    fields.list(
        items -> items.uint64(protocol.major()).uint64(protocol.minor()).uint64(protocol.patch()));
    fields.bytes(record.blockOutputHash());
    fields.list(
        items ->
            record
                .forcePreimages()
                .forEach(p -> items.list(item -> item.bytes(p.hash()).bytes(p.preimage()))));
    writeTail(
        fields,
        new Tail(
            record.startingInteropRootId(),
            record.startingMigrationNumber(),
            record.startingInteropFeeNumber()));
  }

  @Override
  ReplayRecord read(final RlpReader fields) {
    final BlockContext context = BlockContext.read(fields);
    final long priorityId = fields.uint64();
    final List<Bytes> transactions = readTransactions(fields.list());
    final long previousTimestamp = fields.uint64();
    final ProtocolVersion protocol = readProtocolVersion(fields.list());
    final Bytes32 outputHash = fields.bytes32();
    final List<ForcePreimage> preimages = readPreimages(fields.list());
    final Tail tail = readTail(fields);
    return new ReplayRecord(
        context,
        priorityId,
        transactions,
        previousTimestamp,
        protocol,
        outputHash,
        preimages,
        tail.interopRootId(),
        tail.migrationNumber(),
        tail.interopFeeNumber());
  }

  private static List<Bytes> readTransactions(final RlpReader items) {
    final int most = FREE_TRANSACTIONS + items.remaining() / MIN_TRANSACTION_BYTES;
    final List<Bytes> transactions = new ArrayList<>();
    while (!items.atEnd()) {
      if (transactions.size() == most) {
        throw new RlpException("more than %d transactions in a list of that size".formatted(most));
      }
      transactions.add(TransactionEnvelope.read(items));
    }
    return transactions;
  }

  private static ProtocolVersion readProtocolVersion(final RlpReader items) {
    final ProtocolVersion version =
        new ProtocolVersion(items.uint64(), items.uint64(), items.uint64());
    if (!items.atEnd()) {
      throw new RlpException("expected array of length 3");
    }
    return version;
  }

  private static List<ForcePreimage> readPreimages(final RlpReader items) {
    final List<ForcePreimage> preimages = new ArrayList<>();
    while (!items.atEnd()) {
      final RlpReader item = items.list();
      preimages.add(new ForcePreimage(item.bytes32(), item.bytes()));
      item.expectEnd();
    }
    return preimages;
  }
}
