/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L1InfoTree;

/** Arguments of claimAsset and claimMessage; the withers make what must be refused. */
record Claim(
    List<Bytes32> localProof,
    List<Bytes32> rollupProof,
    BigInteger globalIndex,
    Bytes32 mainnetExitRoot,
    Bytes32 rollupExitRoot,
    Deposit deposit) {
  static final BigInteger MAINNET_FLAG = BigInteger.ONE.shiftLeft(64);
  static final List<Bytes32> NO_PROOF = Collections.nCopies(L1InfoTree.HEIGHT, Bytes32.ZERO);

  Object[] args() {
    return new Object[] {
      localProof,
      rollupProof,
      globalIndex,
      mainnetExitRoot,
      rollupExitRoot,
      deposit.originNetwork(),
      deposit.originAddress(),
      deposit.destinationNetwork(),
      deposit.destinationAddress(),
      deposit.amount(),
      deposit.metadata()
    };
  }

  String function() {
    return deposit.leafType() == Deposit.ASSET ? "claimAsset" : "claimMessage";
  }

  Anvil.Receipt at(final Contract bridge, final Address from) {
    return bridge.send(from, function(), args());
  }

  void refusedBy(final Contract bridge, final Address from, final String error) {
    bridge.refuses(error, from, function(), args());
  }

  Claim index(final BigInteger index) {
    return new Claim(localProof, rollupProof, index, mainnetExitRoot, rollupExitRoot, deposit);
  }

  Claim proof(final List<Bytes32> local, final List<Bytes32> rollup) {
    return new Claim(local, rollup, globalIndex, mainnetExitRoot, rollupExitRoot, deposit);
  }

  Claim roots(final Bytes32 mainnet, final Bytes32 rollup) {
    return new Claim(localProof, rollupProof, globalIndex, mainnet, rollup, deposit);
  }

  Claim amount(final BigInteger amount) {
    return of(deposit.originNetwork(), deposit.destinationNetwork(), amount, deposit.metadata());
  }

  Claim metadata(final Bytes metadata) {
    return of(deposit.originNetwork(), deposit.destinationNetwork(), deposit.amount(), metadata);
  }

  Claim originNetwork(final long network) {
    return of(network, deposit.destinationNetwork(), deposit.amount(), deposit.metadata());
  }

  Claim destinationNetwork(final long network) {
    return of(deposit.originNetwork(), network, deposit.amount(), deposit.metadata());
  }

  /** The same as if it were of the other type. */
  Claim otherType() {
    return new Claim(
        localProof,
        rollupProof,
        globalIndex,
        mainnetExitRoot,
        rollupExitRoot,
        new Deposit(
            1 - deposit.leafType(),
            deposit.originNetwork(),
            deposit.originAddress(),
            deposit.destinationNetwork(),
            deposit.destinationAddress(),
            deposit.amount(),
            deposit.metadata(),
            deposit.depositCount()));
  }

  private Claim of(
      final long origin, final long destination, final BigInteger amount, final Bytes metadata) {
    return new Claim(
        localProof,
        rollupProof,
        globalIndex,
        mainnetExitRoot,
        rollupExitRoot,
        new Deposit(
            deposit.leafType(),
            origin,
            deposit.originAddress(),
            destination,
            deposit.destinationAddress(),
            amount,
            metadata,
            deposit.depositCount()));
  }
}
