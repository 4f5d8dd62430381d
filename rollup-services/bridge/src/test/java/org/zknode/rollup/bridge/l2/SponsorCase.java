/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.SponsorLimits;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.Resources;

/**
 * Deposits of L1 that can be claimed, and a sponsor who looks at them. Amounts are the deposits'
 * numbers.
 */
abstract class SponsorCase {
  static final Address BRIDGE = Address.fromHex("0x" + "0b".repeat(20));
  static final long GAS_PER_CLAIM = 200_000;
  static final ClaimBounds BOUNDS =
      new ClaimBounds(new Resources(1 << 30, 2145, 9000, 9000, 9000, 9000, 9000), 10_000);

  final L2Kit kit = new L2Kit();
  final L2Account account = kit.account();
  final List<Deposit> claimable = new ArrayList<>();
  final Map<Bytes, CallOutcome> outcomes = new HashMap<>();
  final List<ClaimableDeposit> failures = new ArrayList<>();
  final Set<Address> withCode = new HashSet<>();
  int estimates;
  int depositsRead;
  Optional<Deposit> meanwhile = Optional.empty();

  ClaimSponsor sponsor(final boolean messages, final DailyLimit limit) {
    account.settle();
    return new ClaimSponsor(
        view(),
        new Estimating(),
        BRIDGE,
        new SponsorLimits(GAS_PER_CLAIM, messages, limit),
        BOUNDS,
        kit,
        failures::add,
        account,
        kit.status,
        kit.clock,
        kit.metrics);
  }

  ClaimSponsor sponsor() {
    return sponsor(false, L2Kit.PLENTY);
  }

  final class Estimating extends ForwardingEngine {
    Estimating() {
      super(kit.engine);
    }

    @Override
    public ChainReader reader() {
      return (ChainReader)
          Proxy.newProxyInstance(
              ChainReader.class.getClassLoader(),
              new Class<?>[] {ChainReader.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("code")) {
                  return withCode.contains(arguments[0]) ? Bytes.of(1) : Bytes.EMPTY;
                }
                estimates++;
                return outcomes.getOrDefault(
                    ((CallRequest) arguments[0]).data(),
                    new CallOutcome.Success(80_000, Optional.empty()));
              });
    }
  }

  BridgeView view() {
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "ownNetwork" -> 1L;
                  case "claimable" ->
                      claimable.stream()
                          .filter(
                              deposit ->
                                  ((Set<?>) arguments[2]).contains(deposit.leaf().leafType()))
                          .filter(deposit -> deposit.depositCount() >= (long) arguments[3])
                          .map(ClaimableDeposit::of)
                          .filter(deposit -> !failures.contains(deposit))
                          .limit((int) arguments[4])
                          .toList();
                  case "deposit" -> {
                    depositsRead++;
                    yield meanwhile.or(
                        () ->
                            claimable.stream()
                                .filter(deposit -> deposit.depositCount() == (long) arguments[1])
                                .findFirst());
                  }
                  case "proof" -> new ProofAnswer.Found(PROOF);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  static final ExitProof PROOF =
      new ExitProof(
          Collections.nCopies(32, Bytes32.ZERO),
          ExitProof.NO_ROLLUP,
          Bytes32.ZERO,
          Bytes32.ZERO,
          0);

  void deposit(final LeafType type, final long count) {
    deposit(type, count, Bytes.EMPTY);
  }

  void deposit(final LeafType type, final long count, final Bytes metadata) {
    claimable.add(
        new Deposit(
            new ExitLeaf(
                type, 0, Address.ZERO, 1, Address.ZERO, BigInteger.valueOf(count), metadata),
            new EventPlace(0, 1, Bytes32.ZERO, 1, Bytes32.ZERO, count),
            count,
            true,
            Optional.empty()));
  }

  void assets(final int first, final int count) {
    for (int i = first; i < first + count; i++) {
      deposit(LeafType.ASSET, i);
    }
  }

  Bytes claim(final int position) {
    final Deposit deposit = claimable.get(position);
    return BridgeCalls.claim(deposit.leaf(), deposit.globalIndex(), PROOF);
  }

  void estimate(final int position, final CallOutcome outcome) {
    outcomes.put(claim(position), outcome);
  }

  static CallOutcome reverts(final String data) {
    return new CallOutcome.Reverted(1, Bytes.fromHexString(data), Optional.empty());
  }

  List<Bytes> sent() {
    return kit.pool.stream().map(transaction -> transaction.data()).toList();
  }
}
