/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.testkit.TestTransactions;

class BatchCodecRoundTripTest {
  private static final BigInteger MAX_UINT128 = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);

  @Property(tries = 60)
  void everyBatchRoundTripsAndKeepsItsHashes(@ForAll("blocks") final List<BatchBlock> blocks)
      throws Exception {
    final List<BatchBlock> decoded = BatchCodec.decode(BatchCodec.encode(blocks));
    assertThat(decoded).isEqualTo(blocks);
    decoded.forEach(block -> block.transactions().forEach(SignedTransaction::decode));
  }

  /** What was parsed is encoded without reading its bytes again, to the same. */
  @Property(tries = 200)
  void whatIsParsedIsEncodedAsItsBytesAre(@ForAll("raw") final Bytes raw) {
    assertThat(BatchTransactionCodec.encode(SignedTransaction.decode(raw)))
        .isEqualTo(BatchTransactionCodec.encode(raw));
    assertThat(BatchCodec.encodedSize(SignedTransaction.decode(raw)))
        .isEqualTo(BatchCodec.encodedSize(raw));
  }

  @Example
  void soIsOneWithoutAChainId() {
    final Consumer<RlpWriter> fields =
        writer -> writer.uint64(7).uint64(9).uint64(21_000).bytes(Bytes.EMPTY).uint64(0);
    final Signature signature =
        TestTransactions.key(1)
            .sign(Keccak256.hash(RlpWriter.encodeList(writer -> withData(fields, writer))));
    final Bytes raw =
        RlpWriter.encodeList(
            writer -> {
              withData(fields, writer);
              writer.uint64(27 + signature.recoveryId());
              writer.integer(signature.r()).integer(signature.s());
            });
    final SignedTransaction parsed = SignedTransaction.decode(raw);
    assertThat(parsed.sender()).isEqualTo(TestTransactions.key(1).address());
    assertThat(BatchTransactionCodec.encode(parsed)).isEqualTo(BatchTransactionCodec.encode(raw));
    assertThat(BatchCodec.encodedSize(parsed)).isEqualTo(BatchCodec.encodedSize(raw));
  }

  private static void withData(final Consumer<RlpWriter> fields, final RlpWriter writer) {
    fields.accept(writer);
    writer.bytes(Bytes.repeat((byte) 3, 300));
  }

  @Provide
  Arbitrary<Bytes> raw() {
    return transactions();
  }

  @Provide
  Arbitrary<List<BatchBlock>> blocks() {
    final Arbitrary<Long> uint32 = Arbitraries.longs().between(0, 0xffff_ffffL);
    return Combinators.combine(uint32, uint32, transactions().list().ofMaxSize(4))
        .as(BatchBlock::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<Bytes> transactions() {
    final Arbitrary<BigInteger> amounts =
        Arbitraries.bigIntegers().between(BigInteger.ZERO, MAX_UINT128);
    return Combinators.combine(
            Arbitraries.of(
                TransactionType.LEGACY, TransactionType.ACCESS_LIST, TransactionType.DYNAMIC_FEE),
            Arbitraries.longs().between(1, 1L << 40),
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            amounts,
            amounts,
            Arbitraries.integers().between(0, 20),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(80))
        .as(
            (type, chainId, nonce, price, value, to, data) ->
                TransactionSigner.sign(
                        new Unsigned(
                            type,
                            chainId,
                            nonce,
                            price,
                            price,
                            21_000,
                            target(to),
                            value,
                            Bytes.wrap(data)),
                        TestTransactions.key(to + 1))
                    .raw());
  }

  private static Optional<Address> target(final int index) {
    return index == 0 ? Optional.empty() : Optional.of(TestTransactions.key(index).address());
  }
}
