/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.Receipt;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore.Version;
import org.zknode.rollup.state.postgres.PgRetention;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestTransactions;

/** An L1 reorg takes mined transactions away, and L1's pool has lost them. */
class MonitoredReorgTest {
  private static final PrivateKey KEY = TestTransactions.key(1);
  private static final Address TO = TestTransactions.key(2).address();

  private final FlakyStore store = new FlakyStore(new MemoryStateStore().session());
  private final MutableClock clock = MutableClock.create();
  private final Map<Bytes32, Receipt> receipts = new HashMap<>();
  private final List<SignedTransaction> sent = new ArrayList<>();

  /** Blocks from which on L1 had a reorg. */
  private final TreeMap<Long, Boolean> forks = new TreeMap<>();

  private int receiptsAsked;
  private long block = 10;
  private long nonce;
  private long pooled;

  /** What the contracts say now to any call. */
  private boolean refuses;

  /** What one of three endpoints says instead of the nonce; it takes whatever is sent. */
  private Optional<Long> liar = Optional.empty();

  private MonitoredL1TransactionManager manager = manager();

  private MonitoredL1TransactionManager manager() {
    return new MonitoredL1TransactionManager(
        store,
        l1(),
        List.of(KEY),
        L1TransactionSettings.defaults(),
        clock,
        new NodeStatusTracker(clock, event -> {}),
        Metrics.none());
  }

  /** L1 whose pool keeps nothing, unless told otherwise: only what was mined counts. */
  private L1Client l1() {
    return (L1Client)
        Proxy.newProxyInstance(
            L1Client.class.getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "chainId" -> 1L;
                  case "head" -> ref(block);
                  case "block" -> Optional.of(ref((long) arguments[0]));
                  case "minedNonce" -> nonce;
                  case "minedNonces" ->
                      L1Client.MinedNonces.of(List.of((long) liar.orElse(nonce), nonce, nonce));
                  case "pendingNonce" -> {
                    final long least = arguments.length > 1 ? (long) arguments[1] : 0;
                    yield liar.filter(says -> says >= least).orElse(nonce + pooled);
                  }
                  case "fees" -> new L1Client.Fees(BigInteger.TEN, BigInteger.ONE);
                  case "estimateGas" -> {
                    if (refuses) {
                      throw new L1RevertException("its batches are not sequenced");
                    }
                    yield 21_000L;
                  }
                  case "receipt" -> {
                    receiptsAsked++;
                    yield Optional.ofNullable(receipts.get((Bytes32) arguments[0]));
                  }
                  case "sendRaw" -> {
                    sent.add(SignedTransaction.decode((Bytes) arguments[0]));
                    yield sent.getLast().hash();
                  }
                  default -> throw new AssertionError(method.getName());
                });
  }

  private L1BlockRef ref(final long number) {
    return new L1BlockRef(number, hash(number), hash(number - 1), number);
  }

  private Bytes32 hash(final long number) {
    final long reorgsBelow = forks.headMap(number, true).size();
    return Keccak256.hash(Bytes.ofUnsignedLong(number), Bytes.ofUnsignedLong(reorgsBelow));
  }

  private void mine(final SignedTransaction transaction, final boolean success) {
    block++;
    nonce = transaction.nonce() + 1;
    receipts.put(transaction.hash(), new Receipt(transaction.hash(), block, hash(block), success));
  }

  private void reorgTo(final long lastNonce) {
    forks.put(receipts.values().stream().mapToLong(Receipt::blockNumber).min().orElseThrow(), true);
    block++;
    nonce = lastNonce;
    receipts.clear();
  }

  private Status status(final String id) {
    return manager.find("owner", id).map(MonitoredTransaction::status).orElseThrow();
  }

  private void ticks(final int count) {
    for (int i = 0; i < count; i++) {
      block++;
      manager.tick();
    }
  }

  @Test
  void aProcessWatchesWhatAnEarlierOneGotConfirmed() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), true);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);

    manager = manager();
    manager.watch("owner");
    reorgTo(0);
    manager.tick();
    assertThat(sent).hasSize(2);
    assertThat(sent.getLast()).isEqualTo(sent.getFirst());
    assertThat(status("one")).isEqualTo(Status.SENT);
  }

  /** Sent at once it would be mined before what it builds on, revert, and cost its gas. */
  @Test
  void whatBuildsOnAnotherAccountsTransactionIsSentAgainAfterThatIsMinedAgain() {
    manager.submit("owner", "proof", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), true);
    manager.tick();
    refuses = true;
    reorgTo(0);
    ticks(3);
    assertThat(sent).hasSize(1);
    assertThat(status("proof")).isEqualTo(Status.SENT);

    refuses = false;
    ticks(1);
    assertThat(sent).hasSize(2);
    assertThat(sent.getLast()).isEqualTo(sent.getFirst());
  }

  /** Proofs of later batches: the one before may be taken while what these build on is missing. */
  @Test
  void whatIsBehindAnotherOneIsSentAgainWhenL1WouldTakeItToo() {
    for (final String id : List.of("proof", "next")) {
      manager.submit("owner", id, KEY.address(), TO, Bytes.of(1));
      manager.tick();
      mine(sent.getLast(), true);
      manager.tick();
    }
    reorgTo(0);
    ticks(3);
    assertThat(sent).hasSize(3);
    assertThat(sent.getLast()).isEqualTo(sent.getFirst());

    refuses = true;
    mine(sent.getLast(), true);
    ticks(3);
    assertThat(status("proof")).isEqualTo(Status.CONFIRMED);
    assertThat(sent).hasSize(3);

    refuses = false;
    ticks(1);
    assertThat(sent).hasSize(4);
    assertThat(sent.getLast()).isEqualTo(sent.get(1));
  }

  @Test
  void whatL1WouldRefuseForLongIsSentAgainAllTheSame() {
    manager.submit("owner", "proof", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), true);
    manager.tick();
    refuses = true;
    reorgTo(0);
    ticks(1);
    clock.advance(ResendGate.LONGEST.minusMillis(1));
    ticks(1);
    assertThat(sent).hasSize(1);
    clock.advance(Duration.ofMillis(1));
    ticks(1);
    assertThat(sent).hasSize(2);
  }

  /** Many that L1 will never take again do not hold up what is behind them one after the other. */
  @Test
  void whatL1WouldRefuseWaitsTogether() {
    for (final String id : List.of("one", "two", "three")) {
      manager.submit("owner", id, KEY.address(), TO, Bytes.of(1));
      manager.tick();
      mine(sent.getLast(), true);
      manager.tick();
    }
    refuses = true;
    reorgTo(0);
    ticks(1);
    clock.advance(ResendGate.LONGEST);
    assertThat(sent).hasSize(3);
    ticks(1);
    assertThat(sent.subList(3, sent.size())).isEqualTo(sent.subList(0, 3));

    // A reorg later has its own wait.
    receipts.clear();
    for (final SignedTransaction transaction : sent.subList(3, 6)) {
      mine(transaction, false);
    }
    ticks(1);
    assertThat(status("three")).isEqualTo(Status.FAILED);
    manager.submit("owner", "four", KEY.address(), TO, Bytes.of(1));
    refuses = false;
    ticks(1);
    mine(sent.getLast(), true);
    ticks(1);
    refuses = true;
    reorgTo(3);
    ticks(3);
    assertThat(status("four")).isEqualTo(Status.SENT);
    assertThat(sent).hasSize(7);
  }

  /** What it was for is gone: its nonce is used by a transfer of nothing, and it costs no more. */
  @Test
  void whatIsWithdrawnAfterAReorgDoesNotWaitForL1ToTakeIt() {
    for (final String id : List.of("one", "two")) {
      manager.submit("owner", id, KEY.address(), TO, Bytes.of(1));
      manager.tick();
      mine(sent.getLast(), true);
      manager.tick();
    }
    refuses = true;
    reorgTo(0);
    ticks(1);
    assertThat(sent).hasSize(2);
    manager.withdraw("owner", "one", "nobody wants it");
    manager.withdraw("owner", "two", "nobody wants it");
    ticks(1);
    assertThat(sent).hasSize(4);
    for (final SignedTransaction transfer : sent.subList(2, 4)) {
      assertThat(transfer.to()).contains(KEY.address());
      assertThat(transfer.data()).isEqualTo(Bytes.EMPTY);
      mine(transfer, true);
    }
    ticks(1);
    assertThat(manager.find("owner", "two").orElseThrow().error())
        .contains("withdrawn: nobody wants it");
    assertThat(status("one")).isEqualTo(Status.FAILED);

    // The same id again is a new transaction.
    refuses = false;
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(2));
    ticks(1);
    mine(sent.getLast(), true);
    ticks(1);
    assertThat(sent.getLast().data()).isEqualTo(Bytes.of(2));
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void finishedOnesAreAskedForOnlyWhileAReorgMayHaveTakenThem() {
    ticks(L1ReorgDetector.REORG_DEPTH + 1);
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), true);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);
    final int asked = receiptsAsked;
    ticks(10);
    assertThat(receiptsAsked).isEqualTo(asked);

    reorgTo(0);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.SENT);
    assertThat(sent).hasSize(2);
  }

  /** After a start each head of L1 is doubted: L1 is asked then, but nothing read again. */
  @Test
  void nothingIsReadWhileNoRowChangesAndAReorgIsSeenAllTheSame() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), true);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);
    store.tellVersion(new Version(1, 1));
    ticks(1);
    final int transactions = store.transactions();
    final int asked = receiptsAsked;
    ticks(10);
    assertThat(receiptsAsked).isGreaterThan(asked);
    assertThat(store.transactions()).isEqualTo(transactions);

    reorgTo(0);
    manager.tick();
    assertThat(store.transactions()).as("it is open again").isGreaterThan(transactions);
    store.tellVersion(new Version(2, 1));
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.SENT);
    assertThat(sent).hasSize(2);
  }

  /** What may be sent again still has what it is signed from. */
  @Test
  void calldataIsKeptForLongerThanAReorgIsLookedFor() {
    assertThat(PgRetention.CALLDATA_L1_BLOCKS).isGreaterThan(L1ReorgDetector.REORG_DEPTH);
  }

  /** Another endpoint answers, which is on a fork that loses. */
  @Test
  void whatWasMinedInABlockThatTheHeadsDoNotKnowIsLookedAtAgain() {
    ticks(L1ReorgDetector.REORG_DEPTH + 1);
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    final SignedTransaction transaction = sent.getLast();
    block++;
    nonce = 1;
    receipts.put(
        transaction.hash(), new Receipt(transaction.hash(), block, Bytes32.random(), true));
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);

    receipts.clear();
    nonce = 0;
    ticks(1);
    assertThat(status("one")).isEqualTo(Status.SENT);
  }

  @Test
  void whatL1sPoolHasLostIsSentAgainAndItsFeesAreRaisedInTheirTime() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    clock.advance(LostTransactions.LOOK_AFTER.minusMillis(1));
    manager.tick();
    assertThat(sent).hasSize(1);

    clock.advance(Duration.ofMillis(1));
    ticks(2);
    assertThat(sent).hasSize(2);
    assertThat(sent.getLast()).isEqualTo(sent.getFirst());

    clock.advance(
        L1TransactionSettings.defaults().replaceAfter().minus(LostTransactions.LOOK_AFTER));
    manager.tick();
    assertThat(sent).hasSize(3);
    assertThat(sent.getLast().hash()).isNotEqualTo(sent.getFirst().hash());
    assertThat(sent.getLast().nonce()).isZero();

    mine(sent.getLast(), true);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void whatIsInL1sPoolIsNotSentAgain() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    pooled = 1;
    clock.advance(LostTransactions.LOOK_AFTER);
    ticks(2);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aNonceThatNothingUsesAnyMoreIsFilled() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), false);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.FAILED);
    // Started again, and so under the next nonce.
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(2));
    manager.tick();
    assertThat(sent.getLast().nonce()).isEqualTo(1);

    reorgTo(0);
    ticks(NonceGaps.ROUNDS_BEFORE_FILLING + 1);
    final SignedTransaction filler = sent.getLast();
    assertThat(filler.nonce()).isZero();
    assertThat(filler.to()).contains(KEY.address());
    assertThat(filler.data()).isEqualTo(Bytes.EMPTY);
    mine(filler, true);
    ticks(5);
    assertThat(sent.stream().filter(transaction -> transaction.nonce() == 0)).hasSize(2);
  }

  /** The row of the first one is started again, so that nothing of ours remembers its nonce. */
  @Test
  void aNonceThatOneEndpointSaysIsFreeIsNotUsedAgain() {
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    mine(sent.getLast(), false);
    manager.tick();
    assertThat(status("one")).isEqualTo(Status.FAILED);

    liar = Optional.of(0L);
    manager = manager();
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(2));
    manager.tick();
    assertThat(sent.getLast().nonce()).isEqualTo(1);
  }

  @Test
  void aUsedNonceIsGivenUpThoughOneEndpointDeniesIt() {
    liar = Optional.of(0L);
    manager.submit("owner", "one", KEY.address(), TO, Bytes.of(1));
    manager.tick();
    assertThat(sent.getLast().nonce()).isZero();
    // By somebody else who has the key.
    nonce = 1;
    ticks(10);
    assertThat(sent).extracting(SignedTransaction::nonce).containsExactly(0L, 1L);
  }
}
