/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.CallRecorder;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.TraceLimits;

/** Executes canonical blocks again and tells their calls. */
final class BesuTraces {
  private final Blockchain chain;
  private final BesuStates states;
  private final BlockExecutor executor;

  BesuTraces(final Blockchain chain, final BesuStates states, final BlockExecutor executor) {
    this.chain = chain;
    this.states = states;
    this.executor = executor;
  }

  List<CallTrace> trace(final BlockHeader header, final int index, final TraceLimits limits) {
    final Recorded recorded = new Recorded(new CallRecorder(limits));
    final int[] next = {0};
    final List<Bytes> transactions = transactions(header);
    execute(
        header,
        transactions.subList(0, index + 1),
        TransactionMeter.observedBy(
            () -> next[0]++ == index ? new CallTracer(recorded) : OperationTracer.NO_TRACING));
    return recorded.recorder().calls();
  }

  List<CallSummary> summaries(final BlockHeader header) {
    final List<Summarized> summaries = new ArrayList<>();
    execute(
        header,
        transactions(header),
        TransactionMeter.observedBy(
            () -> {
              final Summarized next = new Summarized(new CallSummary.Builder());
              summaries.add(next);
              return new CallTracer(next);
            }));
    return summaries.stream().map(each -> each.builder().build()).toList();
  }

  private List<Bytes> transactions(final BlockHeader header) {
    return BesuBlocks.body(chain, header.getHash())
        .orElseThrow(
            () -> new EngineException("block %d has no body".formatted(header.getNumber())))
        .getTransactions()
        .stream()
        .map(BesuTransactions::envelope)
        .toList();
  }

  private void execute(
      final BlockHeader header, final List<Bytes> transactions, final TransactionMeter meter) {
    if (transactions.isEmpty()) {
      return;
    }
    final BlockHeader parent =
        chain
            .getBlockHeader(header.getNumber() - 1)
            .orElseThrow(
                () -> new EngineException("no block before %d".formatted(header.getNumber())));
    try (MutableWorldState state = states.after(parent)) {
      executor.execute(
          state,
          parent,
          attributes(header),
          transactions,
          TransactionBatchDecoder.decodeAside(transactions),
          BlockExecutor.canonical(chain),
          meter,
          // What is left out of the state would give another one; nobody looks at it.
          worldState -> parent.getStateRoot());
    } catch (final EngineException e) {
      throw e;
    } catch (final Exception | LinkageError e) {
      throw new EngineException("block %d could not be traced".formatted(header.getNumber()), e);
    }
  }

  private static BlockAttributes attributes(final BlockHeader header) {
    return new BlockAttributes(
        header.getNumber(),
        BesuBlocks.toBytes32(header.getParentHash()),
        header.getTimestamp(),
        new Address(header.getCoinbase().getBytes()),
        header.getGasLimit(),
        0,
        header.getParentBeaconBlockRoot().orElse(Bytes32.ZERO));
  }

  private record Recorded(CallRecorder recorder) implements CallTracer.Calls {
    @Override
    public int enter(final CallTrace call) {
      return recorder.enter(call);
    }

    @Override
    public void leave(final int place, final Bytes output) {
      recorder.leave(place, output);
    }

    @Override
    public void drop(final int place) {
      recorder.drop(place);
    }
  }

  private record Summarized(CallSummary.Builder builder) implements CallTracer.Calls {
    @Override
    public int enter(final CallTrace call) {
      builder.add(call.kind(), call.from(), call.to());
      return 0;
    }

    @Override
    public void leave(final int place, final Bytes output) {
      // Only who took part counts.
    }

    /** Named it was, as in a call that failed. */
    @Override
    public void drop(final int place) {
      // Likewise.
    }
  }
}
