/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitProof;

/** What a node with the role bridge answers about deposits. */
final class BridgeNode {
  /** The method is not there, or the role is switched off. */
  private static final String WITHOUT_ROLE =
      "the node has no bridge: give the URL of one with --plugin-bridge-enabled (--bridge-rpc); it said: %s";

  private static final long METHOD_NOT_FOUND = -32601;
  private static final int PAGE = 25;

  private final Chain node;

  BridgeNode(final Chain node) {
    this.node = node;
  }

  /** Ends the command when the node has no bridge. */
  void require() {
    try {
      node.ask("bridge_getBridges", Address.ZERO.toString());
    } catch (final RefusedAnswerException e) {
      throw new BridgeClientException(WITHOUT_ROLE.formatted(e.getMessage()), e);
    }
  }

  /** Empty while the node has not indexed it. */
  Optional<Transfer> find(final long network, final long depositCount) {
    try {
      return Optional.of(
          Transfer.of(node.ask("bridge_getBridge", network, depositCount).path("deposit")));
    } catch (final RefusedAnswerException e) {
      if (e.code() == METHOD_NOT_FOUND) {
        throw new BridgeClientException(WITHOUT_ROLE.formatted(e.getMessage()), e);
      }
      return Optional.empty();
    }
  }

  /** As {@link #find}, where the person has named it. */
  Transfer get(final long network, final long depositCount) {
    return Transfer.of(node.require("bridge_getBridge", network, depositCount).path("deposit"));
  }

  /** The newest ones for an account. */
  List<Transfer> to(final Address destination) {
    final List<Transfer> transfers = new ArrayList<>();
    node.require("bridge_getBridges", destination.toString(), 0, PAGE)
        .path("deposits")
        .forEach(deposit -> transfers.add(Transfer.of(deposit)));
    return transfers;
  }

  /**
   * @throws BridgeClientException it is too early: the message says when to come back
   */
  ExitProof proof(final Transfer transfer) {
    final JsonNode json =
        node.require("bridge_getProof", transfer.network(), transfer.depositCount()).path("proof");
    return new ExitProof(
        hashes(json.path("merkle_proof")),
        hashes(json.path("rollup_merkle_proof")),
        Bytes32.fromHexString(json.path("main_exit_root").asText()),
        Bytes32.fromHexString(json.path("rollup_exit_root").asText()),
        0);
  }

  private static List<Bytes32> hashes(final JsonNode json) {
    final List<Bytes32> hashes = new ArrayList<>();
    json.forEach(hash -> hashes.add(Bytes32.fromHexString(hash.asText())));
    return hashes;
  }
}
