/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Majority;
import org.zknode.rollup.l1.L1View;

/**
 * Looks for withdrawals that are claimed by the state of the bridge on L1, and of whose claim the
 * index knows nothing. For one thread.
 */
final class ClaimLook {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimLook.class);

  /** Words of the map of claims in one look; each tells of 256 withdrawals in a row. */
  private static final int WORDS = 8;

  private final BridgeView view;
  private final L1Client l1;
  private final long network;
  private final BridgeState state;
  private final L1Majority majority;
  private final ClaimReader reader;

  /** The withdrawal to go on with. */
  private long next;

  private int looks;

  ClaimLook(
      final BridgeView view,
      final L1Client l1,
      final BridgeContracts contracts,
      final ClaimReader reader) {
    this.view = view;
    this.l1 = l1;
    this.network = contracts.ownNetwork();
    this.state = new BridgeState(contracts.l1Bridge());
    this.majority = new L1Majority(l1);
    this.reader = reader;
  }

  /**
   * Looks at other withdrawals each time, and by another endpoint.
   *
   * @param cursor what the index is at
   * @return the search for what is missing
   */
  Optional<ClaimSearch> at(final IndexedBlock cursor) {
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
        view.claimable(
            network, 0, EnumSet.allOf(ExitLeaf.LeafType.class), next, BridgeView.MAX_ROWS);
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
}
