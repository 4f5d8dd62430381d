/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A dev prover's recursive proof: only what the batches claim, as JSON that is opaque to others. It
 * proves nothing.
 *
 * @param from first batch
 * @param to last batch
 */
record RecursiveDevProof(
    long from,
    long to,
    long chainId,
    long forkId,
    Bytes32 oldStateRoot,
    Bytes32 oldAccInputHash,
    Bytes32 newStateRoot,
    Bytes32 newLocalExitRoot,
    Bytes32 newAccInputHash) {
  private static final String TYPE = "zknode-dev-recursive-v1";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  String toJson() {
    final ObjectNode node = JSON.createObjectNode();
    node.put("type", TYPE).put("from", from).put("to", to);
    node.put("chainId", chainId).put("forkId", forkId);
    node.put("oldStateRoot", oldStateRoot.toHexString());
    node.put("oldAccInputHash", oldAccInputHash.toHexString());
    node.put("newStateRoot", newStateRoot.toHexString());
    node.put("newLocalExitRoot", newLocalExitRoot.toHexString());
    node.put("newAccInputHash", newAccInputHash.toHexString());
    return node.toString();
  }

  static RecursiveDevProof fromJson(final String json) throws RefusedInputException {
    final JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (final JsonProcessingException e) {
      throw new RefusedInputException("a recursive proof is not of a dev prover: no JSON", e);
    }
    if (!TYPE.equals(node.path("type").asText())) {
      throw new RefusedInputException(
          "a recursive proof is not of a dev prover: its type is not " + TYPE);
    }
    return new RecursiveDevProof(
        number(node, "from"),
        number(node, "to"),
        number(node, "chainId"),
        number(node, "forkId"),
        hash(node, "oldStateRoot"),
        hash(node, "oldAccInputHash"),
        hash(node, "newStateRoot"),
        hash(node, "newLocalExitRoot"),
        hash(node, "newAccInputHash"));
  }

  /** Joins with the proof of the batches right after. */
  RecursiveDevProof join(final RecursiveDevProof next) throws RefusedInputException {
    if (to + 1 != next.from) {
      throw new RefusedInputException(
          "proofs of batches %d to %d and %d to %d are not adjacent"
              .formatted(from, to, next.from, next.to));
    }
    expect("chain id", chainId, next.chainId);
    expect("fork id", forkId, next.forkId);
    expect("state root after batch " + to, newStateRoot, next.oldStateRoot);
    expect("accumulated input hash after batch " + to, newAccInputHash, next.oldAccInputHash);
    return new RecursiveDevProof(
        from,
        next.to,
        chainId,
        forkId,
        oldStateRoot,
        oldAccInputHash,
        next.newStateRoot,
        next.newLocalExitRoot,
        next.newAccInputHash);
  }

  /** The same range with another outcome. */
  RecursiveDevProof withNewStateRoot(final Bytes32 root) {
    return new RecursiveDevProof(
        from,
        to,
        chainId,
        forkId,
        oldStateRoot,
        oldAccInputHash,
        root,
        newLocalExitRoot,
        newAccInputHash);
  }

  private static void expect(final String what, final Object first, final Object second)
      throws RefusedInputException {
    if (!first.equals(second)) {
      throw new RefusedInputException(
          "adjacent proofs do not agree on the %s: %s and %s".formatted(what, first, second));
    }
  }

  private static long number(final JsonNode node, final String field) throws RefusedInputException {
    if (!node.path(field).canConvertToLong()) {
      throw new RefusedInputException("a recursive proof has no number " + field);
    }
    return node.path(field).asLong();
  }

  private static Bytes32 hash(final JsonNode node, final String field)
      throws RefusedInputException {
    try {
      return Bytes32.fromHexStringStrict(node.path(field).asText());
    } catch (final IllegalArgumentException e) {
      throw new RefusedInputException("a recursive proof has no 32 bytes " + field, e);
    }
  }
}
