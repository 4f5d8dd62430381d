/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.CallRecorder;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.TraceLimits;

/**
 * Reads of {@link FakeEngine}: every transaction succeeded, used its intrinsic gas and left one log
 * of its recipient. A call succeeds, unless its data begins with 0xfd: then it reverts with the
 * rest.
 */
final class FakeReader implements ChainReader {
  /** What every call is said to have counted. */
  static final ExecutionCounters COUNTERS = new ExecutionCounters(1, 2, 3, 4, 5, 6);

  /** Gas that every call is said to have used. */
  static final long CALL_GAS = 50_000;

  private static final byte REVERT = (byte) 0xfd;
  private static final Bytes BLOOM = Bytes.wrap(new byte[256]);

  private final ExecutionEngine engine;

  FakeReader(final ExecutionEngine engine) {
    this.engine = engine;
  }

  @Override
  public Optional<L2Block> blockByHash(final Bytes32 hash) {
    return canonical().filter(block -> block.hash().equals(hash)).findFirst();
  }

  private java.util.stream.Stream<L2Block> canonical() {
    return java.util.stream.LongStream.rangeClosed(0, engine.head().number())
        .mapToObj(engine::block)
        .flatMap(Optional::stream);
  }

  @Override
  public Optional<ExecutedBlock> executed(final long number) {
    return engine
        .block(number)
        .map(
            block ->
                new ExecutedBlock(
                    block,
                    Keccak256.hash(Bytes.concatenate(block.transactions())),
                    Bytes32.ZERO,
                    BLOOM,
                    Bytes32.ZERO,
                    500 + block.transactions().stream().mapToLong(Bytes::size).sum(),
                    receipts(block)));
  }

  private static List<Receipt> receipts(final L2Block block) {
    final List<Receipt> receipts = new ArrayList<>();
    long gas = 0;
    for (final Bytes raw : block.transactions()) {
      final SignedTransaction tx = SignedTransaction.decode(raw);
      gas += IntrinsicGas.of(tx).longValueExact();
      receipts.add(
          new Receipt(
              true,
              gas,
              BLOOM,
              List.of(new Log(tx.to().orElse(Address.ZERO), List.of(tx.hash()), tx.data()))));
    }
    return receipts;
  }

  @Override
  public Optional<TransactionPosition> find(final Bytes32 transactionHash) {
    return canonical()
        .flatMap(
            block ->
                IntStream.range(0, block.transactions().size())
                    .filter(
                        i -> Keccak256.hash(block.transactions().get(i)).equals(transactionHash))
                    .mapToObj(i -> new TransactionPosition(block.number(), i)))
        .findFirst();
  }

  @Override
  public CallOutcome call(final CallRequest request, final long block) {
    final boolean reverts = request.data().size() > 0 && request.data().get(0) == REVERT;
    return reverts
        ? new CallOutcome.Reverted(CALL_GAS, request.data().slice(1), Optional.of(COUNTERS))
        : new CallOutcome.Success(CALL_GAS, Optional.of(COUNTERS));
  }

  @Override
  public List<CallTrace> trace(final long block, final int index, final TraceLimits limits) {
    final SignedTransaction tx =
        SignedTransaction.decode(engine.block(block).orElseThrow().transactions().get(index));
    final CallRecorder recorder = new CallRecorder(limits);
    recorder.enter(
        new CallTrace(
            tx.to().isPresent() ? CallTrace.Kind.CALL : CallTrace.Kind.CREATE,
            0,
            tx.sender(),
            tx.to().orElse(Address.ZERO),
            tx.value(),
            tx.data(),
            Bytes.EMPTY));
    return recorder.calls();
  }

  @Override
  public List<CallSummary> callSummaries(final long block) {
    return IntStream.range(0, engine.block(block).orElseThrow().transactions().size())
        .mapToObj(index -> trace(block, index, new TraceLimits(1, Long.MAX_VALUE)).getFirst())
        .map(
            call -> {
              final CallSummary.Builder builder = new CallSummary.Builder();
              builder.add(call.kind(), call.from(), call.to());
              return builder.build();
            })
        .toList();
  }

  @Override
  public Bytes code(final Address address, final long block) {
    return Bytes.EMPTY;
  }

  /** Nobody's nonce is raised but by sending. */
  @Override
  public long nonce(final Address address, final long block) {
    return canonical()
        .filter(each -> each.number() <= block)
        .flatMap(each -> each.transactions().stream())
        .filter(raw -> SignedTransaction.decode(raw).sender().equals(address))
        .count();
  }
}
