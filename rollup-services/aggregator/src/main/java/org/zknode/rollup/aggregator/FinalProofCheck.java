/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.proto.aggregator.v1.PublicInputsExtended;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/** Compares what a final proof claims with our own state, before L1's fees are spent on it. */
final class FinalProofCheck {
  private static final Pattern PROOF =
      Pattern.compile("0x[0-9a-fA-F]{%d}".formatted(ElderberryAbi.PROOF_WORDS * 64));

  private final ChainConfig chain;
  private final Address aggregator;

  FinalProofCheck(final ChainConfig chain, final Address aggregator) {
    this.chain = chain;
    this.aggregator = aggregator;
  }

  /**
   * What differs, one text per field; empty when the proof may be sent.
   *
   * @param localExitRoot after the range
   */
  List<String> differences(
      final FinalProof proof,
      final BatchRange range,
      final BatchState before,
      final BatchState after,
      final Bytes32 localExitRoot) {
    final List<String> found = new ArrayList<>();
    final PublicInputsExtended extended = proof.getPublic();
    final PublicInputs inputs = extended.getPublicInputs();
    compare(found, "oldBatchNum", range.from() - 1, inputs.getOldBatchNum());
    compare(found, "newBatchNum", range.to(), extended.getNewBatchNum());
    compare(found, "chainId", chain.l2ChainId(), inputs.getChainId());
    compare(found, "forkId", chain.forkId(), inputs.getForkId());
    compare(found, "oldStateRoot", before.stateRoot(), hex(inputs.getOldStateRoot()));
    compare(found, "oldAccInputHash", before.accInputHash(), hex(inputs.getOldAccInputHash()));
    compare(found, "newStateRoot", after.stateRoot(), hex(extended.getNewStateRoot()));
    compare(found, "newAccInputHash", after.accInputHash(), hex(extended.getNewAccInputHash()));
    compare(found, "newLocalExitRoot", localExitRoot, hex(extended.getNewLocalExitRoot()));
    compare(
        found,
        "aggregator",
        aggregator,
        inputs.getAggregatorAddr().toLowerCase(java.util.Locale.ROOT));
    if (!PROOF.matcher(proof.getProof()).matches()) {
      found.add(
          "proof is not 0x and %d words of 32 bytes, it has %d characters"
              .formatted(ElderberryAbi.PROOF_WORDS, proof.getProof().length()));
    }
    return found;
  }

  /** The words of a proof that passed. */
  static List<Bytes32> words(final FinalProof proof) {
    final Bytes bytes = Bytes.fromHexString(proof.getProof());
    final List<Bytes32> words = new ArrayList<>(ElderberryAbi.PROOF_WORDS);
    for (int word = 0; word < ElderberryAbi.PROOF_WORDS; word++) {
      words.add(Bytes32.wrap(bytes.slice(word * Bytes32.SIZE, Bytes32.SIZE)));
    }
    return words;
  }

  private static String hex(final ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray()).toHexString();
  }

  private static void compare(
      final List<String> found, final String field, final Object ours, final Object theirs) {
    if (!ours.toString().equals(theirs.toString())) {
      found.add("%s is %s, ours %s".formatted(field, theirs, ours));
    }
  }
}
