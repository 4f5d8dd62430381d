/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Majority;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;

/**
 * Finds the claims on L1 that an endpoint left out when their blocks were indexed. The contract
 * counts no claims, so nothing else shows it: by the bridge's state a withdrawal is claimed of
 * which the index has no claim. Then the claims since that could be made are read again, from one
 * endpoint after the other. To be stepped when {@link L1BridgeIndex} has arrived, by the same
 * thread.
 */
public final class MissedClaims {
  private static final Logger LOG = LoggerFactory.getLogger(MissedClaims.class);

  /** Between two looks at withdrawals that are not claimed here. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** After searches in a row that have not found everything. */
  private static final BackOff BACK_OFF = BackOff.doubling(INTERVAL, Duration.ofDays(1));

  /** Words of the map of claims in one look; each tells of 256 withdrawals in a row. */
  private static final int WORDS = 8;

  private final BridgeStore store;
  private final BridgeView view;
  private final L1Client l1;
  private final Clock clock;
  private final long network;
  private final BridgeState state;
  private final L1Majority majority;
  private final ClaimReader reader;
  private final IndexWriter writer;
  private Optional<ClaimSearch> search = Optional.empty();

  /** The withdrawal to go on with. */
  private long next;

  private int looks;
  private int failures;
  private long due;

  public MissedClaims(
      final BridgeStore store,
      final BridgeView view,
      final L1Client l1,
      final BridgeContracts contracts,
      final Clock clock) {
    this.store = store;
    this.view = view;
    this.l1 = l1;
    this.clock = clock;
    this.network = contracts.ownNetwork();
    this.state = new BridgeState(contracts.l1Bridge());
    this.majority = new L1Majority(l1);
    this.reader = new ClaimReader(contracts);
    this.writer = new IndexWriter(store, 0);
  }

  /**
   * Looks at some withdrawals, or reads some blocks again.
   *
   * @return true when there is more to do at once
   * @throws TemporaryException the database cannot be reached
   */
  public boolean step() {
    if (clock.millis() < due) {
      return false;
    }
    final Optional<IndexedBlock> cursor = store.read(tx -> tx.last(0));
    if (cursor.isEmpty()) {
      return false;
    }
    if (search.isEmpty()) {
      due = clock.millis() + INTERVAL.toMillis();
      search = look(cursor.get());
      search.ifPresent(begun -> due = 0);
    } else if (cursor.get().number() < search.get().to()) {
      // L1 was rolled back below it.
      search = Optional.empty();
    } else {
      read(search.get(), cursor.get());
    }
    return search.isPresent();
  }

  /** At other withdrawals each time, and by another endpoint. */
  private Optional<ClaimSearch> look(final IndexedBlock cursor) {
    final Set<GlobalIndex> leaves = unclaimed();
    if (leaves.isEmpty()) {
      return Optional.empty();
    }
    final List<L1View> views = l1.views();
    looks++;
    for (int i = 0; i < views.size(); i++) {
      final L1View one = views.get((looks + i) % views.size());
      try {
        if (reader.isOn(one, cursor)) {
          return missed(one, cursor, leaves);
        }
      } catch (final L1EndpointException e) {
        LOG.debug("{} does not tell what is claimed on L1", one.name(), e);
      }
    }
    return Optional.empty();
  }

  private Set<GlobalIndex> unclaimed() {
    final List<ClaimableDeposit> page =
        view.claimable(network, 0, EnumSet.allOf(LeafType.class), next, BridgeView.MAX_ROWS);
    final Set<Long> words = new HashSet<>();
    final Set<GlobalIndex> leaves = new HashSet<>();
    for (final ClaimableDeposit withdrawal : page) {
      final GlobalIndex leaf = GlobalIndex.of(network, withdrawal.depositCount());
      final long word = BridgeState.Place.of(leaf).word();
      if (!words.contains(word) && words.size() == WORDS) {
        next = withdrawal.depositCount();
        return leaves;
      }
      words.add(word);
      leaves.add(leaf);
    }
    next = page.size() < BridgeView.MAX_ROWS ? 0 : page.getLast().depositCount() + 1;
    return leaves;
  }

  /** Those that are claimed by the word of that endpoint, with which the others agree. */
  private Optional<ClaimSearch> missed(
      final L1View one, final IndexedBlock cursor, final Set<GlobalIndex> leaves) {
    final Set<GlobalIndex> claimed = state.claimed(one, leaves, cursor.number());
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    majority.require(
        one,
        cursor.number(),
        cursor.hash(),
        other ->
            state.claimed(other, claimed, cursor.number()).equals(claimed)
                ? Optional.empty()
                : Optional.of("fewer claims than %d of these".formatted(claimed.size())));
    final Set<Long> missing =
        claimed.stream().map(GlobalIndex::leafIndex).collect(Collectors.toSet());
    final long lowest = missing.stream().mapToLong(Long::longValue).min().orElseThrow();
    final OptionalLong from = view.provenOnL1(lowest);
    if (from.isEmpty()) {
      return Optional.empty();
    }
    LOG.warn(
        "withdrawals {} are claimed on L1 by what its bridge says, and no endpoint told of it:"
            + " claims are read again from block {} on",
        missing,
        from.getAsLong());
    return Optional.of(
        new ClaimSearch(
            missing,
            from.getAsLong(),
            cursor.number(),
            l1.views().stream().map(L1View::name).toList()));
  }

  private void read(final ClaimSearch one, final IndexedBlock cursor) {
    final Optional<L1View> endpoint =
        l1.views().stream().filter(any -> any.name().equals(one.endpoint())).findFirst();
    try {
      if (endpoint.isEmpty()) {
        one.leave();
      } else {
        read(one, endpoint.get(), cursor);
      }
    } catch (final L1EndpointException e) {
      LOG.debug("claims on L1 are not read again from {}", one.endpoint(), e);
      one.leave();
    } catch (final TemporaryException | CriticalException e) {
      throw e;
    } catch (final RuntimeException e) {
      // Whatever an endpoint answers: the others are asked, and the node goes on.
      LOG.warn("what {} says of claims on L1", one.endpoint(), e);
      endpoint.ifPresent(view -> view.failed(e.toString()));
      one.leave();
    }
    if (one.isComplete()) {
      failures = 0;
      search = Optional.empty();
      blame(one);
    } else if (one.isOver()) {
      failures++;
      due = clock.millis() + BACK_OFF.after(failures).toMillis();
      LOG.warn(
          "claims of withdrawals {} are in no endpoint's events from block {} to {}",
          one.missing(),
          one.from(),
          one.to());
      search = Optional.empty();
    }
  }

  private void read(final ClaimSearch one, final L1View endpoint, final IndexedBlock cursor) {
    final ClaimReader.Read found = reader.read(endpoint, cursor, one.next(), one.to());
    final List<Claim> missing = new ArrayList<>();
    final Set<Long> leaves = new HashSet<>();
    for (final Claim claim : found.claims()) {
      final GlobalIndex leaf = claim.globalIndex();
      if (leaf.network() == network
          && one.missing().contains(leaf.leafIndex())
          && leaves.add(leaf.leafIndex())
          && isUnclaimed(leaf)) {
        missing.add(claim);
      }
    }
    if (!missing.isEmpty()) {
      writer.addClaims(cursor, missing);
      LOG.info("{} claims on L1 were missed, {} has them", missing.size(), endpoint.name());
    }
    one.read(found.to(), leaves);
  }

  /** What is indexed meanwhile may have brought it. */
  private boolean isUnclaimed(final GlobalIndex leaf) {
    return view.deposit(network, leaf.leafIndex())
        .filter(withdrawal -> withdrawal.claimTransaction().isEmpty())
        .isPresent();
  }

  private void blame(final ClaimSearch one) {
    l1.views().stream()
        .filter(any -> one.silent().contains(any.name()))
        .forEach(any -> any.failed("it left out claims on L1 that another one has"));
  }
}
