/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;

/** Between Besu's types and ours. */
final class BesuBlocks {
  private BesuBlocks() {}

  static L2Block toL2Block(final BlockHeader header, final List<Transaction> transactions) {
    return toL2BlockOf(header, transactions.stream().map(BesuTransactions::envelope).toList());
  }

  /**
   * @param transactions network encodings, where they are at hand: nothing is encoded
   */
  static L2Block toL2BlockOf(final BlockHeader header, final List<Bytes> transactions) {
    return new L2Block(
        header.getNumber(),
        toBytes32(header.getHash()),
        toBytes32(header.getParentHash()),
        toBytes32(header.getStateRoot()),
        header.getTimestamp(),
        new Address(header.getCoinbase().getBytes()),
        header.getGasLimit(),
        header.getGasUsed(),
        header.getBaseFee().map(Wei::getAsBigInteger).map(UInt256::valueOf).orElse(UInt256.ZERO),
        transactions);
  }

  /**
   * The body of a block whose header is known. While Besu appends a block its header may be seen
   * before its body: then the second look waits for the end of that.
   */
  static Optional<BlockBody> body(final Blockchain chain, final Hash hash) {
    return chain.getBlockBody(hash).or(() -> chain.getBlockBodySafe(hash));
  }

  static Bytes32 toBytes32(final Hash hash) {
    return Bytes32.wrap(hash.getBytes());
  }

  static org.hyperledger.besu.datatypes.Address toBesu(final Address address) {
    return org.hyperledger.besu.datatypes.Address.wrap(address.bytes());
  }

  static Receipt receipt(final TransactionReceipt receipt) {
    return new Receipt(
        receipt.getStatus() == 1,
        receipt.getCumulativeGasUsed(),
        receipt.getBloomFilter().getBytes(),
        receipt.getLogsList().stream()
            .map(
                log ->
                    new Log(
                        new Address(log.getLogger().getBytes()),
                        log.getTopics().stream()
                            .map(topic -> Bytes32.wrap(topic.getBytes()))
                            .toList(),
                        log.getData()))
            .toList());
  }
}
