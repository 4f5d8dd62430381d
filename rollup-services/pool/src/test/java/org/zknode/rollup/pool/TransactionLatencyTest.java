/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.AnnouncingEngine;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

class TransactionLatencyTest {
  private final CountingMetrics metrics = new CountingMetrics();
  private final AtomicLong nanos = new AtomicLong();
  private final TransactionLatency latency = new TransactionLatency(metrics, nanos::get);
  private final ExecutionEngine engine =
      new AnnouncingEngine(FakeEngine.funded(TestTransactions.key(1).address()), latency);

  private void after(final long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static SignedTransaction transfer(final long nonce) {
    return TestTransactions.transfer(
        TransactionType.LEGACY, TestTransactions.key(1), nonce, Address.ZERO);
  }

  private void build(final SignedTransaction... transactions) throws BlockMismatchException {
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            Address.ZERO,
            30_000_000,
            0,
            Bytes32.ZERO),
        Arrays.stream(transactions).<Bytes>map(SignedTransaction::raw).toList(),
        Optional.empty());
  }

  private List<Double> seconds(final String stage) {
    return metrics.observed("transaction_seconds", stage);
  }

  /** A slice is told of before its block, and by whoever builds it or follows a feed. */
  @Test
  void aSliceIsMeasuredFromTheArrivalAndItsBlockAllTheSame() throws Exception {
    latency.arrived(transfer(0).raw());
    after(1);
    latency.preconfirmed(slice(transfer(0), transfer(1)));
    after(2);
    build(transfer(0), transfer(1));
    assertThat(seconds("preconfirmed")).containsExactly(1.0);
    assertThat(seconds("block")).containsExactly(3.0);
  }

  private Slice slice(final SignedTransaction... transactions) {
    final L2Block head = engine.head();
    return new Slice(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            Address.ZERO,
            30_000_000,
            0,
            Bytes32.ZERO),
        UInt256.ZERO,
        0,
        0,
        0,
        0,
        Arrays.stream(transactions).<Included>map(Told::new).toList());
  }

  private record Told(SignedTransaction signed) implements Included {
    @Override
    public DecodedTransaction transaction() {
      return new DecodedTransaction(signed, Optional.empty());
    }

    @Override
    public Receipt receipt() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }

  @Test
  void eachStageIsMeasuredFromTheArrival() throws Exception {
    latency.arrived(transfer(0).raw());
    after(1);
    latency.arrived(transfer(1).raw());
    after(1);
    build(transfer(0));
    after(3);
    build(transfer(1));
    assertThat(seconds("block")).containsExactly(2.0, 4.0);
    engine.setSafeAndFinalized(1, 0);
    after(5);
    engine.setSafeAndFinalized(1, 0);
    engine.setSafeAndFinalized(2, 1);
    assertThat(seconds("virtual")).containsExactly(5.0, 9.0);
    assertThat(seconds("verified")).containsExactly(10.0);
    engine.setSafeAndFinalized(2, 2);
    engine.setSafeAndFinalized(2, 2);
    assertThat(seconds("verified")).containsExactly(10.0, 9.0);
  }

  /** They came over another node, or before this one started. */
  @Test
  void othersAreNotMeasured() throws Exception {
    build(transfer(0));
    latency.arrived(transfer(2).raw());
    build(transfer(1));
    engine.setSafeAndFinalized(2, 2);
    assertThat(seconds("block")).isEmpty();
    assertThat(seconds("verified")).isEmpty();
  }

  @Test
  void whatWasNotTakenIsForgottenAndWhatIsThereAlreadyGoesOn() throws Exception {
    final TransactionGateway refusing =
        new MeasuredGateway(
            transaction -> {
              throw new PoolRejectedException("no");
            },
            latency);
    assertThatThrownBy(() -> refusing.submit(transfer(0)))
        .isInstanceOf(PoolRejectedException.class);
    build(transfer(0));
    assertThat(seconds("block")).isEmpty();

    new MeasuredGateway(transaction -> {}, latency).submit(transfer(1));
    after(2);
    // The second time it is known already: the first arrival counts.
    assertThatThrownBy(() -> refusing.submit(transfer(1)))
        .isInstanceOf(PoolRejectedException.class);
    build(transfer(1));
    assertThat(seconds("block")).containsExactly(2.0);
  }

  @Test
  void blocksThatAreGoneAreNotMeasuredFurther() throws Exception {
    latency.arrived(transfer(0).raw());
    build(transfer(0));
    engine.unwindTo(0);
    build();
    engine.setSafeAndFinalized(1, 1);
    assertThat(seconds("block")).hasSize(1);
    assertThat(seconds("virtual")).isEmpty();
  }

  @Test
  void theMemoryOfThoseThatWaitIsBoundedAndTheOldestGo() throws Exception {
    latency.arrived(transfer(0).raw());
    latency.arrived(transfer(1).raw());
    for (int i = 0; i < TransactionLatency.MAX_WAITING - 1; i++) {
      latency.arrived(Bytes32.leftPad(Bytes.ofUnsignedInt(i)));
    }
    build(transfer(0), transfer(1));
    assertThat(seconds("block")).hasSize(1);
  }

  @Test
  void theMemoryOfThoseInBlocksIsBoundedAndTheOldestGo() throws Exception {
    final int blocks = 16;
    final int each = TransactionLatency.MAX_INCLUDED / blocks;
    for (int block = 1; block <= blocks + 1; block++) {
      latency.appended(full(block, block == 1 ? 1 : each));
    }
    latency.confirmed(blocks + 1, blocks + 1);
    assertThat(seconds("block")).hasSize(1 + blocks * each);
    assertThat(seconds("verified")).hasSize(blocks * each);
  }

  /** Of transactions that no signature has made, and that have all arrived. */
  private L2Block full(final int number, final int count) {
    final L2Block like = engine.head();
    final List<Bytes> raw =
        IntStream.range(0, count)
            .<Bytes>mapToObj(i -> Bytes.ofUnsignedLong(((long) number << 32) + i))
            .toList();
    raw.forEach(latency::arrived);
    return new L2Block(
        number,
        like.hash(),
        like.parentHash(),
        like.stateRoot(),
        like.timestamp(),
        like.coinbase(),
        like.gasLimit(),
        0,
        like.baseFee(),
        raw);
  }
}
