/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.SnarkInput;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;

/** anvil with our contracts and a client: what the tests of the L1 side start from. */
final class DevRollupFixture implements AutoCloseable {
  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000000c0ffe");
  static final ChainConfig CHAIN =
      new ChainConfig(DevL1.L2_CHAIN_ID, DevL1.FORK_ID, COINBASE, 30_000_000);

  final AnvilProcess anvil;
  final DevContracts.Deployment deployment;
  final L1Config config;
  final JsonRpcL1Client client;

  DevRollupFixture() {
    this(DevContracts.Variant.PLAIN);
  }

  DevRollupFixture(final DevContracts.Variant variant) {
    anvil = DevL1.start();
    deployment = DevL1.deploy(anvil, variant);
    config = deployment.toL1Config(List.of(anvil.url()), L1Client.BlockTag.LATEST);
    client = new JsonRpcL1Client(config);
  }

  /** Seconds. */
  long l1Time() {
    return client.head(L1Client.BlockTag.LATEST).timestamp();
  }

  Bytes sequenceCall(
      final long initBatch, final long maxSequenceTimestamp, final List<Bytes> batches) {
    return ElderberryAbi.sequenceBatches(
        new ElderberryAbi.SequenceCall(
            batches.stream().map(ElderberryAbi::normalBatch).toList(),
            maxSequenceTimestamp,
            initBatch,
            COINBASE));
  }

  Bytes verifyCall(
      final long initBatch,
      final long finalBatch,
      final Bytes32 newStateRoot,
      final List<Bytes32> proof) {
    return verifyCall(initBatch, finalBatch, Bytes32.ZERO, newStateRoot, proof);
  }

  Bytes verifyCall(
      final long initBatch,
      final long finalBatch,
      final Bytes32 newLocalExitRoot,
      final Bytes32 newStateRoot,
      final List<Bytes32> proof) {
    return ElderberryAbi.verifyBatchesTrustedAggregator(
        new ElderberryAbi.VerifyCall(
            deployment.rollupId(),
            initBatch,
            finalBatch,
            newLocalExitRoot,
            newStateRoot,
            DevL1.AGGREGATOR.address(),
            proof));
  }

  /** Calldata that verifies batches 1 to last, whatever of them is verified already. */
  static Bytes verifyFromGenesis(
      final DevContracts.Deployment deployment,
      final Bytes32 accInputHash,
      final long last,
      final Bytes32 newStateRoot) {
    final SnarkInput input =
        new SnarkInput(
            DevL1.AGGREGATOR.address(),
            DevL1.GENESIS_ROOT,
            Bytes32.ZERO,
            0,
            DevL1.L2_CHAIN_ID,
            DevL1.FORK_ID,
            newStateRoot,
            accInputHash,
            Bytes32.ZERO,
            last);
    return ElderberryAbi.verifyBatchesTrustedAggregator(
        new ElderberryAbi.VerifyCall(
            deployment.rollupId(),
            0,
            last,
            Bytes32.ZERO,
            newStateRoot,
            DevL1.AGGREGATOR.address(),
            devProof(input)));
  }

  SnarkInput snarkInput(
      final Bytes32 oldAccInputHash,
      final Bytes32 newAccInputHash,
      final long finalBatch,
      final Bytes32 newStateRoot) {
    return snarkInput(oldAccInputHash, newAccInputHash, finalBatch, Bytes32.ZERO, newStateRoot);
  }

  SnarkInput snarkInput(
      final Bytes32 oldAccInputHash,
      final Bytes32 newAccInputHash,
      final long finalBatch,
      final Bytes32 newLocalExitRoot,
      final Bytes32 newStateRoot) {
    return new SnarkInput(
        DevL1.AGGREGATOR.address(),
        DevL1.GENESIS_ROOT,
        oldAccInputHash,
        0,
        DevL1.L2_CHAIN_ID,
        DevL1.FORK_ID,
        newStateRoot,
        newAccInputHash,
        newLocalExitRoot,
        finalBatch);
  }

  static Bytes32 accInputHash(
      final Bytes32 previous, final List<Bytes> batches, final Bytes32 root, final long limit) {
    Bytes32 hash = previous;
    for (final Bytes batch : batches) {
      hash = AccInputHash.next(hash, batch, root, limit, COINBASE);
    }
    return hash;
  }

  /** What the dev verifier accepts for this public input. */
  static List<Bytes32> devProof(final SnarkInput input) {
    final List<Bytes32> proof = new ArrayList<>();
    proof.add(
        Keccak256.hash(
            Bytes.wrap("zknode-dev-proof-v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            UInt256.valueOf(input.publicSignal()).toBytes()));
    while (proof.size() < ElderberryAbi.PROOF_WORDS) {
      proof.add(Bytes32.ZERO);
    }
    return proof;
  }

  /** Sends after a dry run and waits until it is mined: anvil answers before it mines. */
  Bytes32 send(final PrivateKey key, final Address to, final Bytes data)
      throws L1RevertException, L1SendException {
    final Bytes32 hash = submit(key, to, data);
    await().until(() -> client.receipt(hash).isPresent());
    return hash;
  }

  /** Sends after a dry run, without a look at whether it is mined. */
  Bytes32 submit(final PrivateKey key, final Address to, final Bytes data)
      throws L1RevertException, L1SendException {
    final long gas = client.estimateGas(key.address(), to, data);
    final L1Client.Fees fees = client.fees();
    return client.sendRaw(
        TransactionSigner.sign(
                new TransactionSigner.Unsigned(
                    TransactionType.DYNAMIC_FEE,
                    DevL1.L1_CHAIN_ID,
                    client.pendingNonce(key.address()),
                    fees.baseFeePerGas().multiply(BigInteger.TWO).add(fees.maxPriorityFeePerGas()),
                    fees.maxPriorityFeePerGas(),
                    gas,
                    Optional.of(to),
                    BigInteger.ZERO,
                    data),
                key)
            .raw());
  }

  @Override
  public void close() {
    client.close();
    anvil.close();
  }
}
