/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.BlockOrigin;
import org.zknode.rollup.state.BlockSlice;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.ExitRootChange;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.Event;

/** The same random statements on PostgreSQL and in memory: every result and refusal is equal. */
class StoresAgreeTest {
  private static final int STATEMENTS = 2_500;

  /** Small, so that rows meet. */
  private static final int RANGE = 8;

  private final Random random = new Random(7);

  private long number() {
    return 1 + random.nextInt(RANGE);
  }

  private Bytes32 hash() {
    return Bytes32.leftPad(Bytes.ofUnsignedInt(random.nextInt(12)));
  }

  private Address address() {
    return new Address(Bytes.repeat((byte) (1 + random.nextInt(3)), 20));
  }

  private Optional<ForcedInput> forced() {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(new ForcedInput(random.nextInt(RANGE), hash(), number(), hash()));
  }

  private ProofHead head(final long from, final long token) {
    return new ProofHead(from, from + random.nextInt(2), token);
  }

  /** A statement: what it changes and what it returns. */
  private Function<Tx, Object> statement() {
    final long n = number();
    final long m = number();
    final Bytes32 hash = hash();
    final Address address = address();
    final boolean flag = random.nextBoolean();
    final Batch batch =
        new Batch(
            n,
            m,
            m + random.nextInt(3),
            Bytes.of(random.nextInt(3)),
            hash,
            flag,
            random.nextBoolean(),
            flag ? Optional.of("Max transactions") : Optional.empty(),
            forced());
    final BlockInfo block = new BlockInfo(n, hash, random.nextInt(RANGE), m, random.nextInt(4), 1);
    final L1BlockRef l1Block = new L1BlockRef(n, hash, hash(), m);
    final L1InfoLeaf leaf = new L1InfoLeaf(n, m, hash(), hash(), hash(), hash(), 5, hash);
    final VirtualBatch virtual =
        new VirtualBatch(
            n,
            Bytes.of(random.nextInt(3)),
            hash,
            m,
            address,
            hash(),
            9,
            hash(),
            Math.min(n, m),
            9,
            Optional.empty());
    final VerifiedBatch verified = new VerifiedBatch(n, hash, hash(), m, address);
    final ForcedBatch forcedBatch =
        new ForcedBatch(
            new ForcedInput(n, hash, 5, hash()), m, hash(), address, Bytes.of(random.nextInt(3)));
    final MonitoredTransaction transaction =
        new MonitoredTransaction(
            "o" + m % 2,
            "id" + n,
            flag ? Optional.of("id" + m) : Optional.empty(),
            address,
            address,
            Bytes.of(4),
            flag ? Optional.of(m) : Optional.empty(),
            m,
            new MonitoredTransaction.Price(BigInteger.valueOf(n), BigInteger.valueOf(m)),
            flag
                ? Optional.empty()
                : Optional.of(
                    new MonitoredTransaction.Price(BigInteger.valueOf(m), BigInteger.ONE)),
            MonitoredTransaction.Status.values()[random.nextInt(4)],
            List.of(hash),
            flag ? Optional.of(1) : Optional.empty(),
            flag ? Optional.empty() : Optional.of(m),
            Optional.empty());
    final long token = random.nextInt(3);
    final long to = n + random.nextInt(2);
    final Proof lease = new Proof(n, to, Optional.empty(), token, Optional.of(10 * m), "p" + m);
    final ProofHead one = head(n, token);
    final ProofHead two = head(one.toBatch() + 1, random.nextInt(3));
    final Proof union =
        new Proof(one.fromBatch(), two.toBatch(), Optional.of("u"), token, Optional.empty(), "p");
    final BlockOrigin origin = new BlockOrigin(hash, hash());
    final ExitRootChange exitRoot = new ExitRootChange(hash, 1 + Math.abs(n), hash());
    final BatchSignature signature = new BatchSignature(n, address, Bytes.repeat((byte) m, 65));
    return switch (random.nextInt(67)) {
      case 54, 55 -> tx -> done(() -> tx.batches().append(n, m, Bytes.of((byte) m % 2), hash));
      case 56 -> tx -> done(() -> tx.batches().close(n, ClosingReason.MAX_TRANSACTIONS));
      case 57 -> tx -> done(() -> tx.batches().markChecked(n));
      case 58 -> tx -> tx.batches().above(n);
      case 0, 1, 2 -> tx -> done(() -> tx.batches().insert(batch));
      case 3 -> tx -> done(() -> tx.batches().update(batch));
      case 4 -> tx -> tx.batches().find(n);
      case 5 -> tx -> tx.batches().last();
      case 6 -> tx -> tx.batches().lastClosed();
      case 7 -> tx -> tx.batches().closedFrom(n, 3);
      case 8 -> tx -> tx.batches().lastForced();
      case 9 -> tx -> done(() -> tx.batches().deleteAbove(n));
      case 10, 11, 12 -> tx -> done(() -> tx.blocks().insert(block));
      case 13 -> tx -> done(() -> tx.blocks().assignBatch(n, m, 3));
      case 14 -> tx -> tx.blocks().ofBatch(n);
      case 15 ->
          tx -> List.of(tx.blocks().highestL1InfoTreeIndex(), tx.blocks().lastWithL1InfoLeaf());
      case 16 -> tx -> done(() -> tx.blocks().deleteAbove(n));
      case 17 -> tx -> tx.blocks().last();
      case 18 -> tx -> done(() -> tx.blockIntents().put(new BlockIntent(n, hash, 5, m, 0)));
      case 19 -> tx -> tx.blockIntents().find(n);
      case 20 -> tx -> tx.blockIntents().deleteUpTo(n);
      case 21, 22, 23 -> tx -> done(() -> tx.l1Blocks().insert(l1Block));
      case 24 -> tx -> tx.l1Blocks().atOrBelow(n);
      case 25 -> tx -> done(() -> tx.l1Blocks().deleteAbove(n));
      case 26, 27 -> tx -> done(() -> tx.l1InfoLeaves().insert(leaf));
      case 28 -> tx -> tx.l1InfoLeaves().lastAtOrBelowL1Block(n);
      case 29 -> tx -> tx.l1InfoLeaves().byRoot(hash);
      case 30 -> tx -> tx.l1InfoLeaves().upTo(n);
      case 31 -> tx -> tx.l1InfoLeaves().byGlobalExitRoot(hash);
      case 32, 33 -> tx -> done(() -> tx.virtualBatches().insert(virtual));
      case 34 -> tx -> tx.virtualBatches().from(n, 4);
      case 35 -> tx -> done(() -> tx.verifiedBatches().insert(verified));
      case 36 -> tx -> List.of(tx.verifiedBatches().covering(n), tx.verifiedBatches().atOrBelow(n));
      case 37 -> tx -> done(() -> tx.forcedBatches().insert(forcedBatch));
      case 38 -> tx -> tx.forcedBatches().from(n, 4);
      case 39 -> tx -> done(() -> tx.monitoredTransactions().insertIfAbsent(transaction));
      case 40 -> tx -> done(() -> tx.monitoredTransactions().update(transaction));
      case 41 -> tx -> tx.monitoredTransactions().unfinished();
      case 42 -> tx -> tx.monitoredTransactions().ofOwner("o1", 3);
      case 43, 44 -> tx -> tx.proofs().tryLease(lease, 10 * n);
      case 45, 46 -> tx -> tx.proofs().complete(n, to, token, "text");
      case 47 -> tx -> tx.proofs().firstUncovered(n, 10 * m);
      case 48 -> tx -> tx.proofs().replaceByAggregate(one, two, union);
      case 49 -> tx -> tx.proofs().completeAbove(n);
      case 50 -> tx -> done(() -> tx.batchSignatures().insertIfAbsent(signature));
      case 51 -> tx -> done(() -> tx.blockOrigins().insertIfAbsent(origin));
      case 52 -> tx -> tx.blockOrigins().contains(origin);
      case 59, 60 -> tx -> done(() -> tx.exitRootChanges().insertIfAbsent(exitRoot));
      case 62, 63 ->
          tx ->
              done(
                  () ->
                      tx.blockSlices()
                          .insert(new BlockSlice(n, (int) m % 3, List.of(hash, Bytes.EMPTY))));
      case 64 -> tx -> List.of(tx.blockSlices().of(n), tx.blockSlices().count(m));
      case 66 -> tx -> tx.blockIntents().putUnlessPromised(new BlockIntent(n, hash, 5, m, 0));
      case 65 -> tx -> done(() -> tx.blockSlices().deleteOf(n));
      case 61 -> tx -> tx.exitRootChanges().atOrBelow(n, 1, 2);
      default ->
          tx ->
              List.of(
                  tx.proofs().all(),
                  tx.batchSignatures().ofBatch(n),
                  tx.l1Blocks().last(),
                  tx.events().last(2));
    };
  }

  private static Object done(final Runnable change) {
    change.run();
    return "done";
  }

  /** Its result, or which kind of refusal it met. */
  private static Object outcome(final StateStore store, final List<Function<Tx, Object>> work) {
    try {
      return store.write(tx -> work.stream().map(statement -> statement.apply(tx)).toList());
    } catch (final IllegalStateException | IllegalArgumentException e) {
      return e.getMessage().replaceAll("(?s).*(SQLSTATE \\w+).*", "$1");
    }
  }

  @Test
  void everyResultIsEqual() {
    final StateStore memory = new MemoryStateStore().session();
    try (StateStore postgres = TestStore.borrow()) {
      int refused = 0;
      for (int i = 0; i < STATEMENTS; i++) {
        final List<Function<Tx, Object>> work =
            random.nextInt(4) == 0 ? List.of(statement(), statement()) : List.of(statement());
        final Object expected = outcome(postgres, work);
        assertThat(outcome(memory, work)).as("transaction %d", i).isEqualTo(expected);
        refused += expected instanceof String ? 1 : 0;
      }
      assertThat(refused).isBetween(100, STATEMENTS - 100);
      final Event event = new Event(1, "INFO", "c", "E", "text");
      memory.update(tx -> tx.events().insert(event));
      assertThat(memory.<List<Event>>read(tx -> tx.events().last(2))).containsExactly(event);
    }
  }
}
