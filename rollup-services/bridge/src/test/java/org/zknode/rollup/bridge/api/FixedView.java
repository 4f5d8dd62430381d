/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.TokenWrapped;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1InfoLeaf;

/** One deposit of each network, a claim and a token; and what was asked last. */
final class FixedView implements BridgeView {
  static final Address USER = Address.fromHex("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
  static final Address TOKEN = Address.fromHex("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359");
  static final Bytes32 GER = Bytes32.repeat((byte) 0x11);
  static final BigInteger HUGE = BigInteger.ONE.shiftLeft(200);

  Optional<Bytes32> claimed = Optional.empty();
  boolean down;
  ProofAnswer.WaitsFor waitsFor = ProofAnswer.WaitsFor.L2_BLOCK;
  String asked = "";

  private void touch(final String question) {
    if (down) {
      throw new TemporaryException("the state DB does not answer");
    }
    asked = question;
  }

  static EventPlace place(final long network) {
    return new EventPlace(
        network, 1L << 40, Bytes32.repeat((byte) 2), 1_700_000_000, Bytes32.repeat((byte) 3), 4);
  }

  private Deposit of(final long network) {
    return new Deposit(
        new ExitLeaf(
            ExitLeaf.LeafType.ASSET, 0, Address.ZERO, 1 - network, USER, HUGE, Bytes.EMPTY),
        place(network),
        7,
        claimed.isPresent(),
        claimed);
  }

  @Override
  public long ownNetwork() {
    return 1;
  }

  @Override
  public List<IndexPosition> positions() {
    return List.of(
        new IndexPosition(0, 10, Bytes32.ZERO, 8), new IndexPosition(1, 20, Bytes32.ZERO, 9));
  }

  @Override
  public Page<Deposit> depositsTo(final Address destination, final long offset, final int limit) {
    touch("deposits %s %d %d".formatted(destination, offset, limit));
    return new Page<>(List.of(of(1), of(0)), 1L << 35);
  }

  @Override
  public Optional<Deposit> deposit(final long network, final long depositCount) {
    touch("deposit %d %d".formatted(network, depositCount));
    return depositCount == 7 ? Optional.of(of(network)) : Optional.empty();
  }

  @Override
  public Page<Claim> claimsTo(final Address destination, final long offset, final int limit) {
    touch("claims %s %d %d".formatted(destination, offset, limit));
    return destination.equals(USER)
        ? new Page<>(
            List.of(
                new Claim(
                    place(0), BigInteger.valueOf((4L << 32) + 9).setBit(99), 0, TOKEN, USER, HUGE)),
            1)
        : new Page<>(List.of(), 0);
  }

  @Override
  public Page<Deposit> pending(
      final Optional<Address> destination,
      final long destinationNetwork,
      final ExitLeaf.LeafType leafType,
      final long offset,
      final int limit) {
    touch(
        "pending %s %d %s %d %d"
            .formatted(destination, destinationNetwork, leafType, offset, limit));
    return new Page<>(List.of(), 0);
  }

  @Override
  public List<ClaimableDeposit> claimable(
      final long network,
      final long destinationNetwork,
      final Set<ExitLeaf.LeafType> leafTypes,
      final long fromDepositCount,
      final int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong provenOnL1(final long depositCount) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TokenWrapped> wrappedTokens(final long originNetwork, final Address originToken) {
    touch("wrapped %d %s".formatted(originNetwork, originToken));
    return originNetwork == 0
        ? List.of(
            new TokenWrapped(
                place(1),
                0,
                originToken,
                USER,
                Bytes.wrap(
                    com.esaulpaugh.headlong.abi.TupleType.parse("(string,string,uint8)")
                        .encode(com.esaulpaugh.headlong.abi.Tuple.of("Dai", "DAI", 18))
                        .array())))
        : List.of();
  }

  @Override
  public ProofAnswer proof(final long network, final long depositCount) {
    touch("proof %d %d".formatted(network, depositCount));
    if (depositCount > 7) {
      return depositCount == 8
          ? new ProofAnswer.NotCovered(network, depositCount, 8, waitsFor)
          : new ProofAnswer.NoDeposit(network, depositCount);
    }
    return new ProofAnswer.Found(
        new ExitProof(
            Collections.nCopies(32, Bytes32.repeat((byte) 5)),
            ExitProof.NO_ROLLUP,
            Bytes32.repeat((byte) 6),
            Bytes32.repeat((byte) 7),
            3));
  }

  @Override
  public ProofAnswer proof(
      final long network, final long depositCount, final Bytes32 globalExitRoot) {
    touch("proof %d %d %s".formatted(network, depositCount, globalExitRoot));
    return globalExitRoot.equals(GER)
        ? proof(network, depositCount)
        : new ProofAnswer.NoGlobalExitRoot(globalExitRoot);
  }

  @Override
  public List<L1InfoLeaf> missingOnL2(final int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOnL2(final Bytes32 globalExitRoot) {
    throw new UnsupportedOperationException();
  }
}
