/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.testkit.TestTransactions;

class BesuReaderTest {
  private static final Address SOMEBODY =
      Address.fromHex("0x000000000000000000000000000000000000beef");

  private final ToyBesu besu = new ToyBesu();
  private final BesuEngine engine =
      BesuEngine.create(
          besu,
          1001,
          Optional.empty(),
          () ->
              (header, body) ->
                  besu.chain()
                      .cutTo(((org.hyperledger.besu.ethereum.core.BlockHeader) header).getNumber()),
          () -> (call, overrides, header, tracer, parameters) -> Optional.empty());
  private final ChainReader reader = engine.reader();

  private L2Block extend(final int nonce) throws BlockMismatchException {
    final L2Block head = engine.head();
    final SignedTransaction transaction =
        TestTransactions.transfer(
            TransactionType.DYNAMIC_FEE, TestTransactions.key(1), nonce, SOMEBODY);
    return engine
        .extend(
            new BlockAttributes(
                head.number() + 1,
                head.hash(),
                head.timestamp() + 1,
                SOMEBODY,
                ToyChain.GAS_LIMIT,
                0,
                Bytes32.ZERO),
            List.of(transaction.raw()),
            Optional.empty())
        .block();
  }

  @Test
  void aBlockIsFoundByItsHash() throws BlockMismatchException {
    final L2Block block = extend(0);

    assertThat(reader.blockByHash(block.hash())).hasValue(block);
    assertThat(reader.blockByHash(Bytes32.ZERO)).isEmpty();
  }

  @Test
  void aBlockThatWasTakenOffIsNotFound() throws BlockMismatchException {
    final L2Block block = extend(0);
    engine.unwindTo(0);
    extend(5);

    assertThat(reader.blockByHash(block.hash())).isEmpty();
  }

  @Test
  void receiptsComeWithTheBlock() throws BlockMismatchException {
    extend(0);

    final ChainReader.ExecutedBlock executed = reader.executed(1).orElseThrow();
    assertThat(executed.receipts())
        .singleElement()
        .satisfies(
            receipt -> {
              assertThat(receipt.success()).isTrue();
              assertThat(receipt.cumulativeGasUsed()).isEqualTo(21_000);
              assertThat(receipt.logs()).isEmpty();
            });
    assertThat(reader.executed(0).orElseThrow().receipts()).isEmpty();
    assertThat(reader.executed(2)).isEmpty();
  }

  @Test
  void aCallOnABlockThatIsNotThereIsAFailure() {
    final CallRequest request =
        new CallRequest(
            Optional.empty(),
            Optional.of(SOMEBODY),
            OptionalLong.empty(),
            BigInteger.ZERO,
            Bytes.EMPTY);

    assertThatThrownBy(() -> reader.call(request, 7))
        .isInstanceOf(EngineException.class)
        .hasMessage("no canonical block 7");
    assertThatThrownBy(() -> reader.call(request, 0))
        .isInstanceOf(EngineException.class)
        .hasMessage("Besu did not execute the call");
  }

  @Test
  void aTransactionThatIsInNoBlockHasNoPlace() {
    assertThat(reader.find(Bytes32.ZERO)).isEmpty();
  }
}
