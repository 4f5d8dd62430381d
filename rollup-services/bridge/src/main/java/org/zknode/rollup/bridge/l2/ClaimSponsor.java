/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.SponsorLimits;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.metrics.Metrics.Counter;
import org.zknode.rollup.status.NodeStatus;

/**
 * Claims deposits of L1 on L2 for those that they are for. Each is estimated first; one that fails,
 * or would need more gas than a claim may, is left alone for a while, and the next ones have their
 * turn. Of one thread.
 */
public final class ClaimSponsor {
  static final String LIMIT = "bridge-claim-limit";

  private static final Logger LOG = LoggerFactory.getLogger(ClaimSponsor.class);

  /** Network id of L1. */
  private static final long L1 = 0;

  /** Deposits of one read. */
  private static final int PAGE = 50;

  /** Reads of one look. */
  private static final int PAGES = 20;

  /** Estimates of one look: each may run a receiver's code up to a claim's gas. */
  private static final int ESTIMATES = 8;

  /**
   * Claims on their way at once. Each may be one that the sequencer executes for nothing, after
   * which it lets all of the account wait, twice as long each time.
   */
  private static final int AT_ONCE = 4;

  /** After it that many have no consequence any more. */
  private static final Duration AFTER_GIVEN_UP = Duration.ofMinutes(1);

  /** The same for one that the pool has executed for nothing. */
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);

  /** Once may be the chain's fault, or the account's: it had no money, or no block was made. */
  private static final int MAX_GIVEN_UP = 3;

  /** A block later it may need a little more than when it was estimated, in percent. */
  private static final long MARGIN = 125;

  private final BridgeView view;
  private final ExecutionEngine engine;
  private final Address bridge;
  private final SponsorLimits limits;
  private final ClaimBounds bounds;
  private final ClaimFailures failures;
  private final L2Account account;
  private final Budget budget;
  private final NodeStatus status;
  private final Clock clock;
  private final FailedClaims failed;
  private final Set<LeafType> wanted;
  private final Counter claimed;
  private final Set<Long> onItsWay = new HashSet<>();
  private int estimates;

  /** So that claims which end badly never hold up the account's exit roots for long. */
  private long pausedUntil;

  /** All deposits below it that can be claimed were looked at once. */
  private long unseen;

  /** Where to go on with looking at them again. */
  private long seen;

  /**
   * @param bridge on L2
   */
  public ClaimSponsor(
      final BridgeView view,
      final ExecutionEngine engine,
      final Address bridge,
      final SponsorLimits limits,
      final ClaimBounds bounds,
      final SpendingBook book,
      final ClaimFailures failures,
      final L2Account account,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    this.view = view;
    this.engine = engine;
    this.bridge = bridge;
    this.limits = limits;
    this.bounds = bounds;
    this.failures = failures;
    this.account = account;
    this.budget =
        new Budget(
            SpendingBook.Purpose.CLAIMS,
            limits.perDay(),
            book,
            clock,
            metrics.counter(
                "bridge_claim_limit_refusals_total",
                "Claims for others that the limit of a day held back, each time one was due"));
    this.claimed =
        metrics.counter("bridge_claims_total", "Deposits of L1 claimed on L2 for their receivers");
    this.status = status;
    this.clock = clock;
    this.failed = new FailedClaims(clock);
    this.wanted =
        limits.messages() ? Set.of(LeafType.ASSET, LeafType.MESSAGE) : Set.of(LeafType.ASSET);
  }

  /** One look at deposits that were not seen before, then at some of those that were. */
  public void step() {
    if (clock.millis() < pausedUntil) {
      return;
    }
    estimates = ESTIMATES;
    unseen = scan(unseen).next();
    final Scan again = scan(seen);
    seen = again.atEnd() ? 0 : again.next();
  }

  /**
   * @param next the deposit to go on with
   * @param atEnd there are no more
   */
  private record Scan(long next, boolean atEnd) {}

  private Scan scan(final long first) {
    long next = first;
    for (int pages = 0; pages < PAGES; pages++) {
      final List<ClaimableDeposit> page = view.claimable(L1, view.ownNetwork(), wanted, next, PAGE);
      for (final ClaimableDeposit deposit : page) {
        if (isWanted(deposit)
            && (onItsWay.size() >= AT_ONCE
                || estimates-- <= 0
                || account.holds().isPresent()
                || !claim(deposit))) {
          return new Scan(deposit.depositCount(), false);
        }
        next = deposit.depositCount() + 1;
      }
      if (page.size() < PAGE) {
        return new Scan(next, true);
      }
    }
    return new Scan(next, false);
  }

  private boolean isWanted(final ClaimableDeposit deposit) {
    return !onItsWay.contains(deposit.depositCount()) && !failed.isLeftAlone(deposit);
  }

  /** Ether to an address with code runs that code at our cost, as a message does. */
  private boolean runsReceiver(final ExitLeaf leaf) {
    return leaf.leafType() == LeafType.ASSET
        && leaf.originNetwork() == L1
        && leaf.originAddress().equals(Address.ZERO)
        && !engine.reader().code(leaf.destinationAddress(), engine.head().number()).isEmpty();
  }

  /** False when no other one can be sent now either. */
  private boolean claim(final ClaimableDeposit deposit) {
    final long count = deposit.depositCount();
    final Optional<Deposit> made =
        view.deposit(L1, count).filter(found -> found.place().blockHash().equals(deposit.block()));
    if (made.isEmpty()) {
      // A reorg of L1 has taken it meanwhile.
      return true;
    }
    final ExitLeaf leaf = made.get().leaf();
    if (!limits.messages() && runsReceiver(leaf)) {
      failed.failed(deposit);
      return true;
    }
    if (!(view.proof(L1, count) instanceof ProofAnswer.Found found)) {
      return true;
    }
    final L2Call call =
        new L2Call(
            "claim of deposit %d of L1".formatted(count),
            bridge,
            BridgeCalls.claim(leaf, made.get().globalIndex(), found.proof()));
    final OptionalLong gas = estimate(deposit, call);
    if (gas.isEmpty()) {
      return true;
    }
    final Optional<NotSent> refused =
        account.send(call, gas.getAsLong(), budget, outcome -> settled(deposit, outcome));
    if (refused.isPresent() && refused.get().isOfCall()) {
      failed.failed(deposit);
      pause(AFTER_REFUSAL);
      return true;
    }
    if (refused.isPresent()) {
      status.degraded(LIMIT, "no deposit is claimed for others now: " + refused.get().why());
      return false;
    }
    status.recovered(LIMIT);
    onItsWay.add(count);
    return true;
  }

  /**
   * With a margin, never above the limit; empty when it fails or needs more, and is to be left
   * alone for a while.
   */
  private OptionalLong estimate(final ClaimableDeposit deposit, final L2Call call) {
    final CallOutcome outcome =
        engine
            .reader()
            .call(
                new CallRequest(
                    Optional.of(account.address()),
                    Optional.of(call.to()),
                    OptionalLong.of(limits.gasPerClaim()),
                    BigInteger.ZERO,
                    call.data()),
                engine.head().number());
    return switch (outcome) {
      case CallOutcome.Success success -> {
        final Optional<String> above =
            success.gasUsed() > limits.gasPerClaim()
                ? Optional.of("it needs %d gas".formatted(success.gasUsed()))
                : bounds.refuses(call, success);
        if (above.isEmpty()) {
          yield OptionalLong.of(Math.min(limits.gasPerClaim(), success.gasUsed() * MARGIN / 100));
        }
        LOG.info("{} is left alone: {}", call.what(), above.get());
        failed.failed(deposit);
        yield OptionalLong.empty();
      }
      case CallOutcome.Reverted reverted -> {
        if (reverted.data().equals(BridgeCalls.ALREADY_CLAIMED)) {
          failed.isClaimed(deposit);
        } else {
          LOG.info("{} reverts: {}", call.what(), reverted.data());
          failed.failed(deposit);
        }
        yield OptionalLong.empty();
      }
      case CallOutcome.Invalid invalid -> {
        LOG.info("{} cannot be executed: {}", call.what(), invalid.reason());
        failed.failed(deposit);
        yield OptionalLong.empty();
      }
    };
  }

  private void pause(final Duration time) {
    pausedUntil = Math.max(pausedUntil, clock.millis() + time.toMillis());
  }

  private void settled(final ClaimableDeposit deposit, final L2Outcome outcome) {
    onItsWay.remove(deposit.depositCount());
    if (outcome instanceof L2Outcome.GivenUp) {
      pause(AFTER_GIVEN_UP);
      if (failed.givenUp(deposit) >= MAX_GIVEN_UP) {
        notAgain(deposit, "was given up %d times".formatted(MAX_GIVEN_UP));
      }
    }
    if (outcome instanceof L2Outcome.Mined mined) {
      // Until the index has the claim the next estimate says so.
      if (mined.success()) {
        claimed.increment();
        failed.succeeded(deposit);
      } else {
        // Who made it fail would have it paid for again as often as it is tried.
        notAgain(deposit, "failed");
      }
    }
  }

  private void notAgain(final ClaimableDeposit deposit, final String why) {
    LOG.info("the claim of deposit {} of L1 {}: it is not made again", deposit.depositCount(), why);
    failures.add(deposit);
  }
}
