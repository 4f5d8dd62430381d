/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ForcePreimage;
import org.zknode.zks.record.ProtocolVersion;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.RecordOverride;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;
import org.zknode.zks.wire.ZksMessage;

/** Every value that the wire can carry, for property tests. */
public final class ZksArbitraries {
  private static final BigInteger WORDS = BigInteger.ONE.shiftLeft(256);

  private ZksArbitraries() {}

  public static Arbitrary<Bytes> blobs(final int maxSize) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(maxSize).map(Bytes::wrap);
  }

  private static Arbitrary<Bytes> fixed(final int size) {
    return Arbitraries.bytes().array(byte[].class).ofSize(size).map(Bytes::wrap);
  }

  private static Arbitrary<Bytes32> hashes() {
    return fixed(32).map(Bytes32::wrap);
  }

  private static Arbitrary<BigInteger> words() {
    return Arbitraries.bigIntegers().between(BigInteger.ZERO, WORDS.subtract(BigInteger.ONE));
  }

  /** Unsigned 64-bit. */
  private static Arbitrary<List<Long>> numbers(final int count) {
    return Arbitraries.longs().list().ofSize(count);
  }

  private static Arbitrary<BlockContext> contexts() {
    return Combinators.combine(
            numbers(5),
            words().list().ofSize(5),
            hashes().list().ofMaxSize(BlockHashes.COUNT),
            fixed(Address.SIZE).map(Address::new),
            Arbitraries.longs().between(0, 0xffffffffL))
        .as(
            (n, w, hashes, coinbase, execution) ->
                new BlockContext(
                    n.get(0),
                    n.get(1),
                    BlockHashes.of(hashes),
                    n.get(2),
                    w.get(0),
                    w.get(1),
                    w.get(2),
                    coinbase,
                    n.get(3),
                    n.get(4),
                    w.get(3),
                    execution,
                    w.get(4)));
  }

  /** Legacy and typed envelopes; their content is of no interest to the record. */
  private static Arbitrary<Bytes> transactions() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 2, 3, 4, 0x7d, 0x7e, 0x7f), blobs(200).list().ofMaxSize(4))
        .as(
            (type, fields) -> {
              final Bytes list = RlpWriter.encodeList(w -> fields.forEach(w::bytes));
              return type == 0 ? list : Bytes.concatenate(Bytes.of(type), list);
            });
  }

  public static Arbitrary<ReplayRecord> records() {
    return Combinators.combine(
            contexts(),
            transactions().list().ofMaxSize(5),
            numbers(8),
            hashes(),
            Combinators.combine(hashes(), blobs(100)).as(ForcePreimage::new).list().ofMaxSize(3))
        .as(
            (context, transactions, n, hash, preimages) ->
                new ReplayRecord(
                    context,
                    n.get(0),
                    transactions,
                    n.get(1),
                    new ProtocolVersion(n.get(2), n.get(3), n.get(4)),
                    hash,
                    preimages,
                    n.get(5),
                    n.get(6),
                    n.get(7)));
  }

  /** Messages of every kind; records in them are any RLP items. */
  public static Arbitrary<ZksMessage> messages() {
    return Arbitraries.oneOf(
        List.of(
            requests(),
            transactions()
                .map(t -> RlpWriter.encodeList(w -> w.bytes(t)))
                .list()
                .ofMaxSize(64)
                .map(BlockReplays::new),
            Arbitraries.just(new VerifierRoleRequest()),
            hashes().map(VerifierChallenge::new),
            blobs(200).map(VerifierAuth::new),
            Combinators.combine(
                    numbers(4),
                    Arbitraries.integers().between(0, 0xff),
                    blobs(400),
                    blobs(400),
                    Arbitraries.integers().between(0, 0xffff))
                .as(
                    (n, mode, commit, previous, minor) ->
                        new VerifyBatch(
                            n.get(0), n.get(1), n.get(2), n.get(3), mode, commit, previous, minor)),
            Combinators.combine(numbers(2), verdicts())
                .as((n, verdict) -> new VerifyBatchResult(n.get(0), n.get(1), verdict))));
  }

  private static Arbitrary<GetBlockReplays> requests() {
    final Arbitrary<OptionalLong> maxBlocks =
        Arbitraries.longs().map(n -> n == 0 ? OptionalLong.empty() : OptionalLong.of(n));
    return Combinators.combine(
            Arbitraries.longs(),
            Combinators.combine(Arbitraries.longs(), blobs(32)).as(RecordOverride::new).list(),
            maxBlocks)
        .as(GetBlockReplays::new);
  }

  private static Arbitrary<VerifyBatchResult.Verdict> verdicts() {
    return Arbitraries.oneOf(
        List.of(
            blobs(200).map(Approved::new),
            // At most 256 bytes of UTF-8, else it is cut when it is sent.
            Arbitraries.strings()
                .ofMaxLength(60)
                .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff))
                .map(Refused::new)));
  }
}
