/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.state.L1InfoLeaf;

/**
 * What the index of deposits and claims knows, of L1 and of the own rollup. Each answer is of one
 * moment; nothing is here that is not in a canonical block. From any thread; a database that cannot
 * be reached is a {@link org.zknode.rollup.service.TemporaryException}.
 *
 * <p>A deposit is <em>ready for claim</em> when a global exit root covers it that its destination
 * has: for the own rollup the newest one that its exit root manager was told, for L1 the newest one
 * of L1. For another rollup: a deposit on the own rollup by L1's newest one, since what that rollup
 * knows is not indexed; a deposit on L1 never.
 */
public interface BridgeView {
  /** Most rows of one answer; a higher limit counts as this one. */
  int MAX_ROWS = 1000;

  /** Most rows of a list: who makes more of them must not make each answer count them all. */
  long MAX_COUNTED = 100_000;

  /**
   * Bytes of metadata in one answer's deposits, of which there is at least one: a message on L1 may
   * have a million, and an answer is in memory several times.
   */
  int MAX_METADATA_BYTES = 4 << 20;

  /**
   * Part of a list. Of deposits it has fewer rows than were asked for where their metadata would be
   * more than {@link #MAX_METADATA_BYTES}; the next part begins after the last one.
   *
   * @param total rows of the whole list, {@link #MAX_COUNTED} at the most
   */
  record Page<T>(List<T> rows, long total) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** The rollup id of the own rollup: number of the second network that is indexed. */
  long ownNetwork();

  /** How far each network is indexed, L1 first; a network of which nothing is here is left out. */
  List<IndexPosition> positions();

  /**
   * Deposits for an account, of all networks, the newest first.
   *
   * @param offset rows that are left out at the beginning
   */
  Page<Deposit> depositsTo(Address destination, long offset, int limit);

  /** One deposit by the network where it was made, and its place in that network's exit tree. */
  Optional<Deposit> deposit(long network, long depositCount);

  /** Claims for an account, on all networks, the newest first. */
  Page<Claim> claimsTo(Address destination, long offset, int limit);

  /**
   * Deposits that are ready for claim and not claimed, by network and deposit count, lowest first.
   *
   * @param destination empty for anybody's
   */
  Page<Deposit> pending(
      Optional<Address> destination,
      long destinationNetwork,
      ExitLeaf.LeafType leafType,
      long offset,
      int limit);

  /**
   * Deposits of one network that are ready for claim on another and not claimed there, lowest
   * deposit count first: what a sponsor claims next. Those of L1 whose claim a sponsor has paid for
   * in vain are left out. However long their metadata are, they are not read.
   *
   * @param leafTypes of those that are asked for, one at least
   * @param fromDepositCount the lowest one that is asked for
   */
  List<ClaimableDeposit> claimable(
      long network,
      long destinationNetwork,
      Set<ExitLeaf.LeafType> leafTypes,
      long fromDepositCount,
      int limit);

  /**
   * The first L1 block with a verification that covers that deposit of the own rollup: before it
   * nobody could claim it there. Empty when no indexed one does.
   */
  OptionalLong provenOnL1(long depositCount);

  /** The wrapped token for a token of another network, on each network that has one, L1 first. */
  List<TokenWrapped> wrappedTokens(long originNetwork, Address originToken);

  /**
   * The proof of a deposit by the newest global exit root that its destination has; see above for
   * which that is.
   */
  ProofAnswer proof(long network, long depositCount);

  /**
   * The proof of a deposit by that global exit root, whether or not the destination has it.
   *
   * @param globalExitRoot one of L1's
   */
  ProofAnswer proof(long network, long depositCount, Bytes32 globalExitRoot);

  /**
   * Leaves of the L1 info tree newer than the newest one whose global exit root the own rollup's
   * exit root manager has, the newest first. In its function {@code proveGlobalExitRoot} a leaf's
   * index is one less than {@link L1InfoLeaf#index}.
   */
  List<L1InfoLeaf> missingOnL2(int limit);

  /** Whether the own rollup's exit root manager has it. */
  boolean isOnL2(Bytes32 globalExitRoot);
}
