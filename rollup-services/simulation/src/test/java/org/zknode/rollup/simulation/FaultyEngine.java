/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/** A process's view of its engine. */
record FaultyEngine(ExecutionEngine engine, ChainReader reader, Faults faults)
    implements ExecutionEngine {
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
    faults.engineRead();
    return engine.head();
  }

  @Override
  public Optional<L2Block> block(final long number) {
    faults.engineRead();
    return engine.block(number);
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
    return change(() -> engine.extend(attributes, transactions, expectedHash));
  }

  @Override
  public boolean metersResources() {
    return engine.metersResources();
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    faults.engineRead();
    return new FaultyBlock(engine.open(attributes, budget), faults);
  }

  /** What is not sealed is lost with the process. */
  private record FaultyBlock(OpenBlock open, Faults faults) implements OpenBlock {
    @Override
    public BlockAttributes attributes() {
      return open.attributes();
    }

    @Override
    public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
      faults.engineRead();
      return open.append(transactions, longest);
    }

    @Override
    public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
      faults.engineRead();
      return open.accounts(addresses);
    }

    @Override
    public BlockResult seal() {
      return faults.engineChange(open::seal);
    }

    @Override
    public void close() {
      open.close();
    }
  }

  @Override
  public Resources meter(final BlockInput input) {
    faults.engineRead();
    return engine.meter(input);
  }

  private interface Building {
    BlockResult run() throws BlockMismatchException;
  }

  private BlockResult change(final Building building) throws BlockMismatchException {
    final BlockMismatchException[] mismatch = new BlockMismatchException[1];
    final BlockResult result =
        faults.engineChange(
            () -> {
              try {
                return building.run();
              } catch (final BlockMismatchException e) {
                mismatch[0] = e;
                return null;
              }
            });
    if (mismatch[0] != null) {
      throw mismatch[0];
    }
    return result;
  }

  @Override
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    faults.engineRead();
    return engine.reExecute(inputs);
  }

  @Override
  public void unwindTo(final long number) {
    faults.engineChange(
        () -> {
          engine.unwindTo(number);
          return null;
        });
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    faults.engineRead();
    engine.setSafeAndFinalized(safeNumber, finalizedNumber);
  }

  @Override
  public Optional<Bytes32> l1InfoRoot(final long number) {
    faults.engineRead();
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
  public Bytes32 storage(final long number, final Address account, final UInt256 slot) {
    faults.engineRead();
    return engine.storage(number, account, slot);
  }

  @Override
  public AccountState account(final Address address) {
    faults.engineRead();
    return engine.account(address);
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    faults.engineRead();
    return engine.accounts(addresses);
  }

  @Override
  public Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    faults.engineRead();
    return engine.simulate(transaction, whole, time);
  }

  @Override
  public void close() {}
}
