/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;

/** Gives every call to another engine: for those that add something to some of them. */
public abstract class ForwardingEngine implements ExecutionEngine {
  private final ExecutionEngine engine;

  protected ForwardingEngine(final ExecutionEngine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public long chainId() {
    return engine.chainId();
  }

  @Override
  public L2Block head() {
    return engine.head();
  }

  @Override
  public Optional<L2Block> block(final long number) {
    return engine.block(number);
  }

  @Override
  public Optional<Bytes32> stateRoot(final long number) {
    return engine.stateRoot(number);
  }

  @Override
  public Optional<Bytes32> l1InfoRoot(final long number) {
    return engine.l1InfoRoot(number);
  }

  @Override
  public DecodedTransaction decode(final Bytes raw, final Address claimed) {
    return engine.decode(raw, claimed);
  }

  @Override
  public Optional<Address> recoverSender(final DecodedTransaction transaction) {
    return engine.recoverSender(transaction);
  }

  @Override
  public void prepare(final List<Bytes> transactions) {
    engine.prepare(transactions);
  }

  @Override
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    return engine.extend(attributes, transactions, expectedHash);
  }

  @Override
  public boolean metersResources() {
    return engine.metersResources();
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    return engine.open(attributes, budget);
  }

  @Override
  public Resources meter(final BlockInput input) {
    return engine.meter(input);
  }

  @Override
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    return engine.reExecute(inputs);
  }

  @Override
  public RecordedExecution recordWitness(final List<BlockInput> inputs) {
    return engine.recordWitness(inputs);
  }

  @Override
  public RecordedExecution recordWitness(
      final List<BlockInput> inputs, final ExecutionWitness range) {
    return engine.recordWitness(inputs, range);
  }

  @Override
  public void unwindTo(final long number) {
    engine.unwindTo(number);
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    engine.setSafeAndFinalized(safeNumber, finalizedNumber);
  }

  @Override
  public void suggestGasPrice(final BigInteger price) {
    engine.suggestGasPrice(price);
  }

  @Override
  public Bytes32 storage(final long number, final Address account, final UInt256 slot) {
    return engine.storage(number, account, slot);
  }

  @Override
  public OptionalLong readableStates() {
    return engine.readableStates();
  }

  @Override
  public AccountState account(final Address address) {
    return engine.account(address);
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return engine.accounts(addresses);
  }

  @Override
  public Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    return engine.simulate(transaction, whole, time);
  }

  @Override
  public ChainReader reader() {
    return engine.reader();
  }

  @Override
  public Optional<DiskSpace> disk() {
    return engine.disk();
  }

  @Override
  public void close() {
    engine.close();
  }
}
