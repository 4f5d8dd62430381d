/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.chain.TransactionLocation;
import org.hyperledger.besu.ethereum.core.Block;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.BlockHeaderBuilder;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;

/** Blocks in memory, with a genesis block; one of them may have lost its body. */
final class ToyChain implements MutableBlockchain {
  static final long GAS_LIMIT = 30_000_000;

  private record Entry(Block block, List<TransactionReceipt> receipts) {}

  private final List<Entry> entries = new ArrayList<>();
  private Optional<RuntimeException> failure = Optional.empty();
  private Optional<Hash> finalized = Optional.empty();
  private Optional<Hash> safe = Optional.empty();
  private Optional<Hash> withoutBody = Optional.empty();

  ToyChain() {
    final BlockHeader genesis =
        BlockHeaderBuilder.create()
            .parentHash(Hash.ZERO)
            .coinbase(Address.wrap(Bytes.wrap(new byte[20])))
            .stateRoot(Hash.ZERO)
            .transactionsRoot(Hash.ZERO)
            .receiptsRoot(Hash.ZERO)
            .logsBloom(new LogsBloomFilter())
            .number(0)
            .gasLimit(GAS_LIMIT)
            .gasUsed(0)
            .timestamp(1)
            .baseFee(Wei.of(BigInteger.TEN))
            .parentBeaconBlockRoot(Bytes32.ZERO)
            .buildBlockHeader();
    entries.add(
        new Entry(
            new Block(genesis, new BlockBody(List.of(), List.of(), Optional.empty())), List.of()));
  }

  /** The next block is not appended. */
  void failAtNextBlock(final RuntimeException cause) {
    failure = Optional.of(cause);
  }

  /** As a Besu that was killed may leave it. */
  void loseBodyOfHead() {
    withoutBody = Optional.of(getChainHeadHeader().getHash());
  }

  boolean cutTo(final long number) {
    entries.subList((int) number + 1, entries.size()).clear();
    return true;
  }

  private Optional<Entry> entry(final Hash hash) {
    return entries.stream()
        .filter(entry -> entry.block().getHeader().getHash().equals(hash))
        .findFirst();
  }

  @Override
  public void appendBlock(final Block block, final List<TransactionReceipt> receipts) {
    if (failure.isPresent()) {
      final RuntimeException thrown = failure.get();
      failure = Optional.empty();
      throw thrown;
    }
    entries.add(new Entry(block, receipts));
  }

  @Override
  public void setFinalized(final Hash blockHash) {
    finalized = Optional.of(blockHash);
  }

  @Override
  public void setSafeBlock(final Hash blockHash) {
    safe = Optional.of(blockHash);
  }

  @Override
  public Optional<Hash> getFinalized() {
    return finalized;
  }

  @Override
  public Optional<Hash> getSafeBlock() {
    return safe;
  }

  @Override
  public BlockHeader getChainHeadHeader() {
    return entries.getLast().block().getHeader();
  }

  @Override
  public Optional<BlockHeader> getBlockHeader(final long number) {
    return number >= 0 && number < entries.size()
        ? Optional.of(entries.get((int) number).block().getHeader())
        : Optional.empty();
  }

  @Override
  public Optional<BlockHeader> getBlockHeader(final Hash hash) {
    return entry(hash).map(entry -> entry.block().getHeader());
  }

  @Override
  public Optional<BlockBody> getBlockBody(final Hash hash) {
    return entry(hash)
        .filter(entry -> !withoutBody.equals(Optional.of(hash)))
        .map(entry -> entry.block().getBody());
  }

  @Override
  public Optional<BlockBody> getBlockBodySafe(final Hash hash) {
    return getBlockBody(hash);
  }

  @Override
  public Optional<List<TransactionReceipt>> getTxReceipts(final Hash hash) {
    return entry(hash).map(Entry::receipts);
  }

  @Override
  public Optional<TransactionLocation> getTransactionLocation(final Hash hash) {
    return Optional.empty();
  }
}
