/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
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

  private final BridgeStore store;
  private final BridgeView view;
  private final L1Client l1;
  private final Clock clock;
  private final long network;
  private final ClaimReader reader;
  private final ClaimLook look;
  private final IndexWriter writer;
  private Optional<ClaimSearch> search = Optional.empty();

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
    this.reader = new ClaimReader(contracts);
    this.look = new ClaimLook(view, l1, contracts, reader);
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
      search = look.at(cursor.get());
      search.ifPresent(begun -> due = 0);
    } else if (cursor.get().number() < search.get().to()) {
      // L1 was rolled back below it.
      search = Optional.empty();
    } else {
      read(search.get(), cursor.get());
    }
    return search.isPresent();
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
