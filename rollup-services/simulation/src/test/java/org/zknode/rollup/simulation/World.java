/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.testkit.MemoryTransactionPool;

/**
 * One seeded run of the whole node set: a main node, two followers, verifiers, aggregator, provers,
 * users, L1. First comes a time of faults, then a time in which everything must heal; {@link #run}
 * checks that it did.
 */
final class World {
  /** How often the invariants are looked at, in milliseconds. */
  private static final long CHECK_MILLIS = 30_000;

  /** Batches and events for who reads the trace. */
  private static final int SHOWN = 6;

  /**
   * Worst cases: forced batches wait for 64 L1 blocks, twice as long a confirmed transaction that a
   * reorg took, and L1 refuses proofs with pauses that double.
   */
  private static final long HEAL_MILLIS = 3 * 3_600_000L;

  /** What a check found. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(final String message) {
      super(message);
    }
  }

  final Random random;

  /** What impostors do; of its own, so that they change nobody else's luck. */
  private final Random mischief;

  final Scheduler scheduler = new Scheduler(Terms.START_MILLIS);
  final SharedTransactions shared;
  final Plan plan;
  final SimL1 l1;
  final MemoryTransactionPool pool;
  final SimNode main;
  final SimDoor door;
  final HonestWaits waits;
  final SimPromises promises;
  final List<SimNode> followers;
  final List<SimProver> provers;
  final SimUsers users;
  private final SimBridgeUsers bridgeUsers;
  final Invariants invariants;
  private final long seed;
  private final Trace trace;
  private final Optional<EconomicAttackers> attackers;
  private boolean waitsCompared;
  private long liarsOutvoted;
  private long poolDownUntil;

  World(
      final long seed,
      final SharedTransactions shared,
      final boolean verbose,
      final Consumer<String> lines) {
    this(seed, shared, new Trace(Terms.START_MILLIS, verbose, lines), Plan::of);
  }

  /** A run by a given plan. */
  World(final long seed, final SharedTransactions shared, final Plan plan) {
    this(seed, shared, new Trace(Terms.START_MILLIS, false, line -> {}), random -> plan);
  }

  private World(
      final long seed,
      final SharedTransactions shared,
      final Trace trace,
      final Function<Random, Plan> plan) {
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    this.mischief = new Random(seed + 0x5deece66dL);
    this.seed = seed;
    this.shared = shared;
    this.trace = trace;
    this.plan = plan.apply(random);
    this.pool = new MemoryTransactionPool(new SimClock(scheduler), Terms.QUOTA, Terms.MAX_PENDING);
    this.l1 = new SimL1(this, Terms.engine(shared).head().stateRoot());
    this.main = new SimNode(this, "main", node -> new MainProcess(this, node));
    Workload.of(main.engine(), shared, scheduler);
    this.door = new SimDoor(this);
    this.waits = new HonestWaits(this);
    this.promises = new SimPromises(this);
    this.attackers =
        this.plan.attackers() ? Optional.of(new EconomicAttackers(this, seed)) : Optional.empty();
    this.followers = List.of(follower(0, "anna"), follower(1, "bert"));
    this.provers =
        List.of(
            new SimProver(this, "prover-1", random.nextInt(20)),
            new SimProver(this, "prover-2", random.nextInt(70)),
            new SimProver(this, "prover-3", random.nextInt(90)));
    this.users = new SimUsers(this);
    this.bridgeUsers = new SimBridgeUsers(this, seed);
    this.invariants = new Invariants(this);
  }

  private SimNode follower(final int index, final String name) {
    return new SimNode(
        this,
        name,
        node ->
            new FollowerProcess(
                this,
                node,
                index < plan.verifiers()
                    ? Optional.of(Terms.VERIFIERS.get(index))
                    : Optional.empty(),
                index == 0 && plan.followerAggregates()));
  }

  /**
   * @return the fingerprint of all that happened
   */
  String run() {
    trace(plan.toString());
    begin();
    final long faultsEnd = Terms.START_MILLIS + plan.faultMillis();
    for (long time = Terms.START_MILLIS; time < faultsEnd; time += CHECK_MILLIS) {
      scheduler.runUntil(Math.min(time + CHECK_MILLIS, faultsEnd));
      invariants.check();
    }
    heal();
    Optional<String> missing = invariants.missing();
    while (missing.isPresent()) {
      if (scheduler.now() >= faultsEnd + HEAL_MILLIS) {
        traceWhatIsWrong();
        check(false, "not healed: " + missing.get());
      }
      scheduler.runUntil(scheduler.now() + CHECK_MILLIS);
      invariants.check();
      missing = invariants.missing();
    }
    invariants.checkAtTheEnd();
    invariants.checkRememberedExitRoots();
    invariants.checkTransactions();
    waitsCompared = invariants.checkWaits();
    trace("ends with block " + main.engine().head().number() + " " + main.engine().head().hash());
    return trace.fingerprint();
  }

  /** For who reads the trace: what the nodes say, and what the main node has on its way to L1. */
  private void traceWhatIsWrong() {
    Stream.concat(Stream.of(main), followers.stream()).forEach(this::traceChain);
    Stream.concat(Stream.of(main), followers.stream())
        .forEach(
            node ->
                node.process()
                    .ifPresent(
                        process ->
                            trace(
                                "%s says %s"
                                    .formatted(node.name(), process.status.snapshot().reasons()))));
    main.inspector()
        .<List<MonitoredTransaction>>read(
            tx ->
                Stream.of("aggregator", "sequencer")
                    .flatMap(owner -> tx.monitoredTransactions().ofOwner(owner, 8).stream())
                    .toList())
        .forEach(
            row ->
                trace(
                    "L1 transaction %s: %s, nonce %s, %s, mined in %s"
                        .formatted(
                            row.id(), row.status(), row.nonce(), row.error(), row.l1Block())));
  }

  /** Its newest block and event, and its batches from the first one that is not verified. */
  private void traceChain(final SimNode node) {
    final StateStore state = node.inspector();
    final long verified =
        main.inspector()
            .<Long>read(tx -> tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L));
    trace("%s has block %d".formatted(node.name(), node.engine().head().number()));
    state
        .<List<Event>>read(tx -> tx.events().last(SHOWN))
        .forEach(event -> trace(node.name() + " wrote " + event));
    for (long number = verified + 1; number <= verified + SHOWN; number++) {
      final long batch = number;
      final String line =
          state.<String>read(
              tx ->
                  "%s, %s, on L1 %s, blocks %s"
                      .formatted(
                          tx.batches().find(batch),
                          tx.batchSignatures().ofBatch(batch).size(),
                          tx.virtualBatches().find(batch),
                          tx.blocks().ofBatch(batch)));
      trace("%s: batch %d: %s".formatted(node.name(), batch, line));
    }
  }

  private void begin() {
    main.start();
    followers.forEach(SimNode::start);
    new SimReplay(this, followers.getFirst(), false, impostor()).start();
    if (plan.replayToSecond()) {
      new SimReplay(this, followers.getLast(), plan.forger(), impostor()).start();
    }
    switch (plan.evidence()) {
      case NONE -> trace("no node may halt");
      case FAULTY_ENGINE -> followers.getLast().engine().divergeFrom(2 + random.nextInt(6));
      case LYING_L1 -> followers.getLast().lieFrom(1 + random.nextInt(3));
    }
    users.start();
    bridgeUsers.start();
    if (plan.stranger()) {
      new SimStranger(this).start();
    }
    attackers.ifPresent(EconomicAttackers::start);
    scheduler.after(SimL1.BLOCK_MILLIS, this::mine);
    if (!plan.calm()) {
      scheduler.after(5_000, this::fault);
    }
  }

  /** By attacker what became of what he sent, once the run is over. */
  Map<Player, Map<String, Long>> attacks() {
    return attackers.map(present -> present.ledger().settle(this)).orElse(Map.of());
  }

  /** The others' word counted, and not that of an endpoint that fits itself. */
  void liarIsOutvoted() {
    liarsOutvoted++;
  }

  /** How often that was. */
  long liarsOutvoted() {
    return liarsOutvoted;
  }

  /** Whether the main node builds blocks in slices: with every second seed. */
  boolean preconfirms() {
    return seed % 2 == 1;
  }

  /** Whether honest users' waits were enough to be compared, once the run is over. */
  boolean waitsAreCompared() {
    return waitsCompared;
  }

  /** Nothing goes wrong in it, nor with its pool and its L1. */
  boolean isSpared(final SimNode node) {
    return node == main && plan.sparesMain();
  }

  /** Every other replay has a second main node configured that is none. */
  private Optional<SimImpostor> impostor() {
    return mischief.nextBoolean() ? Optional.of(new SimImpostor(mischief)) : Optional.empty();
  }

  private void mine() {
    l1.mine();
    scheduler.after(SimL1.BLOCK_MILLIS / 2 + random.nextLong(SimL1.BLOCK_MILLIS), this::mine);
  }

  boolean faulty() {
    return scheduler.now() < Terms.START_MILLIS + plan.faultMillis();
  }

  private void heal() {
    trace("faults end");
    for (final SimNode node : nodes()) {
      node.lagBehindL1(0);
      node.databaseDownFor(0);
      node.l1DownFor(0);
      node.clock().jumpTo(0);
    }
    poolDownUntil = 0;
  }

  private List<SimNode> nodes() {
    final List<SimNode> all = new ArrayList<>(followers);
    all.add(main);
    return all;
  }

  private void fault() {
    if (!faulty()) {
      return;
    }
    final SimNode node = nodes().get(random.nextInt(plan.sparesMain() ? 2 : 3));
    final long millis = 1_000 + random.nextInt(40_000);
    switch (random.nextInt(9)) {
      case 0 -> node.kill();
      case 1 -> node.databaseDownFor(millis);
      case 2 -> node.l1DownFor(millis);
      case 3 -> node.lagBehindL1(random.nextInt(4));
      case 4 -> poolDownUntil = plan.sparesMain() ? 0 : scheduler.now() + millis;
      case 5 -> node.clock().jumpTo(random.nextInt(3) > 0 ? 0 : clockError());
      case 6, 7 -> reorg();
      default -> node.lagBehindL1(0);
    }
    scheduler.after(1_000 + random.nextInt(25_000), this::fault);
  }

  /** Minutes, now and then more than an hour, forward or back. */
  private long clockError() {
    final int bound = random.nextInt(4) == 0 ? 8_000_000 : 400_000;
    return random.nextInt(bound) - bound / 2;
  }

  private void reorg() {
    if (plan.maxReorg() > 0) {
      l1.reorg(1 + random.nextInt(plan.maxReorg()));
    }
  }

  /** A node is in the middle of reading L1. */
  void amidRead() {
    if (!plan.calm() && faulty() && random.nextInt(40) == 0) {
      if (random.nextBoolean()) {
        l1.mine();
      } else {
        reorg();
      }
    }
  }

  boolean isPoolDown() {
    return scheduler.now() < poolDownUntil;
  }

  void mayFailForUsers(final String when) {
    if (isPoolDown() || !plan.calm() && faulty() && random.nextInt(30) == 0) {
      throw new TemporaryException("the pool DB is gone " + when + " the commit");
    }
  }

  /** A process has done a step. */
  void step(final SimProcess process, final String loop, final long nextMillis) {
    trace.step(scheduler.now(), process.node().name(), loop, nextMillis);
    if (!process.isDead() && process.status.isHalted() && !process.node().isHalted()) {
      final Halt halt = process.status.snapshot().halts().getFirst();
      trace(process.node().name() + " halts: " + halt);
      process.node().halted();
      check(isPlanned(process.node(), halt), process.node().name() + " halts: " + halt);
    }
  }

  private boolean isPlanned(final SimNode node, final Halt halt) {
    if (node != followers.getLast()) {
      return false;
    }
    return switch (plan.evidence()) {
      case NONE -> false;
      case FAULTY_ENGINE ->
          halt.reason().equals("state root verified on L1 differs from the local one");
      case LYING_L1 ->
          halt.reason().equals("accumulated input hash differs from the contract's")
              || halt.reason()
                  .equals("a forced batch in a sequence on L1 is not the one that was forced");
    };
  }

  void trace(final String line) {
    trace.add(scheduler.now(), line);
  }

  void check(final boolean holds, final String message) {
    if (!holds) {
      throw new Violation(message + "\n" + trace.tail());
    }
  }
}
