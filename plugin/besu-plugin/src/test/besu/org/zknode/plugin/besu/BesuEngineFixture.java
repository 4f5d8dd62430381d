/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.processing.TransactionProcessingResult;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.testkit.TestTransactions;

/** An engine on a Besu in memory, with a head to build on. */
abstract class BesuEngineFixture {
  static final Address SOMEBODY = Address.fromHex("0x000000000000000000000000000000000000beef");

  final ToyBesu besu = new ToyBesu();
  boolean headMoves = true;
  final BesuEngine engine = engine(Optional.empty());

  BesuEngine engine(final Optional<DiskSpace> disk) {
    return BesuEngine.create(
        besu,
        1001,
        disk,
        () ->
            (header, body) ->
                headMoves
                    && besu.chain()
                        .cutTo(
                            ((org.hyperledger.besu.ethereum.core.BlockHeader) header).getNumber()),
        () -> (call, overrides, header, tracer, parameters) -> Optional.empty());
  }

  static Bytes transfer(final int nonce) {
    return transaction(nonce).raw();
  }

  private static SignedTransaction transaction(final int nonce) {
    return TestTransactions.transfer(
        TransactionType.LEGACY, TestTransactions.key(1), nonce, SOMEBODY);
  }

  BlockAttributes next() {
    final L2Block head = engine.head();
    return new BlockAttributes(
        head.number() + 1,
        head.hash(),
        head.timestamp() + 1,
        SOMEBODY,
        ToyChain.GAS_LIMIT,
        0,
        Bytes32.ZERO);
  }

  BlockResult extend(final Bytes... transactions) throws BlockMismatchException {
    return engine.extend(next(), List.of(transactions), Optional.empty());
  }

  void execution(
      final BiFunction<Transaction, OperationTracer, TransactionProcessingResult> value) {
    besu.rules().execute(value);
  }
}
