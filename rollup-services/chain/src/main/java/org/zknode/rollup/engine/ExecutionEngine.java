/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;

/**
 * Port to the EVM and the chain it keeps: Besu's in the plugin, anvil in the embedded node.
 *
 * <p>Methods that change the chain ({@link #extend}, {@link OpenBlock#seal}, {@link #unwindTo},
 * {@link #setSafeAndFinalized}) are serialised by the implementation; reads may come from any
 * thread. Every method may throw {@link EngineException}, which is temporary unless its
 * documentation says otherwise.
 */
public interface ExecutionEngine extends AutoCloseable {

  /** Short name for status and logs: {@code besu} or {@code embedded}. */
  String name();

  /** L2 chain id. */
  long chainId();

  /** The newest block of the canonical chain (the genesis block on a fresh node). */
  L2Block head();

  /** The canonical block of that number. */
  Optional<L2Block> block(long number);

  /** The state root of the canonical block of that number, for which its body need not be read. */
  default Optional<Bytes32> stateRoot(final long number) {
    return block(number).map(L2Block::stateRoot);
  }

  /**
   * The L1 info root in the header of the canonical block of that number, zero when the block names
   * no leaf; empty when there is no such block, or when this engine's headers do not have it.
   */
  default Optional<Bytes32> l1InfoRoot(final long number) {
    return Optional.empty();
  }

  /**
   * Checks and parses a transaction's bytes, once for all of its way into a block; from any thread,
   * several at once. Who signed it is not looked for, which is most of the work.
   *
   * @param raw EIP-2718 network encoding
   * @param claimed sender, to be held against {@link #recoverSender} before a block is built with
   *     it
   * @throws TransactionDecodeException it is none that this chain has, or not its canonical
   *     encoding
   */
  default DecodedTransaction decode(final Bytes raw, final Address claimed) {
    return new DecodedTransaction(SignedTransaction.decode(raw, claimed), Optional.empty());
  }

  /**
   * Finds the sender of a transaction from its signature; from any thread, several at once.
   *
   * @return empty when its signature has no sender
   */
  default Optional<Address> recoverSender(final DecodedTransaction transaction) {
    return transaction.signed().signer();
  }

  /**
   * Says which transactions one of the next blocks will probably have, after those that were said
   * before: an engine may do beside its execution what depends on the transactions alone, for
   * {@link #extend(BlockAttributes, List, Optional)} of the same ones. Has no other effect, whether
   * that block comes or not; what does not come is forgotten. Returns at once, from any thread.
   *
   * @param transactions EIP-2718 network encodings as strangers gave them; whoever says so has
   *     looked at their size
   */
  default void prepare(final List<Bytes> transactions) {}

  /**
   * Executes the transactions in the given order on top of the head and appends the block as the
   * new head. A transaction that cannot be applied (nonce, balance, intrinsic gas, chain id, block
   * gas exhausted, undecodable) is left out, leaves no trace and is reported; the outcome depends
   * on the arguments and the parent only.
   *
   * @param attributes its parent must be the head, else {@link IllegalArgumentException}
   * @param transactions EIP-2718 network encodings as strangers gave them: from L1, or a neighbour
   * @param expectedHash when present and the result differs, the chain is left as it was
   * @throws BlockMismatchException the block does not have the expected hash
   */
  BlockResult extend(
      BlockAttributes attributes, List<Bytes> transactions, Optional<Bytes32> expectedHash)
      throws BlockMismatchException;

  /**
   * Whether transactions are metered while a block is built. Without, only the gas of whole blocks
   * is known, and no transaction is left out for what it uses, nor stopped for its time.
   */
  default boolean metersResources() {
    return false;
  }

  /**
   * Begins the block after the head, for a sequencer: what is executed in it is chosen while it is
   * open. The chain is as it was until {@link OpenBlock#seal}.
   *
   * @param attributes its parent must be the head, else {@link IllegalArgumentException}
   * @param budget what the transactions of the block may use
   */
  OpenBlock open(BlockAttributes attributes, ResourceBudget budget);

  /**
   * What a canonical block used, by executing it again; the block's gas alone on an engine that
   * does not meter.
   */
  default Resources meter(final BlockInput input) {
    return reExecute(List.of(input)).getFirst().used();
  }

  /**
   * Executes consecutive blocks again, from the state after the canonical parent of the first one,
   * without changing the chain.
   *
   * @param inputs consecutive blocks, the parentHash of all but the first is ignored and replaced
   *     by the hash of the block before
   * @return one result for each input, in order
   * @throws IllegalArgumentException the parent of the first one is not canonical
   * @throws StateUnavailableException the engine keeps that state no more; {@link Execution} goes
   *     on
   */
  List<BlockResult> reExecute(List<BlockInput> inputs);

  /**
   * Likewise, and tells what the blocks need of the state and of the chain.
   *
   * @throws WitnessUnavailableException this engine does not
   * @throws StateUnavailableException the engine keeps the state before them no more
   */
  default RecordedExecution recordWitness(final List<BlockInput> inputs) {
    throw new WitnessUnavailableException(
        "the engine %s records no execution witnesses".formatted(name()));
  }

  /**
   * Likewise, of blocks whose witness is at hand: it tells what each of them alone needs, however
   * long ago it was recorded.
   *
   * @param range what {@link #recordWitness(List)} gave for them all
   * @throws WitnessUnavailableException this engine does not
   * @throws EngineException it is not the witness of these blocks
   */
  default RecordedExecution recordWitness(
      final List<BlockInput> inputs, final ExecutionWitness range) {
    return recordWitness(inputs);
  }

  /**
   * Makes that canonical ancestor the head again; blocks above it are gone.
   *
   * @throws IllegalArgumentException there is no canonical block of that number
   */
  void unwindTo(long number);

  /**
   * Publishes which blocks are {@code safe} (virtual) and {@code finalized} (verified). Numbers
   * above the head are cut to the head.
   */
  void setSafeAndFinalized(long safeNumber, long finalizedNumber);

  /**
   * The gas price suggested to users, in wei: the host's {@code eth_gasPrice} names at least that.
   * Has no effect on the chain.
   */
  default void suggestGasPrice(final BigInteger price) {}

  /**
   * A word of an account's storage in the state after the canonical block of that number, zero
   * where nothing was written.
   *
   * @throws IllegalArgumentException there is no canonical block of that number
   * @throws StateUnavailableException the engine keeps that state no more ({@link #readableStates})
   */
  Bytes32 storage(long number, Address account, UInt256 slot);

  /** Of how many blocks, counted from the head, the state can be read; empty where it is of all. */
  default OptionalLong readableStates() {
    return OptionalLong.empty();
  }

  /** Nonce and balance of an account after the head block. */
  AccountState account(Address address);

  /** The same of several accounts at once, which is cheaper than one by one. */
  default Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    final Map<Address, AccountState> states = new HashMap<>();
    addresses.forEach(address -> states.put(address, account(address)));
    return states;
  }

  /**
   * Executes a transaction after the head block within limits and without any effect: neither its
   * nonce nor its fee is looked at. Another state may give another answer.
   *
   * @param whole what an empty batch has of each resource
   * @param time longest execution
   */
  default Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    return new Trial.Fits();
  }

  /** What JSON-RPC reads besides. */
  ChainReader reader();

  /** Where its data is, if that is a disk of this process. */
  default Optional<DiskSpace> disk() {
    return Optional.empty();
  }

  @Override
  void close();

  /**
   * Outcome of executing one block.
   *
   * @param skipped what was left out, in the order given
   * @param used by the block; only gas where nothing else was metered
   * @param exhausted the resource of which too little was left for a transaction, so that the batch
   *     ends with this block
   */
  record BlockResult(
      L2Block block,
      List<SkippedTransaction> skipped,
      Resources used,
      Optional<Resource> exhausted) {
    public BlockResult {
      skipped = List.copyOf(skipped);
    }

    /** A block that was not metered. */
    public BlockResult(final L2Block block, final List<SkippedTransaction> skipped) {
      this(block, skipped, Resources.ofGas(block.gasUsed()), Optional.empty());
    }
  }

  /** What {@link #simulate} found. */
  sealed interface Trial {
    /** Nothing speaks against it, as far as this engine can tell. */
    record Fits() implements Trial {}

    /**
     * It was stopped, because it needs more than a whole batch has or takes too long.
     *
     * @param reason one clause for its sender
     */
    record Exceeds(String reason) implements Trial {}
  }

  /**
   * @param index position in the list that was given
   * @param reason one clause for its sender
   */
  record SkippedTransaction(int index, Bytes transaction, String reason, SkipKind kind) {
    /** One that cannot be applied after this state, and perhaps after a later one. */
    public SkippedTransaction(
        final int index, final Bytes transaction, final String reason, final boolean retryable) {
      this(index, transaction, reason, retryable ? SkipKind.NOT_YET : SkipKind.CANNOT_APPLY);
    }

    /** Whether it may be in a later block as it is. */
    public boolean retryable() {
      return kind.retryable();
    }

    /** Whether it needs more than a whole batch has, whatever the state of its account. */
    public boolean oversized() {
      return kind == SkipKind.OVERSIZED;
    }
  }

  /**
   * @param balance in wei
   * @param delegated its calls are answered by another account's code (EIP-7702), so that its nonce
   *     and balance may change through others' transactions
   */
  record AccountState(long nonce, BigInteger balance, boolean delegated) {
    /** What the code of a delegated account begins with (EIP-7702). */
    private static final Bytes DELEGATION = Bytes.of(0xef, 0x01, 0x00);

    /** Whether the code of an account is a delegation: EIP-3541 forbids any other such code. */
    public static boolean isDelegation(final Bytes code) {
      return code.size() > DELEGATION.size() && code.slice(0, DELEGATION.size()).equals(DELEGATION);
    }
  }
}
