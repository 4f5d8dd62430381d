/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.sequencer.BlockPromises.Promised;
import org.zknode.rollup.sequencer.ChainJournal.OpenBatch;
import org.zknode.rollup.sequencer.ChainJournal.Position;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.L1InfoLeaf;

/**
 * Opens, fills and seals blocks of users' transactions. Header fields are fixed, and durable, when
 * a block is opened; what was promised of it is built again by whoever has the state DB
 * (docs/concepts/preconfirmations.md).
 */
final class BlockAssembler {
  private static final Logger LOG = LoggerFactory.getLogger(BlockAssembler.class);

  private static final Selection NOBODYS_CHOICE = new Selection(List.of(), List.of(), false);

  private final SequencerContext context;
  private final BatchLimits limits;
  private final ChainJournal journal;
  private final BlockPromises promises;
  private final EarlyClosings early;
  private final NextL1InfoLeaf leaves;
  private final WorkLimits work;
  private final BlockPhases phases;

  BlockAssembler(
      final SequencerContext context,
      final BatchLimits limits,
      final ChainJournal journal,
      final BlockPromises promises,
      final EarlyClosings early,
      final BlockPhases phases) {
    this.context = context;
    this.limits = limits;
    this.journal = journal;
    this.promises = promises;
    this.early = early;
    this.phases = phases;
    this.leaves =
        new NextL1InfoLeaf(context.store(), context.config().forcedBatches().l1Confirmations());
    this.work =
        WorkLimits.of(
            context.config().blockTime(), context.chain().blockGasLimit(), context.nanoTime());
  }

  /**
   * Opens the block after the head.
   *
   * @return empty when something is promised of that block: see {@link #promised}
   */
  Optional<Assembly> open(final L2Block head, final Position position, final long timestamp) {
    final Optional<L1InfoLeaf> leaf = leaves.find(position.highestL1InfoTreeIndex(), timestamp);
    final BlockIntent intent =
        new BlockIntent(
            head.number() + 1,
            head.hash(),
            timestamp,
            position.nextBatch(),
            leaf.map(L1InfoLeaf::index).orElse(0L));
    if (!promises.intend(intent)) {
      return Optional.empty();
    }
    final boolean sparing = !early.mayEnd(position.nextBatch());
    final Room room = room(position);
    final OpenBlock block =
        context
            .engine()
            .open(
                attributes(intent, leaf.map(L1InfoLeaf::l1InfoRoot).orElse(Bytes32.ZERO)),
                limits.budget(position.used(), room, work, sparing));
    return Optional.of(new Assembly(head, position, intent, block, room, sparing));
  }

  /**
   * The block after the head as far as it was promised, by this process or by one before, executed
   * again; nothing more goes into it.
   *
   * @return empty when nothing was promised, or when the promise cannot be kept any more
   */
  Optional<Assembly> promised(final L2Block head, final Position position) {
    final Optional<Promised> promised = promises.promised(head.number() + 1);
    if (promised.isEmpty()) {
      return Optional.empty();
    }
    final BlockIntent intended = promised.get().intent();
    if (!intended.parentHash().equals(head.hash())
        || position.open().filter(OpenBatch::isForced).isPresent()) {
      // Nobody can keep it; it goes when another block is intended in its place.
      return Optional.empty();
    }
    final BlockIntent intent =
        new BlockIntent(
            intended.number(),
            intended.parentHash(),
            intended.timestamp(),
            position.nextBatch(),
            intended.l1InfoTreeIndex());
    final OpenBlock block =
        context
            .engine()
            .open(
                attributes(intent, rootOf(intent.l1InfoTreeIndex())),
                // A promise is kept whatever the limits are by now.
                ResourceBudget.unlimited());
    final Assembly assembly = new Assembly(head, position, intent, block, room(position), true);
    final Appended appended =
        append(
            assembly,
            NOBODYS_CHOICE,
            promised.get().transactions().stream().map(this::decoded).toList(),
            OpenBlock.NO_LIMIT);
    assembly.promised(promised.get().slices());
    if (!appended.skipped().isEmpty()) {
      journal.event(
          "PRECONFIRMATIONS_BROKEN",
          "block %d: %d of %d transactions that were preconfirmed cannot be executed again, the first: %s"
              .formatted(
                  intent.number(),
                  appended.skipped().size(),
                  promised.get().transactions().size(),
                  appended.skipped().getFirst().reason()));
    }
    LOG.info(
        "block {} is built from {} slices with {} transactions that were preconfirmed before",
        intent.number(),
        assembly.slices(),
        assembly.size());
    return Optional.of(assembly);
  }

  private DecodedTransaction decoded(final Bytes raw) {
    return context.engine().decode(raw, SignedTransaction.decode(raw).sender());
  }

  /** The synchronizer follows an L1 reorg, or reads L1 again: the leaf comes back. */
  private Bytes32 rootOf(final long index) {
    return index == 0
        ? Bytes32.ZERO
        : context
            .store()
            .read(tx -> tx.l1InfoLeaves().find(index))
            .map(L1InfoLeaf::l1InfoRoot)
            .orElseThrow(
                () ->
                    new TemporaryException(
                        "L1 info tree leaf %d of a block that was promised is not known"
                            .formatted(index)));
  }

  private BlockAttributes attributes(final BlockIntent intent, final Bytes32 l1InfoRoot) {
    return new BlockAttributes(
        intent.number(),
        intent.parentHash(),
        intent.timestamp(),
        context.chain().coinbase(),
        context.chain().blockGasLimit(),
        intent.l1InfoTreeIndex(),
        l1InfoRoot);
  }

  /**
   * Executes what was chosen.
   *
   * @param longest after this long no further transaction is begun
   */
  Appended append(final Assembly assembly, final Selection selection, final Duration longest) {
    return append(assembly, selection, selection.forEngine(), longest);
  }

  private Appended append(
      final Assembly assembly,
      final Selection selection,
      final List<DecodedTransaction> transactions,
      final Duration longest) {
    final Appended appended =
        phases.timed(Phase.EXECUTE, () -> assembly.block().append(transactions, longest));
    assembly.appended(selection, appended);
    return appended;
  }

  /** The block is the head, and nothing else knows it yet. */
  BlockResult seal(final Assembly assembly) {
    return phases.timed(Phase.SEAL, () -> assembly.block().seal());
  }

  /** What the open batch has left. */
  Room room(final Position position) {
    return limits.room(
        position.open().map(open -> open.batch().batchL2Data().size()).orElse(0),
        position.open().map(OpenBatch::transactions).orElse(0));
  }
}
