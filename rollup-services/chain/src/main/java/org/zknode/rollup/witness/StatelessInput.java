/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import static org.zknode.rollup.witness.Ssz.VARIABLE;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.Secp256k1;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rollup.chain.ExecutionWitness;

/**
 * One block with its witness, as the guests of zkVM provers take it (docs/spec/provers.md, "Input
 * of a zkVM's guest").
 *
 * @param publicKeys uncompressed, 65 bytes, of whoever signed each transaction, in order
 */
public record StatelessInput(
    NewPayloadRequest request, ExecutionWitness witness, long chainId, List<Bytes> publicKeys) {
  /** What the bytes begin with: rules of Prague, first revision. */
  public static final Bytes SCHEMA = Bytes.of(0x11, 0x01);

  private static final int PUBLIC_KEY = 65;
  private static final Bytes UNCOMPRESSED = Bytes.of(4);

  private static final int MAX_NODE = 1 << 10;
  private static final int MAX_CODE = 1 << 16;
  private static final int MAX_HEADER = 1 << 10;
  private static final int MAX_HEADERS = 256;

  private static final int[] SIZES = {VARIABLE, VARIABLE, Long.BYTES, VARIABLE};
  private static final int[] WITNESS = {VARIABLE, VARIABLE, VARIABLE};

  public StatelessInput {
    publicKeys = List.copyOf(publicKeys);
  }

  /**
   * Of a rollup's block.
   *
   * @param header RLP of the block's header, as by docs/spec/chain-rules.md
   * @param transactions EIP-2718 network encodings
   * @param witness of that block alone
   * @throws IllegalArgumentException it is no header, or a transaction has no sender
   */
  public static StatelessInput of(
      final Bytes header,
      final List<Bytes> transactions,
      final ExecutionWitness witness,
      final long chainId) {
    try {
      return new StatelessInput(
          request(header, transactions),
          witness,
          chainId,
          transactions.stream().map(StatelessInput::publicKey).toList());
    } catch (final RlpException | TransactionDecodeException e) {
      throw new IllegalArgumentException("it is no block of a rollup: " + e.getMessage(), e);
    }
  }

  private static NewPayloadRequest request(final Bytes header, final List<Bytes> transactions) {
    final RlpReader fields = RlpReader.of(header).list();
    final Bytes32 parentHash = fields.bytes32();
    fields.skip(); // ommers
    final Address feeRecipient = new Address(fields.fixed(Address.SIZE));
    final Bytes32 stateRoot = fields.bytes32();
    fields.skip(); // transactions root
    final Bytes32 receiptsRoot = fields.bytes32();
    final Bytes logsBloom = fields.fixed(256);
    fields.skip(); // difficulty
    final long number = fields.uint64();
    final long gasLimit = fields.uint64();
    final long gasUsed = fields.uint64();
    final long timestamp = fields.uint64();
    final Bytes extraData = fields.bytes();
    final Bytes32 prevRandao = fields.bytes32();
    fields.skip(); // nonce
    final UInt256 baseFee = UInt256.valueOf(fields.uint256());
    fields.skip(); // withdrawals root
    final long blobGasUsed = fields.uint64();
    final long excessBlobGas = fields.uint64();
    return new NewPayloadRequest(
        new ExecutionPayload(
            parentHash,
            feeRecipient,
            stateRoot,
            receiptsRoot,
            logsBloom,
            prevRandao,
            number,
            gasLimit,
            gasUsed,
            timestamp,
            extraData,
            baseFee,
            Keccak256.hash(header),
            transactions,
            List.of(),
            blobGasUsed,
            excessBlobGas),
        fields.bytes32());
  }

  private static Bytes publicKey(final Bytes transaction) {
    // Who the sender is comes from the key, not the other way round.
    final SignedTransaction signed = SignedTransaction.decode(transaction, Address.ZERO);
    return Secp256k1.recoverPublicKey(signed.signingHash(), signed.signature())
        .map(key -> Bytes.concatenate(UNCOMPRESSED, key))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "transaction %s has no sender".formatted(signed.hash().toHexString())));
  }

  /** The schema id and SSZ. */
  public Bytes encode() {
    return Bytes.concatenate(
        SCHEMA,
        Ssz.container(
            SIZES,
            request.encode(),
            Ssz.container(
                WITNESS,
                Ssz.list(witness.state()),
                Ssz.list(witness.codes()),
                Ssz.list(witness.headers())),
            Ssz.uint64(chainId),
            Bytes.concatenate(publicKeys)));
  }

  /**
   * What {@link #encode} gave. Whether the parts fit is not looked at.
   *
   * @throws SszException it is something else, or a list is longer than the schema allows
   */
  public static StatelessInput decode(final Bytes encoded) throws SszException {
    if (encoded.size() < SCHEMA.size() || !encoded.slice(0, SCHEMA.size()).equals(SCHEMA)) {
      throw new SszException(
          "the schema id is %s, not %s"
              .formatted(
                  encoded.slice(0, Math.min(encoded.size(), SCHEMA.size())).toHexString(),
                  SCHEMA.toHexString()));
    }
    final List<Bytes> fields =
        Ssz.fields("the stateless input", SIZES, encoded.slice(SCHEMA.size()));
    return new StatelessInput(
        NewPayloadRequest.decode(fields.get(0)),
        witness(fields.get(1)),
        Ssz.uint64(fields.get(2)),
        Ssz.items("the public keys", PUBLIC_KEY, fields.get(3)));
  }

  private static ExecutionWitness witness(final Bytes encoded) throws SszException {
    final List<Bytes> lists = Ssz.fields("the witness", WITNESS, encoded);
    final ExecutionWitness witness =
        new ExecutionWitness(
            limited("a node", MAX_NODE, Ssz.items("the state", lists.get(0))),
            limited("a code", MAX_CODE, Ssz.items("the codes", lists.get(1))),
            limited("a header", MAX_HEADER, Ssz.items("the headers", lists.get(2))));
    if (witness.headers().size() > MAX_HEADERS) {
      throw new SszException("there are %d headers".formatted(witness.headers().size()));
    }
    return witness;
  }

  private static List<Bytes> limited(final String what, final int most, final List<Bytes> items)
      throws SszException {
    for (final Bytes item : items) {
      if (item.size() > most) {
        throw new SszException(
            "%s has %d bytes, %d are the most".formatted(what, item.size(), most));
      }
    }
    return new ArrayList<>(items);
  }
}
