/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.L1InfoTree;

/** Leaves of the L1 info tree, proven in the tree of a batch's root. Index 1 is the first leaf. */
final class L1InfoLeaves {
  private L1InfoLeaves() {}

  /**
   * The root of the tree when that leaf was the last one.
   *
   * @return empty when the tree has no such leaf
   * @throws RefusedInputException neither of both is proven
   */
  static Optional<Bytes32> rootAfter(
      final PublicInputs inputs, final long index, final Bytes32 root)
      throws RefusedInputException {
    final L1Data data = inputs.getL1InfoTreeDataMap().get((int) index);
    if (data != null) {
      final List<Bytes32> siblings = proven(index, data, root);
      return Optional.of(rootAfter(leaf(data), index - 1, siblings));
    }
    for (final Map.Entry<Integer, L1Data> other : inputs.getL1InfoTreeDataMap().entrySet()) {
      final long last = Integer.toUnsignedLong(other.getKey());
      final List<Bytes32> siblings = proven(last, other.getValue(), root);
      if (last < index && rootAfter(leaf(other.getValue()), last - 1, siblings).equals(root)) {
        return Optional.empty();
      }
    }
    throw new RefusedInputException("no L1 info tree leaf %d was sent".formatted(index));
  }

  private static Bytes32 leaf(final L1Data data) throws RefusedInputException {
    return L1InfoTree.leaf(
        BatchInput.hash("globalExitRoot", data.getGlobalExitRoot()),
        BatchInput.hash("blockhashL1", data.getBlockhashL1()),
        Integer.toUnsignedLong(data.getMinTimestamp()));
  }

  private static List<Bytes32> proven(final long index, final L1Data data, final Bytes32 root)
      throws RefusedInputException {
    final List<Bytes32> siblings = new ArrayList<>();
    for (final ByteString sibling : data.getSmtProofList()) {
      siblings.add(BatchInput.hash("smtProof", sibling));
    }
    if (!L1InfoTree.verify(leaf(data), index - 1, siblings, root)) {
      throw new RefusedInputException(
          "L1 info tree leaf %d is not under root %s".formatted(index, root));
    }
    return siblings;
  }

  /** What was on the right of the leaf came after it. */
  private static Bytes32 rootAfter(
      final Bytes32 leaf, final long position, final List<Bytes32> siblings) {
    Bytes32 node = leaf;
    for (int height = 0; height < L1InfoTree.HEIGHT; height++) {
      node =
          (position >>> height & 1) == 1
              ? Keccak256.hash(siblings.get(height), node)
              : Keccak256.hash(node, L1InfoTree.zeroHash(height));
    }
    return node;
  }
}
