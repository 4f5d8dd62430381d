/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.BridgeView.Page;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.TokenWrapped;
import org.zknode.rollup.bridge.api.ApiException.Code;
import org.zknode.rollup.service.TemporaryException;

/**
 * The questions that clients of a bridge ask, whatever they ask by (docs/spec/bridge.md, "REST
 * interface"). Answers are what Jackson writes as JSON objects.
 */
public final class BridgeApi {
  /** Of the interface, as the bridge service of Polygon answers it. */
  public static final String VERSION = "v1";

  /** Seconds in which what has happened on a network is usually indexed. */
  private static final int RETRY_INDEX = 15;

  /** Seconds in which L2 usually gets to know what happened on L1. */
  private static final int RETRY_FROM_L1 = 15;

  /** Seconds in which L1 may have verified another batch. */
  private static final int RETRY_FROM_L2 = 60;

  /** Seconds in which a node that does not follow L1 perhaps does again. */
  private static final int RETRY_L1 = 60;

  /** Seconds until a database is perhaps there again. */
  private static final int RETRY_UNAVAILABLE = 5;

  private final BridgeView view;
  private final Supplier<Optional<String>> l1Stands;

  /** Where L1 is followed whatever happens. */
  public BridgeApi(final BridgeView view) {
    this(view, Optional::empty);
  }

  /**
   * @param l1Stands by which reasons L1 is not followed now, {@link L1Reasons}; empty while it is
   */
  public BridgeApi(final BridgeView view, final Supplier<Optional<String>> l1Stands) {
    this.view = view;
    this.l1Stands = l1Stands;
  }

  /** Something that can be asked. */
  public enum Question {
    API(BridgeApi::api),
    BRIDGES(BridgeApi::bridges),
    BRIDGE(BridgeApi::bridge),
    PROOF(BridgeApi::proof),
    PROOF_BY_GER(BridgeApi::proofByGlobalExitRoot),
    CLAIMS(BridgeApi::claims),
    TOKEN_WRAPPED(BridgeApi::tokenWrapped),
    PENDING_BRIDGES(BridgeApi::pendingBridges);

    private final Method method;

    Question(final Method method) {
      this.method = method;
    }
  }

  @FunctionalInterface
  private interface Method {
    Map<String, Object> answer(BridgeApi api, ApiParameters parameters) throws ApiException;
  }

  /**
   * @throws ApiException says what is wrong with the question, or when to come back
   */
  public Map<String, Object> ask(final Question question, final ApiParameters parameters)
      throws ApiException {
    try {
      return question.method.answer(this, parameters);
    } catch (final TemporaryException e) {
      throw new ApiException(Code.UNAVAILABLE, e.getMessage(), RETRY_UNAVAILABLE);
    }
  }

  private Map<String, Object> api(final ApiParameters parameters) {
    return Map.of("api", VERSION);
  }

  private Map<String, Object> bridges(final ApiParameters parameters) throws ApiException {
    final Address destination = parameters.requiredAddress("dest_addr");
    return page(
        "deposits",
        view.depositsTo(destination, parameters.offset(), parameters.limit()),
        BridgeJson::deposit);
  }

  private Map<String, Object> claims(final ApiParameters parameters) throws ApiException {
    final Address destination = parameters.requiredAddress("dest_addr");
    final Page<Claim> page = view.claimsTo(destination, parameters.offset(), parameters.limit());
    return page("claims", page, BridgeJson::claim);
  }

  private Map<String, Object> pendingBridges(final ApiParameters parameters) throws ApiException {
    final Optional<Address> destination = parameters.address("dest_addr");
    return page(
        "deposits",
        view.pending(
            destination.filter(address -> !address.equals(Address.ZERO)),
            parameters.uint32("dest_net"),
            parameters.leafType("leaf_type"),
            parameters.offset(),
            parameters.limit()),
        BridgeJson::deposit);
  }

  private static <T> Map<String, Object> page(
      final String name, final Page<T> page, final Function<T, Map<String, Object>> json) {
    final Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(name, page.rows().stream().map(json).toList());
    answer.put("total_cnt", BridgeJson.uint64(page.total()));
    return answer;
  }

  private Map<String, Object> bridge(final ApiParameters parameters) throws ApiException {
    final long network = network(parameters);
    final long count = parameters.uint32("deposit_cnt");
    final Optional<Deposit> deposit = view.deposit(network, count);
    if (deposit.isEmpty()) {
      throw noDeposit(network, count);
    }
    return Map.of("deposit", BridgeJson.deposit(deposit.get()));
  }

  /** Of net_id: one whose deposits are here. */
  private long network(final ApiParameters parameters) throws ApiException {
    final long network = parameters.uint32("net_id");
    if (network != 0 && network != view.ownNetwork()) {
      throw ApiException.invalid(
          "net_id: network %d is not known here, those that are: 0 (L1) and %d (this rollup)"
              .formatted(network, view.ownNetwork()));
    }
    return network;
  }

  private Map<String, Object> proof(final ApiParameters parameters) throws ApiException {
    return proof(view.proof(network(parameters), parameters.uint32("deposit_cnt")));
  }

  private Map<String, Object> proofByGlobalExitRoot(final ApiParameters parameters)
      throws ApiException {
    return proof(
        view.proof(
            network(parameters), parameters.uint32("deposit_cnt"), parameters.requiredHash("ger")));
  }

  private Map<String, Object> proof(final ProofAnswer answer) throws ApiException {
    return switch (answer) {
      case ProofAnswer.Found found -> Map.of("proof", BridgeJson.proof(found.proof()));
      case ProofAnswer.NoDeposit none -> throw noDeposit(none.network(), none.depositCount());
      case ProofAnswer.NotCovered not -> throw notCovered(not);
      case ProofAnswer.NoGlobalExitRoot none ->
          throw later(
              Code.NOT_FOUND,
              "ger: L1 has no global exit root %s, as far as it is indexed: ask again"
                  .formatted(none.globalExitRoot()),
              "in",
              RETRY_INDEX);
    };
  }

  private ApiException noDeposit(final long network, final long count) {
    final List<IndexPosition> positions = view.positions();
    final String indexed =
        positions.isEmpty()
            ? "nothing is indexed yet"
            : positions.stream()
                .map(BridgeApi::indexed)
                .collect(Collectors.joining(", ", "indexed are ", ""));
    return later(
        Code.NOT_FOUND,
        "deposit_cnt: network %d has no deposit %d; %s, and numbers begin at 0: of one that was made"
                .formatted(network, count, indexed)
            + " later ask again",
        "in",
        RETRY_INDEX);
  }

  /**
   * What comes later comes later still while the node does not follow L1.
   *
   * @param seconds in which it usually comes
   */
  private ApiException later(
      final Code code, final String what, final String when, final int seconds) {
    final Optional<String> why = l1Stands.get();
    final int retry = why.isPresent() ? Math.max(seconds, RETRY_L1) : seconds;
    return new ApiException(
        code,
        "%s %s %d seconds".formatted(what, when, retry)
            + why.map(
                    " (this node does not follow L1 at the moment, its status says why: %s)"
                        ::formatted)
                .orElse(""),
        retry);
  }

  private static String indexed(final IndexPosition position) {
    return "%d deposits of network %d up to its block %d"
        .formatted(position.deposits(), position.network(), position.block());
  }

  private ApiException notCovered(final ProofAnswer.NotCovered not) {
    return switch (not.waitsFor()) {
      case EXIT_ROOT ->
          notCovered(
              not, "another deposit or a verification has updated L1's exit root", RETRY_FROM_L1);
      case L2_BLOCK ->
          notCovered(
              not, "its L1 block has its confirmations and L2 the global exit root", RETRY_FROM_L1);
      case L2_PROOF -> notCovered(not, "L2 has the global exit root", RETRY_FROM_L1);
      case LATE_L2_PROOF ->
          notCovered(
              not,
              ("L2 has the global exit root; it may be too old for that, as L2 named it more than"
                      + " %d seconds ago: then when another deposit or a verification has updated"
                      + " L1's exit root")
                  .formatted(BridgeCalls.PROVABLE_SECONDS),
              RETRY_FROM_L2);
      case VERIFICATION ->
          notCovered(not, "a batch with its block is verified on L1", RETRY_FROM_L2);
      case OTHER_ROLLUP ->
          new ApiException(
              Code.FAILED_PRECONDITION,
              "deposit %d of network %d is for another rollup: a node of that one has the proof"
                  .formatted(not.depositCount(), not.network()));
      case OTHER_ROOT ->
          new ApiException(
              Code.FAILED_PRECONDITION,
              "deposit %d of network %d is newer than the global exit root, which covers %d: ask by a newer one"
                  .formatted(not.depositCount(), not.network(), not.covered()));
    };
  }

  private ApiException notCovered(
      final ProofAnswer.NotCovered not, final String waits, final int retry) {
    return later(
        Code.FAILED_PRECONDITION,
        "deposit %d of network %d cannot be claimed yet: %d of that network's deposits are covered;"
                .formatted(not.depositCount(), not.network(), not.covered())
            + " ask again when %s,".formatted(waits),
        "at the earliest in",
        retry);
  }

  private Map<String, Object> tokenWrapped(final ApiParameters parameters) throws ApiException {
    final Address token = parameters.requiredAddress("orig_token_addr");
    final long network = parameters.uint32("orig_net");
    final List<TokenWrapped> wrapped = view.wrappedTokens(network, token);
    if (wrapped.isEmpty()) {
      throw new ApiException(
          Code.NOT_FOUND,
          "orig_token_addr: no network has a wrapped token for %s of network %d; the first claim"
                  .formatted(token, network)
              + " makes it",
          RETRY_FROM_L1);
    }
    return Map.of("tokenwrapped", BridgeJson.token(wrapped.getFirst()));
  }
}
