/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.testkit.FakeEngine;

/** Receipts of a fake engine's blocks with the logs of the bridge, and of nobody else. */
record SimReceipts(FakeEngine engine, SharedTransactions shared) {
  private static final Bytes BLOOM = Bytes.wrap(new byte[256]);

  /** The engine's reads, but for the receipts. */
  ChainReader reader() {
    final ChainReader reader = engine.reader();
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, method, arguments) ->
                method.getName().equals("executed")
                    ? executed((Long) arguments[0])
                    : method.invoke(reader, arguments));
  }

  private Optional<ExecutedBlock> executed(final long number) {
    return engine
        .block(number)
        .map(
            block ->
                new ExecutedBlock(
                    block, Bytes32.ZERO, Bytes32.ZERO, BLOOM, Bytes32.ZERO, 0, receipts(block)));
  }

  private List<Receipt> receipts(final L2Block block) {
    final List<Receipt> receipts = new ArrayList<>();
    SimBridge.Counts counts =
        SimBridge.Counts.after(engine, block.number() - 1)
            .covering(SimBridge.Counts.after(engine, block.number()).covered());
    for (final Bytes raw : block.transactions()) {
      final SignedTransaction transaction = shared.decode(raw);
      final Optional<Address> to = transaction.to();
      if (to.filter(L2Contracts.BRIDGE::equals).isPresent()) {
        receipts.add(receipt(counts.log(transaction.data()).stream().toList()));
        counts = counts.after(transaction.data());
      } else {
        receipts.add(receipt(List.of()));
      }
    }
    return receipts;
  }

  private static Receipt receipt(final List<ChainReader.Log> logs) {
    return new Receipt(true, 0, BLOOM, logs);
  }
}
