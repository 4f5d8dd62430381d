/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.status.Event;

/**
 * Port to the state DB. All access goes through a transaction that the caller owns; it commits when
 * the function returns and rolls back when it throws. Failures of the database are {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface StateStore extends AutoCloseable {

  <T> T read(Function<Tx, T> work);

  <T> T write(Function<Tx, T> work);

  default void update(final Consumer<Tx> work) {
    write(
        tx -> {
          work.accept(tx);
          return null;
        });
  }

  /** Stores an event; also while another process has the {@link WriterLease}. */
  default void record(final Event event) {
    update(tx -> tx.events().insert(event));
  }

  /**
   * Raised when rows may have changed; each costs no round trip.
   *
   * @param rows everything that one role writes and another waits for, but for what each block
   *     writes
   * @param blocks rows of blocks, and the open batch
   */
  record Version(long rows, long blocks) {}

  /**
   * Different from any earlier answer when rows have changed since, by a transaction of this
   * process that was committed or is in doubt. No other process writes while this one has the
   * {@link WriterLease}; what one wrote before counts when the lease is taken.
   *
   * @return empty when that is not known: then rows may have changed at any time
   */
  default Optional<Version> version() {
    return Optional.empty();
  }

  /**
   * Whether this process is the one that fills this role on this database; others are kept out of
   * it until the store is closed. To be asked before each round of work.
   *
   * @return false when another process has it
   */
  boolean tryLock(String role);

  @Override
  void close();

  /** The tables, one DAO each, inside one transaction. */
  interface Tx {
    Batches batches();

    BatchResources batchResources();

    BatchWitnesses batchWitnesses();

    Blocks blocks();

    BlockIntents blockIntents();

    BlockSlices blockSlices();

    BlockOrigins blockOrigins();

    ExitRootChanges exitRootChanges();

    ForcedBatches forcedBatches();

    VirtualBatches virtualBatches();

    VerifiedBatches verifiedBatches();

    L1Blocks l1Blocks();

    L1InfoLeaves l1InfoLeaves();

    MonitoredTransactions monitoredTransactions();

    Proofs proofs();

    BatchSignatures batchSignatures();

    Events events();
  }

  /** What the sequencer's batches used; each goes with its batch. */
  interface BatchResources {
    /** Adds to the sum of that batch, which must exist. */
    void add(long batch, Resources used);

    /** Empty for a batch that the sequencer did not build, or before this was counted. */
    Optional<Resources> find(long batch);
  }

  /** What checked batches need to be executed without a state; each goes with its batch. */
  interface BatchWitnesses {
    /** In place of one that is there; the batch must exist. */
    void put(long batch, ExecutionWitness witness);

    Optional<ExecutionWitness> find(long batch);

    /** Those of that batch and of all before it. */
    void deleteUpTo(long batch);
  }

  interface Batches {
    void insert(Batch batch);

    /** Replaces the row of that number; it must exist. */
    void update(Batch batch);

    /**
     * Puts a block into an open batch. What is there of its data is not written again.
     *
     * @param block the one after the batch's last
     * @param data what it adds at the end of the batch's data
     * @param stateRoot after it
     * @throws IllegalStateException there is no open batch of that number, or the block is not its
     *     next
     */
    void append(long number, long block, Bytes data, Bytes32 stateRoot);

    /**
     * The batch is complete, and not yet checked.
     *
     * @throws IllegalStateException it is not {@link BatchStage#OPEN}
     */
    void close(long number, ClosingReason reason);

    /**
     * The batch was executed again to the same root.
     *
     * @throws IllegalStateException it is not {@link BatchStage#CLOSED}
     */
    void markChecked(long number);

    Optional<Batch> find(long number);

    /** The batch with the highest number. */
    Optional<Batch> last();

    /** The closed batch with the highest number. */
    Optional<Batch> lastClosed();

    /** Closed batches from that number on, ascending. */
    List<Batch> closedFrom(long number, int limit);

    /** How much is in the batches above that number, the open one among them. */
    Extent above(long number);

    /**
     * @param bytes of batchL2Data
     */
    record Extent(long batches, long bytes) {}

    /** The highest position in L1's queue of forced batches of any batch, 0 if none was forced. */
    long lastForced();

    /** Deletes batches above that number with their blocks, signatures and proofs. */
    void deleteAbove(long number);

    static IllegalStateException missing(final long number) {
      return new IllegalStateException("state DB has no batch %d to update".formatted(number));
    }

    static IllegalStateException notNext(final long number, final long block) {
      return new IllegalStateException(
          "state DB has no open batch %d whose next block is %d".formatted(number, block));
    }
  }

  interface Blocks {
    void insert(BlockInfo block);

    /** The same of several at once. */
    void insertAll(List<BlockInfo> blocks);

    /** Writes the row of that number, in place of one that is there. */
    void put(BlockInfo block);

    /** Rows from that number on, ascending; a missing one is left out. */
    List<BlockInfo> from(long number, int limit);

    Optional<BlockInfo> find(long number);

    Optional<BlockInfo> last();

    /** Sets the batch number of these blocks (an external node learns it from L1 later). */
    void assignBatch(long firstBlock, long lastBlock, long batchNumber);

    /** Blocks of that batch, ascending. */
    List<BlockInfo> ofBatch(long batchNumber);

    /** The highest l1InfoTreeIndex of any block, 0 if none: an index never goes back. */
    long highestL1InfoTreeIndex();

    /** The newest block that names a leaf of the L1 info tree. */
    Optional<BlockInfo> lastWithL1InfoLeaf();

    void deleteAbove(long number);
  }

  interface BlockIntents {
    /** Inserts, or replaces the intent of that block number; slices of the block stay. */
    void put(BlockIntent intent);

    /**
     * The same for a block of which nothing is promised yet.
     *
     * @return false, and nothing is stored, when it has slices
     */
    boolean putUnlessPromised(BlockIntent intent);

    Optional<BlockIntent> find(long number);

    /**
     * Deletes the intents of blocks up to that number, with slices: their rows are stored.
     *
     * @return how many slices the block of that number had
     */
    int deleteUpTo(long number);
  }

  /** They go with the intent of their block. */
  interface BlockSlices {
    /** The block must have an intent, and no slice of that index. */
    void insert(BlockSlice slice);

    /** How many slices a block has. */
    int count(long blockNumber);

    /** Those of a block, by index. */
    List<BlockSlice> of(long blockNumber);

    /** What was promised is not kept. */
    void deleteOf(long blockNumber);
  }

  /** Never deleted: what is in it stays true, and it is little. */
  interface BlockOrigins {
    /** No effect when it is there. */
    void insertIfAbsent(BlockOrigin origin);

    boolean contains(BlockOrigin origin);
  }

  /** Never deleted: a row is a fact about its block's hash. Rows of blocks that are gone stay. */
  interface ExitRootChanges {
    /** No effect when the block has one. */
    void insertIfAbsent(ExitRootChange change);

    /**
     * Of blocks with that number or a lower one, highest number first; those of one number in any
     * order that stays.
     *
     * @param skip how many of them are left out at the beginning
     */
    List<ExitRootChange> atOrBelow(long blockNumber, int skip, int limit);
  }

  interface ForcedBatches {
    void insert(ForcedBatch batch);

    Optional<ForcedBatch> find(long number);

    /** The newest in L1's queue. */
    Optional<ForcedBatch> last();

    /** From that number on, ascending. */
    List<ForcedBatch> from(long number, int limit);
  }

  interface VirtualBatches {
    void insert(VirtualBatch batch);

    /** The highest position in L1's queue of forced batches of any batch, 0 if none was forced. */
    long lastForced();

    Optional<VirtualBatch> find(long number);

    Optional<VirtualBatch> last();

    /** From that number on, ascending. */
    List<VirtualBatch> from(long number, int limit);
  }

  interface VerifiedBatches {
    void insert(VerifiedBatch batch);

    Optional<VerifiedBatch> last();

    /** The row that verifies that batch: lowest number >= it. */
    Optional<VerifiedBatch> covering(long number);

    /** The row with the highest number <= that. */
    Optional<VerifiedBatch> atOrBelow(long number);
  }

  interface L1Blocks {
    /** Inserts, no effect when the same block is there. */
    void insert(L1BlockRef block);

    Optional<L1BlockRef> last();

    /** The stored block with the highest number <= that. */
    Optional<L1BlockRef> atOrBelow(long number);

    /** Deletes blocks above that number and, by cascade, everything derived from them. */
    void deleteAbove(long number);
  }

  interface L1InfoLeaves {
    void insert(L1InfoLeaf leaf);

    Optional<L1InfoLeaf> find(long index);

    Optional<L1InfoLeaf> last();

    /** The newest leaf in an L1 block with number <= that. */
    Optional<L1InfoLeaf> lastAtOrBelowL1Block(long l1Block);

    Optional<L1InfoLeaf> byRoot(Bytes32 l1InfoRoot);

    /** The first leaf with that global exit root. */
    Optional<L1InfoLeaf> byGlobalExitRoot(Bytes32 globalExitRoot);

    /** From that index on, ascending. */
    List<L1InfoLeaf> from(long index, int limit);

    /** All leaves with index <= that, ascending; for tests and diagnosis. */
    List<L1InfoLeaf> upTo(long index);
  }

  interface MonitoredTransactions {
    /** No effect when the key exists. */
    void insertIfAbsent(MonitoredTransaction transaction);

    void update(MonitoredTransaction transaction);

    Optional<MonitoredTransaction> find(String owner, String id);

    /** Status CREATED or SENT, oldest first. */
    List<MonitoredTransaction> unfinished();

    /** All of that owner, newest first. */
    List<MonitoredTransaction> ofOwner(String owner, int limit);

    /**
     * Those of that account that were mined in that L1 block or later, with that nonce or a higher
     * one, oldest first.
     */
    List<MonitoredTransaction> minedFrom(Address from, long nonce, long l1Block);
  }

  interface Proofs {
    /**
     * Inserts a lease; false when a row covers one of these batches and the lease is not lapsed.
     */
    boolean tryLease(Proof lease, long nowMillis);

    /** Completes the leased row; false when the token is not the current one. */
    boolean complete(long fromBatch, long toBatch, long leaseToken, String proof);

    /** Frees the lease; no effect when the token is not the current one. */
    void release(long fromBatch, long toBatch, long leaseToken);

    /** Frees all leases, whoever holds them. */
    void releaseAll();

    /**
     * The lowest batch from that one on which no complete proof covers and no lease that has not
     * lapsed.
     */
    long firstUncovered(long fromBatch, long nowMillis);

    /**
     * Complete proofs that end above that batch, ascending, without their texts, which are
     * megabytes.
     */
    List<ProofHead> completeAbove(long batchNumber);

    /** The row of exactly that range and token. */
    Optional<Proof> find(ProofHead head);

    /** All rows, ascending by fromBatch; for tests and diagnosis. */
    List<Proof> all();

    /**
     * Replaces two adjacent complete proofs by one over their union.
     *
     * @return false, and nothing is changed, when one of the two is not there any more or was made
     *     again under another token
     */
    boolean replaceByAggregate(ProofHead first, ProofHead second, Proof union);

    /** Deletes exactly that complete proof; no effect when it is not there. */
    void delete(ProofHead head);

    /** Deletes proofs that end at or below that batch. */
    void deleteUpTo(long batchNumber);
  }

  interface BatchSignatures {
    /** No effect when that signer's is there. */
    void insertIfAbsent(BatchSignature signature);

    List<BatchSignature> ofBatch(long batchNumber);
  }

  interface Events {
    void insert(Event event);

    /** Newest first. */
    List<Event> last(int limit);
  }
}
