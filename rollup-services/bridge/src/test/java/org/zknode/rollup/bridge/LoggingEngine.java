/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** A fake engine whose transactions have the logs that the test wants. */
final class LoggingEngine extends ForwardingEngine {
  private static final PrivateKey USER = TestTransactions.key(1);

  private final Map<Bytes32, List<ChainReader.Log>> logs = new HashMap<>();
  private int blocksRead;

  LoggingEngine() {
    super(FakeEngine.funded(USER.address()));
  }

  /** Appends a block with one transaction that has these logs, and another one without. */
  L2Block extend(final ChainReader.Log... events) {
    final L2Block head = head();
    final long nonce = account(USER.address()).nonce();
    final SignedTransaction first = transaction(nonce, events.length);
    logs.put(first.hash(), List.of(events));
    final SignedTransaction second = transaction(nonce + 1, 77);
    logs.put(second.hash(), List.of());
    return append(head, List.of(first.raw(), second.raw()));
  }

  L2Block extendEmpty() {
    return append(head(), List.of());
  }

  private L2Block append(final L2Block head, final List<Bytes> transactions) {
    try {
      return extend(
              new BlockAttributes(
                  head.number() + 1,
                  head.hash(),
                  head.timestamp() + 1,
                  head.coinbase(),
                  head.gasLimit(),
                  0,
                  Bytes32.ZERO),
              transactions,
              Optional.empty())
          .block();
    } catch (final BlockMismatchException e) {
      throw new IllegalStateException(e);
    }
  }

  private SignedTransaction transaction(final long nonce, final int salt) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE,
        USER,
        nonce,
        Address.ZERO,
        BigInteger.valueOf(2_000_000_000L + salt + logs.size()));
  }

  int blocksRead() {
    return blocksRead;
  }

  /** The fake's, with other receipts. */
  @Override
  public ChainReader reader() {
    final ChainReader reader = super.reader();
    return (ChainReader)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, method, arguments) ->
                method.getName().equals("executed")
                    ? executed(reader, (Long) arguments[0])
                    : method.invoke(reader, arguments));
  }

  private Optional<ExecutedBlock> executed(final ChainReader reader, final long number) {
    blocksRead++;
    return reader.executed(number).map(this::withLogs);
  }

  private ExecutedBlock withLogs(final ExecutedBlock block) {
    final List<ChainReader.Receipt> receipts =
        block.block().transactions().stream()
            .map(SignedTransaction::decode)
            .map(transaction -> logs.get(transaction.hash()))
            .map(events -> new ChainReader.Receipt(true, 1, Bytes.EMPTY, events))
            .toList();
    return new ExecutedBlock(
        block.block(),
        block.transactionsRoot(),
        block.receiptsRoot(),
        block.logsBloom(),
        block.prevRandao(),
        block.size(),
        receipts);
  }
}
