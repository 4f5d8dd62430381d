/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.proto.aggregator.v1.PublicInputsExtended;
import org.zknode.rollup.chain.SnarkInput;

/**
 * The proof that the dev verifier contract takes: word 0 = keccak("zknode-dev-proof-v1" ‖ public
 * signal), 23 zero words. It binds the public input and proves nothing else.
 */
final class FinalDevProof {
  private static final Bytes PREFIX =
      Bytes.wrap("zknode-dev-proof-v1".getBytes(StandardCharsets.US_ASCII));
  private static final int ZERO_WORDS = 23;

  private FinalDevProof() {}

  static FinalProof of(final RecursiveDevProof proof, final Address aggregator) {
    final SnarkInput input =
        new SnarkInput(
            aggregator,
            proof.oldStateRoot(),
            proof.oldAccInputHash(),
            proof.from() - 1,
            proof.chainId(),
            proof.forkId(),
            proof.newStateRoot(),
            proof.newAccInputHash(),
            proof.newLocalExitRoot(),
            proof.to());
    final Bytes32 first = Keccak256.hash(PREFIX, UInt256.valueOf(input.publicSignal()));
    final Bytes words = Bytes.concatenate(first, Bytes.wrap(new byte[ZERO_WORDS * Bytes32.SIZE]));
    return FinalProof.newBuilder()
        .setProof(words.toHexString())
        .setPublic(
            PublicInputsExtended.newBuilder()
                .setPublicInputs(
                    PublicInputs.newBuilder()
                        .setOldStateRoot(proto(proof.oldStateRoot()))
                        .setOldAccInputHash(proto(proof.oldAccInputHash()))
                        .setOldBatchNum(proof.from() - 1)
                        .setChainId(proof.chainId())
                        .setForkId(proof.forkId())
                        .setAggregatorAddr(aggregator.toString()))
                .setNewStateRoot(proto(proof.newStateRoot()))
                .setNewAccInputHash(proto(proof.newAccInputHash()))
                .setNewLocalExitRoot(proto(proof.newLocalExitRoot()))
                .setNewBatchNum(proof.to()))
        .build();
  }

  private static ByteString proto(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }
}
