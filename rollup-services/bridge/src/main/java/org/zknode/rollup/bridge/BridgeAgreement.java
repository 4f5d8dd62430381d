/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeEvent.Claimed;
import org.zknode.rollup.bridge.BridgeEvent.Wrapped;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Majority;
import org.zknode.rollup.l1.L1View;

/**
 * Whether the bridge on L1 has the claims and the wrapped tokens that a window's events tell, by
 * the word of whom they are from and of the other endpoints. Nothing else shows what is made up:
 * the contract counts neither, and no exit root comes of them.
 */
final class BridgeAgreement {
  private final BridgeState state;
  private final L1Majority majority;

  BridgeAgreement(final L1Client l1, final BridgeContracts contracts) {
    this.state = new BridgeState(contracts.l1Bridge());
    this.majority = new L1Majority(l1);
  }

  /**
   * None is asked about a window without claims and tokens.
   *
   * @param view where the window is from
   * @throws L1EndpointException the bridge does not have them, or the endpoints differ about that
   */
  void require(final L1View view, final IndexWindow window) {
    final Set<GlobalIndex> claims =
        window.of(Claimed.class).stream()
            .map(event -> event.claim().globalIndex())
            .collect(Collectors.toSet());
    final List<TokenWrapped> tokens =
        window.of(Wrapped.class).stream().map(Wrapped::token).toList();
    if (claims.isEmpty() && tokens.isEmpty()) {
      return;
    }
    final Optional<String> misfit = difference(view, window.number(), claims, tokens);
    if (misfit.isPresent()) {
      final String why =
          "of what its events tell up to block %d its bridge has %s"
              .formatted(window.number(), misfit.get());
      view.failed(why);
      throw new L1EndpointException(view.name(), why);
    }
    majority.require(
        view,
        window.number(),
        window.hash(),
        other -> difference(other, window.number(), claims, tokens));
  }

  private Optional<String> difference(
      final L1View l1,
      final long block,
      final Set<GlobalIndex> claims,
      final List<TokenWrapped> tokens) {
    final long readable = state.readable(l1, block);
    final Set<GlobalIndex> claimed = state.claimed(l1, claims, readable);
    final Map<BridgeState.Token, Address> wrapped =
        state.wrapped(
            l1, tokens.stream().map(BridgeAgreement::token).collect(Collectors.toSet()), readable);
    return claims.stream()
        .filter(leaf -> !claimed.contains(leaf))
        .findFirst()
        .map(
            leaf ->
                "no claim of deposit %d of network %d".formatted(leaf.leafIndex(), leaf.network()))
        .or(
            () ->
                tokens.stream()
                    .filter(token -> !token.wrappedToken().equals(wrapped.get(token(token))))
                    .findFirst()
                    .map(
                        token ->
                            "%s instead of %s for token %s of network %d"
                                .formatted(
                                    wrapped.get(token(token)),
                                    token.wrappedToken(),
                                    token.originToken(),
                                    token.originNetwork())));
  }

  private static BridgeState.Token token(final TokenWrapped token) {
    return new BridgeState.Token(token.originNetwork(), token.originToken());
  }
}
