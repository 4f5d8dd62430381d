/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/** Sends sequenceBatches as the trusted sequencer, without a node. */
final class L1Sequences {
  /** Bytes of batch data per L1 transaction: below the 128 KiB that nodes take of one. */
  private static final int MAX_BYTES = 90_000;

  /** Prague's floor of 40 gas per byte for {@link #MAX_BYTES}, with the hashing on top. */
  private static final long GAS = 12_000_000;

  private static final BigInteger MAX_FEE = BigInteger.valueOf(50_000_000_000L);
  private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000L);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  private final JsonRpc rpc;
  private final PrivateKey sequencer;
  private final Address rollup;

  L1Sequences(final JsonRpc rpc, final PrivateKey sequencer, final Address rollup) {
    this.rpc = rpc;
    this.sequencer = sequencer;
    this.rollup = rollup;
  }

  /** Waits until the last one is mined. */
  void send(final List<Bytes> batches, final long initBatch) {
    try {
      long nonce =
          Long.decode(
              rpc.call("eth_getTransactionCount", sequencer.address().toString(), "pending")
                  .asText());
      final long timestamp =
          Long.decode(rpc.call("eth_getBlockByNumber", "latest", false).path("timestamp").asText());
      final List<Bytes32> hashes = new ArrayList<>();
      int first = 0;
      while (first < batches.size()) {
        final int last = endOfSequence(batches, first);
        hashes.add(send(call(batches.subList(first, last), timestamp, initBatch + first), nonce++));
        first = last;
      }
      for (final Bytes32 hash : hashes) {
        awaitMined(hash);
      }
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("L1 refused a sequence: " + e.getMessage(), e);
    }
  }

  private static int endOfSequence(final List<Bytes> batches, final int first) {
    int bytes = 0;
    int end = first;
    while (end < batches.size() && (end == first || bytes + batches.get(end).size() <= MAX_BYTES)) {
      bytes += batches.get(end++).size();
    }
    return end;
  }

  private static Bytes call(final List<Bytes> batches, final long timestamp, final long initBatch) {
    return ElderberryAbi.sequenceBatches(
        new ElderberryAbi.SequenceCall(
            batches.stream().map(ElderberryAbi::normalBatch).toList(),
            timestamp,
            initBatch,
            NodeFlags.COINBASE));
  }

  private Bytes32 send(final Bytes data, final long nonce) throws IOException, JsonRpc.RpcError {
    final SignedTransaction signed =
        TransactionSigner.sign(
            new TransactionSigner.Unsigned(
                TransactionType.DYNAMIC_FEE,
                NodeFlags.L1_CHAIN_ID,
                nonce,
                MAX_FEE,
                TIP,
                GAS,
                Optional.of(rollup),
                BigInteger.ZERO,
                data),
            sequencer);
    rpc.call("eth_sendRawTransaction", signed.raw().toHexString());
    return signed.hash();
  }

  private void awaitMined(final Bytes32 hash) {
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    Optional<JsonNode> receipt = Optional.empty();
    while (receipt.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "the sequence %s was not mined within %d s".formatted(hash, TIMEOUT.toSeconds()));
      }
      Pause.of(POLL);
      receipt = rpc.tryCall("eth_getTransactionReceipt", hash.toHexString());
    }
    if (!receipt.get().path("status").asText().equals("0x1")) {
      throw new LauncherException("the sequence %s reverted on L1".formatted(hash));
    }
  }
}
