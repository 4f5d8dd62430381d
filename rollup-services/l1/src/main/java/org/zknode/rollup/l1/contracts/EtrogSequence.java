/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import java.util.Arrays;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.contracts.ElderberryAbi.SequenceCall;

/**
 * Sequences of a rollup that was upgraded from etrog (fork 7): its batches are encoded as
 * elderberry's, its sequenceBatches names neither the timestamp limit nor the batch before
 * (docs/spec/l1-contracts.md, "Sequences of etrog").
 */
final class EtrogSequence {
  private static final Function SEQUENCE_BATCHES =
      new Function("sequenceBatches((bytes,bytes32,uint64,bytes32)[],address)");
  static final Bytes SELECTOR = Bytes.wrap(SEQUENCE_BATCHES.selector());

  private EtrogSequence() {}

  /**
   * Decodes the calldata of a sequencing transaction of etrog or elderberry.
   *
   * @param lastBatch what its event says
   * @param l1Timestamp of its L1 block, seconds: the timestamp limit on etrog
   * @throws IllegalArgumentException other method or malformed arguments
   */
  static SequenceCall decode(final Bytes calldata, final long lastBatch, final long l1Timestamp) {
    if (calldata.size() < Function.SELECTOR_LEN
        || !calldata.slice(0, Function.SELECTOR_LEN).equals(SELECTOR)) {
      return ElderberryAbi.decodeSequenceBatches(calldata);
    }
    final Tuple args =
        ElderberryAbi.decode(SEQUENCE_BATCHES.getInputs(), calldata.slice(Function.SELECTOR_LEN));
    final Tuple[] tuples = args.get(0);
    final List<SequencedBatch> batches = Arrays.stream(tuples).map(ElderberryAbi::batch).toList();
    return new SequenceCall(
        batches, l1Timestamp, lastBatch - batches.size(), ElderberryAbi.address(args.get(1)));
  }
}
