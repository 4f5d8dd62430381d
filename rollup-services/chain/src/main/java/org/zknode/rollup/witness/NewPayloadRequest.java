/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import static org.zknode.rollup.witness.Ssz.VARIABLE;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A block with what a consensus layer says besides, from Prague on.
 *
 * @param versionedHashes of blobs; a rollup has none
 * @param parentBeaconBlockRoot the L1 info root of a rollup's block
 * @param deposits SSZ of each request; a rollup has none of the three kinds
 */
public record NewPayloadRequest(
    ExecutionPayload payload,
    List<Bytes> versionedHashes,
    Bytes32 parentBeaconBlockRoot,
    List<Bytes> deposits,
    List<Bytes> withdrawals,
    List<Bytes> consolidations) {
  private static final int DEPOSIT = 192;
  private static final int WITHDRAWAL = 76;
  private static final int CONSOLIDATION = 116;
  private static final int[] SIZES = {VARIABLE, VARIABLE, Bytes32.SIZE, VARIABLE};
  private static final int[] REQUESTS = {VARIABLE, VARIABLE, VARIABLE};

  public NewPayloadRequest {
    versionedHashes = List.copyOf(versionedHashes);
    deposits = List.copyOf(deposits);
    withdrawals = List.copyOf(withdrawals);
    consolidations = List.copyOf(consolidations);
  }

  /** Of a block of a rollup, which has no blobs and no requests. */
  public NewPayloadRequest(final ExecutionPayload payload, final Bytes32 parentBeaconBlockRoot) {
    this(payload, List.of(), parentBeaconBlockRoot, List.of(), List.of(), List.of());
  }

  Bytes encode() {
    return Ssz.container(
        SIZES,
        payload.encode(),
        Bytes.concatenate(versionedHashes),
        parentBeaconBlockRoot,
        Ssz.container(
            REQUESTS,
            Bytes.concatenate(deposits),
            Bytes.concatenate(withdrawals),
            Bytes.concatenate(consolidations)));
  }

  static NewPayloadRequest decode(final Bytes encoded) throws SszException {
    final List<Bytes> fields = Ssz.fields("the payload request", SIZES, encoded);
    final List<Bytes> requests = Ssz.fields("the requests", REQUESTS, fields.get(3));
    return new NewPayloadRequest(
        ExecutionPayload.decode(fields.get(0)),
        Ssz.items("the versioned hashes", Bytes32.SIZE, fields.get(1)),
        Bytes32.wrap(fields.get(2)),
        Ssz.items("the deposits", DEPOSIT, requests.get(0)),
        Ssz.items("the withdrawal requests", WITHDRAWAL, requests.get(1)),
        Ssz.items("the consolidations", CONSOLIDATION, requests.get(2)));
  }
}
