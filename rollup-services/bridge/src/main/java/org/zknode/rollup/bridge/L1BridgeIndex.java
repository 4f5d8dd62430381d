/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.l1.L1ReorgDetector.Finding;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;

/**
 * Indexes the bridge and the verifications on L1 up to where the synchronizer is, window by window.
 * One endpoint after the other is asked until what one says fits; what was stored before its number
 * of deposits could be compared with the contract's is read again when it turns out not to be all.
 * For one thread.
 */
public final class L1BridgeIndex {
  private static final Logger LOG = LoggerFactory.getLogger(L1BridgeIndex.class);

  /** Leaves that are read at a time. */
  private static final int LEAF_PAGE = 1_000;

  /** Leaves of a window of more than one block; each takes some hundred bytes. */
  static final int MANY_LEAVES = 8_000;

  private final BridgeStore store;
  private final StateStore state;
  private final L1Client l1;
  private final BridgeContracts contracts;
  private final L1WindowReader reader;
  private final BridgeAgreement agreement;
  private final IndexWriter writer;
  private final L1ReorgDetector detector;
  private final WindowSize size = new WindowSize();

  private final EndpointTurns turns = new EndpointTurns();

  /** What an endpoint says does not fit to what is indexed, or not to itself. */
  private record Misfit(L1View view, String why) {}

  /**
   * What stands against the endpoints in this round.
   *
   * @param parted those whose blocks are others
   */
  private record Round(List<String> failures, List<Misfit> misfits, List<L1View> parted) {
    static Round begin() {
      return new Round(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    String text() {
      return String.join("; ", failures);
    }

    void parted(final L1View view, final String why) {
      failures.add(view.name() + ": " + why);
      parted.add(view);
    }

    void misfit(final L1View view, final String why) {
      failures.add(view.name() + ": " + why);
      misfits.add(new Misfit(view, why));
    }

    /** Another one's answer fits. */
    void blame() {
      misfits.forEach(misfit -> misfit.view().failed(misfit.why()));
    }

    /** So it may be the index that is wrong. */
    boolean nothingFits() {
      return !misfits.isEmpty() && parted.isEmpty();
    }
  }

  /** What the synchronizer knows. */
  private record Synced(Optional<L1BlockRef> atEnd, long end, List<L1InfoLeaf> leaves) {}

  public L1BridgeIndex(
      final BridgeStore store,
      final StateStore state,
      final L1Client l1,
      final BridgeContracts contracts) {
    this.store = store;
    this.state = state;
    this.l1 = l1;
    this.contracts = contracts;
    this.reader = new L1WindowReader(contracts);
    this.agreement = new BridgeAgreement(l1, contracts);
    this.writer = new IndexWriter(store, 0);
    this.detector =
        new L1ReorgDetector(
            number -> store.read(tx -> tx.atOrBelow(0, number)).map(L1BridgeIndex::ref));
  }

  private static L1BlockRef ref(final IndexedBlock block) {
    return new L1BlockRef(block.number(), block.hash(), Bytes32.ZERO, 0);
  }

  /**
   * Goes on by one window, or back to where L1 has parted.
   *
   * @return true when there is more to do at once
   * @throws TemporaryException L1 or the database cannot be reached, or no endpoint's events are
   *     complete
   */
  public boolean step() {
    final Optional<L1BlockRef> synced = state.read(tx -> tx.l1Blocks().last());
    if (synced.isEmpty()) {
      return false;
    }
    final IndexedBlock cursor = store.read(tx -> tx.last(0)).orElseGet(this::anchor);
    if (!isCanonical(cursor)) {
      rollBack(cursor, synced.get());
      return true;
    }
    if (synced.get().number() <= cursor.number()) {
      arrived(cursor);
      return false;
    }
    index(cursor, synced.get().number());
    return true;
  }

  /** The block before the first one, as an endpoint has it. */
  private IndexedBlock anchor() {
    final long number = Math.max(0, contracts.l1StartBlock() - 1);
    final L1BlockRef block =
        first(view -> view.block(number))
            .orElseThrow(() -> new TemporaryException("L1 has no block %d".formatted(number)));
    final IndexedBlock anchor = new IndexedBlock(0, number, block.hash(), 0, true);
    writer.put(anchor);
    return anchor;
  }

  /** As the synchronizer knows it; where it knows nothing, one endpoint that has it suffices. */
  private boolean isCanonical(final IndexedBlock cursor) {
    return state
        .read(tx -> tx.l1Blocks().atOrBelow(cursor.number()))
        .filter(known -> known.number() == cursor.number())
        .map(known -> known.hash().equals(cursor.hash()))
        .orElseGet(
            () ->
                first(
                        view ->
                            view.block(cursor.number())
                                .filter(block -> block.hash().equals(cursor.hash())))
                    .isPresent());
  }

  /**
   * Back to where the endpoints' blocks part from the indexed ones; where they have none in their
   * place, because L1 has become shorter, to where the synchronizer has gone back to.
   */
  private void rollBack(final IndexedBlock cursor, final L1BlockRef synced) {
    final Optional<Long> forkPoint =
        first(
            view ->
                detector.compare(view, ref(cursor)) instanceof Finding.Reorg reorg
                    ? Optional.of(reorg.forkPoint().number())
                    : Optional.empty());
    if (forkPoint.isEmpty() && isOfOtherChain(cursor)) {
      LOG.warn("block {} and all before it are not on L1: it is indexed anew", cursor.number());
      writer.rollBack(OptionalLong.empty());
      return;
    }
    final long block =
        forkPoint
            .or(() -> store.read(tx -> below(tx, cursor, synced)))
            .orElseThrow(
                () ->
                    new TemporaryException(
                        "L1 has no block %d %s, nor another one in its place"
                            .formatted(cursor.number(), cursor.hash())));
    LOG.warn("L1 reorg: deposits and claims from block {} back to {}", cursor.number(), block);
    writer.rollBack(OptionalLong.of(block));
  }

  /** Every endpoint has others in the place of all that is indexed; one alone may be on a fork. */
  private boolean isOfOtherChain(final IndexedBlock cursor) {
    try {
      return l1.views().stream()
          .allMatch(view -> detector.compare(view, ref(cursor)) instanceof Finding.OtherChain);
    } catch (final L1EndpointException e) {
      return false;
    }
  }

  private static Optional<Long> below(
      final BridgeStore.Tx tx, final IndexedBlock cursor, final L1BlockRef synced) {
    return synced.number() < cursor.number()
        ? tx.atOrBelow(0, synced.number()).map(IndexedBlock::number)
        : Optional.empty();
  }

  private void index(final IndexedBlock cursor, final long head) {
    final Synced synced = synced(cursor, Math.min(head, cursor.number() + size.blocks()));
    final Round round = Round.begin();
    for (final L1View view : turns.order(l1.views())) {
      try {
        final Optional<IndexWindow> window =
            reader.read(view, cursor, synced.end(), synced.leaves());
        if (window.isEmpty()) {
          round.parted(view, "its blocks do not follow the indexed ones");
        } else if (isOfAnotherFork(synced, window.get())) {
          round.parted(view, "it is on another fork");
        } else {
          agreement.require(view, window.get());
          final IndexedBlock added = writer.add(cursor, window.get());
          size.used(window.get().events().size());
          stored(view, added, window.get());
          if (cursor.proven()) {
            round.blame();
          }
          return;
        }
      } catch (final L1EndpointException e) {
        round.failures().add(e.getMessage());
      } catch (final IncompleteIndexException e) {
        round.misfit(view, e.getMessage());
      } catch (final TemporaryException | CriticalException e) {
        throw e;
      } catch (final RuntimeException e) {
        // Whatever an endpoint answers: the others are asked, and the node goes on.
        LOG.warn(
            "what {} says of blocks {} to {}", view.name(), cursor.number() + 1, synced.end(), e);
        round.failures().add("%s: what it says cannot be used: %s".formatted(view.name(), e));
        view.failed(e.toString());
      }
    }
    if (!round.misfits().isEmpty() && !cursor.proven()) {
      readAgain(round);
    } else if (round.nothingFits()) {
      backToConfirmed(cursor, round);
    }
    size.failed();
    throw new TemporaryException(
        "blocks from %d on are not indexed: %s".formatted(cursor.number() + 1, round.text()));
  }

  private static boolean isOfAnotherFork(final Synced synced, final IndexWindow window) {
    return synced
        .atEnd()
        .filter(block -> block.number() == window.number())
        .filter(block -> !block.hash().equals(window.hash()))
        .isPresent();
  }

  /** Up to that block, or to one before it where there are many leaves. */
  private Synced synced(final IndexedBlock cursor, final long last) {
    final long firstLeaf =
        store.read(tx -> tx.lastCovering()).map(CoveringLeaf::index).orElse(0L) + 1;
    return state.read(
        tx -> {
          final List<L1InfoLeaf> leaves = new ArrayList<>();
          long end = last;
          long next = firstLeaf;
          List<L1InfoLeaf> page = tx.l1InfoLeaves().from(next, LEAF_PAGE);
          while (!page.isEmpty()) {
            leaves.addAll(page);
            if (leaves.size() > MANY_LEAVES) {
              end =
                  Math.min(
                      end, Math.max(cursor.number() + 1, leaves.get(MANY_LEAVES).l1Block() - 1));
            }
            next += LEAF_PAGE;
            page =
                page.getLast().l1Block() <= end
                    ? tx.l1InfoLeaves().from(next, LEAF_PAGE)
                    : List.of();
          }
          final long reached = end;
          leaves.removeIf(leaf -> leaf.l1Block() > reached);
          return new Synced(
              tx.l1Blocks().atOrBelow(reached).filter(block -> block.number() == reached),
              reached,
              leaves);
        });
  }

  private void stored(final L1View view, final IndexedBlock added, final IndexWindow window) {
    turns.readFrom(view);
    if (added.proven()) {
      turns.proven();
    }
    if (!window.leaves().isEmpty()
        && store
            .read(tx -> tx.lastCovering())
            .filter(leaf -> leaf.mainnetDeposits() == added.deposits())
            .isPresent()) {
      turns.confirmed();
    }
  }

  /** Everything up to the head is there: is it all? */
  private void arrived(final IndexedBlock cursor) {
    if (!cursor.proven()) {
      final Optional<Long> deposits = first(reader::depositsNow);
      if (deposits.filter(count -> count == cursor.deposits()).isEmpty()) {
        return;
      }
      writer.put(new IndexedBlock(0, cursor.number(), cursor.hash(), cursor.deposits(), true));
      turns.proven();
    }
    turns.arrived();
  }

  /** What is stored since the index was last proven may be what is not complete. */
  private void readAgain(final Round round) {
    turns.unprovenIsWrong();
    final long proven = store.read(tx -> tx.lastProven(0)).orElseThrow().number();
    LOG.warn("deposits and claims on L1 are read again from block {} on: {}", proven, round.text());
    writer.rollBack(OptionalLong.of(proven));
  }

  /**
   * The index was proven by the word of whom it was read from, and nobody's events go on from
   * there: what the synchronizer's leaves do not confirm is read again.
   */
  private void backToConfirmed(final IndexedBlock cursor, final Round round) {
    final long confirmed = store.read(tx -> tx.lastConfirmed()).orElseThrow().number();
    if (confirmed < cursor.number()) {
      LOG.warn("L1's bridge is indexed again from block {} on: {}", confirmed, round.text());
      turns.unconfirmedIsWrong(l1.views());
      writer.rollBack(OptionalLong.of(confirmed));
    }
  }

  /** The first answer that an endpoint has. */
  private <T> Optional<T> first(final Function<L1View, Optional<T>> question) {
    final List<String> failures = new ArrayList<>();
    for (final L1View view : l1.views()) {
      try {
        final Optional<T> answer = question.apply(view);
        if (answer.isPresent()) {
          return answer;
        }
      } catch (final L1EndpointException e) {
        failures.add(e.getMessage());
      }
    }
    if (failures.size() == l1.views().size()) {
      throw new TemporaryException(String.join("; ", failures));
    }
    return Optional.empty();
  }
}
