/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.state.L1BlockRef;

/**
 * An L1 chain in memory with our contracts on it, driven by the test: it mines when told to, can be
 * reorganised to any depth and made to fail. What the contracts answer is computed from the events
 * of the canonical chain, so a reorg undoes it too. Sent transactions are mined at once and do
 * nothing. Thread-safe.
 */
public final class FakeL1 extends FakeL1Chain implements RollupTerms {
  /** As freshly deployed contracts have it: five days. */
  public static final long FORCE_TIMEOUT_SECONDS = 432_000;

  private final Set<Address> deniedAggregators = new HashSet<>();
  private final Map<Bytes32, Receipt> receipts = new HashMap<>();
  private final Map<Address, Long> nonces = new HashMap<>();
  private final Map<Long, Bytes32> forgedAccInputHashes = new HashMap<>();
  private Address trustedSequencer = Address.ZERO;

  /** The contract claims another accumulated input hash. */
  public synchronized void forgeAccInputHash(final long batch, final Bytes32 hash) {
    forgedAccInputHashes.put(batch, hash);
  }

  @Override
  public long chainId() {
    return 31_337;
  }

  @Override
  public synchronized RollupData rollupData() {
    check();
    final FakeContracts contracts = contracts();
    return new RollupData(
        Address.ZERO,
        1001,
        Address.ZERO,
        8,
        contracts.lastBatchSequenced(),
        contracts.lastVerifiedBatch());
  }

  @Override
  public synchronized Bytes32 sequencedAccInputHash(final long batchNumber) {
    check();
    return forgedAccInputHashes.containsKey(batchNumber)
        ? forgedAccInputHashes.get(batchNumber)
        : contracts().accInputHash(batchNumber);
  }

  @Override
  public synchronized Optional<ContractState> stateAt(final long block) {
    check();
    return Optional.of(contractsAt(block).state());
  }

  @Override
  public synchronized Bytes32 forcedBatchHash(final long number, final long block) {
    check();
    return contracts().forcedBatchHash(number);
  }

  /** There is no reward. */
  @Override
  public synchronized BigInteger rewardPerBatch() {
    check();
    return BigInteger.ZERO;
  }

  @Override
  public synchronized Address trustedSequencer() {
    check();
    return trustedSequencer;
  }

  @Override
  public synchronized boolean isTrustedAggregator(final Address account) {
    check();
    return !deniedAggregators.contains(account);
  }

  /** The consensus contract's admin names another account. */
  public synchronized void setTrustedSequencer(final Address account) {
    trustedSequencer = account;
  }

  /** The rollup manager's admin takes the role away. */
  public synchronized void revokeAggregator(final Address account) {
    deniedAggregators.add(account);
  }

  @Override
  public long forceBatchTimeout() {
    return FORCE_TIMEOUT_SECONDS;
  }

  @Override
  public Optional<Address> feeToken() {
    return Optional.empty();
  }

  @Override
  public BigInteger batchFee() {
    return BigInteger.ZERO;
  }

  @Override
  public BigInteger feeAllowance(final Address feeToken, final Address owner) {
    return BigInteger.ZERO;
  }

  @Override
  public synchronized Bytes32 verifiedStateRoot(final long batchNumber) {
    check();
    return contracts().verifiedStateRoot(batchNumber);
  }

  @Override
  public synchronized Bytes32 l1InfoRoot() {
    check();
    return contracts().l1InfoRoot();
  }

  @Override
  public boolean hasCode(final Address address) {
    return true;
  }

  @Override
  public BigInteger balance(final Address address) {
    return BigInteger.TEN.pow(20);
  }

  @Override
  public synchronized long minedNonce(final Address account) {
    check();
    return nonces.getOrDefault(account, 0L);
  }

  @Override
  public long pendingNonce(final Address account) {
    return minedNonce(account);
  }

  @Override
  public Fees fees() {
    return new Fees(BigInteger.TWO.pow(30), BigInteger.TWO.pow(29));
  }

  @Override
  public BigInteger gasPrice() {
    return BigInteger.TWO.pow(30);
  }

  @Override
  public long estimateGas(final Address from, final Address to, final Bytes data) {
    return 1_000_000;
  }

  @Override
  public synchronized Bytes32 sendRaw(final Bytes rawTransaction) {
    check();
    final SignedTransaction transaction = SignedTransaction.decode(rawTransaction);
    if (!receipts.containsKey(transaction.hash())) {
      nonces.merge(transaction.sender(), 1L, Long::sum);
      mine(1);
      final L1BlockRef block = newest();
      receipts.put(
          transaction.hash(), new Receipt(transaction.hash(), block.number(), block.hash(), true));
    }
    return transaction.hash();
  }

  @Override
  public synchronized Optional<Receipt> receipt(final Bytes32 transactionHash) {
    check();
    return Optional.ofNullable(receipts.get(transactionHash));
  }

  @Override
  public void close() {}
}
