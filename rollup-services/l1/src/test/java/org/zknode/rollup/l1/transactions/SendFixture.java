/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.jsonrpc.RefusalTexts;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * A transaction manager on an L1 node with a pool, which can be made to refuse and is mined by
 * hand.
 */
final class SendFixture {
  static final PrivateKey KEY = TestTransactions.key(1);
  static final Address TO = TestTransactions.key(2).address();
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  /** Answers every send: a refusal, or nothing to take it. */
  interface Door {
    Optional<String> refuse(SignedTransaction transaction);
  }

  final StateStore store = new MemoryStateStore().session();
  final MutableClock clock = MutableClock.create();
  final NodeStatus status = new NodeStatusTracker(clock, event -> {});
  final TreeMap<Long, SignedTransaction> pool = new TreeMap<>();
  final List<SignedTransaction> offered = new ArrayList<>();
  final Map<Bytes32, L1Client.Receipt> receipts = new LinkedHashMap<>();
  final Map<Bytes, String> reverting = new HashMap<>();
  final List<List<L1Client.Call>> simulated = new ArrayList<>();
  Function<List<L1Client.Call>, L1Client.Simulation> simulation =
      calls -> new L1Client.Simulation.NotOffered();
  Door door = transaction -> Optional.empty();
  boolean unreachable;

  /** What other endpoints say of the account's pending nonce. */
  List<Long> otherNonces = List.of();

  BigInteger baseFee = GWEI;
  BigInteger tip = GWEI.divide(BigInteger.TEN);
  BigInteger balance = BigInteger.TEN.pow(20);
  long gas = 100_000;
  long block = 10;
  long nonce;
  private final L1TransactionSettings settings;
  MonitoredL1TransactionManager manager;

  SendFixture(final L1TransactionSettings settings) {
    this.settings = settings;
    restart();
  }

  /** Another process on the same store. */
  void restart() {
    manager =
        new MonitoredL1TransactionManager(
            store, new Node(), List.of(KEY), settings, clock, status, Metrics.none());
  }

  void submit(final String id, final Optional<String> dependsOn) {
    manager.submit("owner", id, dependsOn, KEY.address(), TO, data(id));
  }

  static Bytes data(final String id) {
    return Bytes.wrap(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  MonitoredTransaction row(final String id) {
    return manager.find("owner", id).orElseThrow();
  }

  /** A block of everything that is in the pool in order and pays the base fee. */
  void mine() {
    mine(Integer.MAX_VALUE);
  }

  /** A block with room for so many. */
  void mine(final int room) {
    block++;
    SignedTransaction next = pool.get(nonce);
    for (int i = 0; i < room && next != null && next.maxFeePerGas().compareTo(baseFee) >= 0; i++) {
      receipts.put(
          next.hash(),
          new L1Client.Receipt(
              next.hash(), block, hash(block), !reverting.containsKey(next.data())));
      pool.remove(nonce);
      nonce++;
      next = pool.get(nonce);
    }
  }

  /** The last blocks are gone with their transactions. */
  void reorgTo(final long lastNonce) {
    block++;
    nonce = lastNonce;
    receipts.clear();
    pool.clear();
  }

  String reason(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(NodeStatus.Reason::text)
        .findFirst()
        .orElse("");
  }

  private Bytes32 hash(final long number) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number), Bytes.ofUnsignedLong(receipts.size()));
  }

  private final class Node implements L1Client {
    private void enter() {
      if (unreachable) {
        throw new TemporaryException("HTTP status 503");
      }
    }

    @Override
    public long chainId() {
      return 1;
    }

    @Override
    public L1BlockRef head(final BlockTag tag) {
      return new L1BlockRef(block, hash(block), hash(block - 1), block);
    }

    @Override
    public Optional<L1BlockRef> block(final long number) {
      return Optional.of(new L1BlockRef(number, hash(number), hash(number - 1), number));
    }

    @Override
    public List<L1Event> events(final long fromBlock, final long toBlock) {
      throw new AssertionError();
    }

    @Override
    public L1Logs logs(
        final L1LogFilter filter, final long fromBlock, final long toBlock, final long enough) {
      throw new AssertionError();
    }

    @Override
    public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
      throw new AssertionError();
    }

    @Override
    public Optional<ContractState> stateAt(final long number) {
      throw new AssertionError();
    }

    @Override
    public Bytes32 forcedBatchHash(final long number, final long atBlock) {
      throw new AssertionError();
    }

    @Override
    public RollupData rollupData() {
      throw new AssertionError();
    }

    @Override
    public Bytes32 sequencedAccInputHash(final long batchNumber) {
      throw new AssertionError();
    }

    @Override
    public Bytes32 verifiedStateRoot(final long batchNumber) {
      throw new AssertionError();
    }

    @Override
    public BigInteger rewardPerBatch() {
      throw new AssertionError();
    }

    @Override
    public Bytes32 l1InfoRoot() {
      throw new AssertionError();
    }

    @Override
    public boolean hasCode(final Address address) {
      throw new AssertionError();
    }

    @Override
    public BigInteger balance(final Address address) {
      return balance;
    }

    @Override
    public long minedNonce(final Address account) {
      return nonce;
    }

    @Override
    public long pendingNonce(final Address account) {
      long pending = nonce;
      while (pool.containsKey(pending)) {
        pending++;
      }
      return pending;
    }

    @Override
    public long pendingNonce(final Address account, final long atLeast) {
      return Stream.concat(otherNonces.stream(), Stream.of(pendingNonce(account)))
          .filter(said -> said >= atLeast)
          .min(Long::compare)
          .orElseThrow();
    }

    @Override
    public Fees fees() {
      return new Fees(baseFee, tip);
    }

    @Override
    public BigInteger gasPrice() {
      throw new AssertionError();
    }

    @Override
    public long estimateGas(final Address from, final Address to, final Bytes data)
        throws L1RevertException {
      if (reverting.containsKey(data)) {
        throw new L1RevertException(reverting.get(data));
      }
      return gas;
    }

    @Override
    public Simulation simulate(final Address from, final List<Call> calls) {
      simulated.add(calls);
      return simulation.apply(calls);
    }

    @Override
    public Bytes32 sendRaw(final Bytes rawTransaction) throws L1SendException {
      enter();
      final SignedTransaction transaction = SignedTransaction.decode(rawTransaction);
      offered.add(transaction);
      final Optional<String> refusal = door.refuse(transaction).or(() -> replaces(transaction));
      if (refusal.isPresent()) {
        throw new L1SendException(RefusalTexts.meaning(refusal.get()), refusal.get());
      }
      pool.put(transaction.nonce(), transaction);
      return transaction.hash();
    }

    /** As pools do: both fees by a tenth. */
    private Optional<String> replaces(final SignedTransaction transaction) {
      final SignedTransaction old = pool.get(transaction.nonce());
      if (transaction.nonce() < nonce) {
        return Optional.of("nonce too low");
      }
      if (old == null || old.hash().equals(transaction.hash())) {
        return Optional.empty();
      }
      return tenthMore(old.maxFeePerGas(), transaction.maxFeePerGas())
              && tenthMore(old.maxPriorityFeePerGas(), transaction.maxPriorityFeePerGas())
          ? Optional.empty()
          : Optional.of("replacement transaction underpriced");
    }

    private boolean tenthMore(final BigInteger old, final BigInteger fresh) {
      return fresh.multiply(BigInteger.TEN).compareTo(old.multiply(BigInteger.valueOf(11))) >= 0;
    }

    @Override
    public Optional<Receipt> receipt(final Bytes32 transactionHash) {
      return Optional.ofNullable(receipts.get(transactionHash));
    }

    @Override
    public void close() {}
  }
}
