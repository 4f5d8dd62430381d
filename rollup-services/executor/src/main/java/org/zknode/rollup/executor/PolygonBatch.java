/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.proto.polygon.executor.v1.ExecutorError;
import org.zknode.proto.polygon.executor.v1.L1DataV2;
import org.zknode.proto.polygon.executor.v1.ProcessBatchRequestV2;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BatchDerivationException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;

/** Makes of a request what is executed here. */
final class PolygonBatch {
  /** A header has so many fields before its time. */
  private static final int FIELDS_BEFORE_NUMBER = 8;

  private PolygonBatch() {}

  /** Something in a request is not what it has to be. */
  static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;
    private final ExecutorError error;

    InvalidException(final ExecutorError error) {
      super(error.name());
      this.error = error;
    }

    ExecutorError error() {
      return error;
    }
  }

  /** A batch with what it needs. */
  record Parts(List<BlockInput> inputs, ExecutionWitness witness) {}

  private record Header(long number, Bytes32 stateRoot, long gasLimit, long time, Bytes encoded) {}

  static Parts of(final ProcessBatchRequestV2 request) throws InvalidException {
    final List<Bytes> nodes = new ArrayList<>();
    final List<Header> headers = new ArrayList<>();
    for (final Bytes value : values(request.getDbMap())) {
      header(value).ifPresentOrElse(headers::add, () -> nodes.add(value));
    }
    headers.sort(Comparator.comparingLong(Header::number));
    if (headers.isEmpty()) {
      throw new InvalidException(ExecutorError.EXECUTOR_ERROR_DB_KEY_NOT_FOUND);
    }
    final Header parent = headers.getLast();
    if (!parent.stateRoot().equals(Bytes.wrap(request.getOldStateRoot().toByteArray()))) {
      throw new InvalidException(ExecutorError.EXECUTOR_ERROR_INVALID_OLD_STATE_ROOT);
    }
    return new Parts(
        inputs(request, parent),
        new ExecutionWitness(
            nodes,
            values(request.getContractsBytecodeMap()),
            headers.stream().map(Header::encoded).toList()));
  }

  /** In the order of their hashes, as a witness has them; each is under its own. */
  private static List<Bytes> values(final Map<String, String> db) throws InvalidException {
    final Map<Bytes32, Bytes> sorted = new java.util.TreeMap<>();
    for (final Map.Entry<String, String> entry : db.entrySet()) {
      final Bytes value = hex(entry.getValue(), ExecutorError.EXECUTOR_ERROR_INVALID_DB_VALUE);
      final Bytes32 hash = Keccak256.hash(value);
      if (!hash.equals(hex(entry.getKey(), ExecutorError.EXECUTOR_ERROR_INVALID_DB_KEY))) {
        throw new InvalidException(ExecutorError.EXECUTOR_ERROR_INVALID_DB_KEY);
      }
      sorted.put(hash, value);
    }
    return List.copyOf(sorted.values());
  }

  private static Bytes hex(final String text, final ExecutorError error) throws InvalidException {
    try {
      return Bytes.fromHexString(text);
    } catch (final IllegalArgumentException e) {
      throw new InvalidException(error);
    }
  }

  /** Empty where it is a trie node, which never has so many items. */
  private static Optional<Header> header(final Bytes value) {
    try {
      final RlpReader fields = RlpReader.of(value).list();
      fields.skip();
      fields.skip();
      fields.skip();
      final Bytes32 stateRoot = fields.bytes32();
      for (int i = 4; i < FIELDS_BEFORE_NUMBER; i++) {
        fields.skip();
      }
      final long number = fields.uint63();
      final long gasLimit = fields.uint63();
      fields.skip();
      final long time = fields.uint63();
      return fields.atEnd()
          ? Optional.empty()
          : Optional.of(new Header(number, stateRoot, gasLimit, time, value));
    } catch (final RlpException e) {
      return Optional.empty();
    }
  }

  private static List<BlockInput> inputs(final ProcessBatchRequestV2 request, final Header parent)
      throws InvalidException {
    final Address coinbase = coinbase(request.getCoinbase());
    final L2Block before =
        new L2Block(
            parent.number(),
            Keccak256.hash(parent.encoded()),
            Bytes32.ZERO,
            parent.stateRoot(),
            parent.time(),
            coinbase,
            parent.gasLimit(),
            0,
            UInt256.ZERO,
            List.of());
    final Optional<ForcedInput> forced =
        request.getForcedBlockhashL1().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ForcedInput(
                    0,
                    Bytes32.ZERO,
                    request.getTimestampLimit(),
                    word(
                        request.getForcedBlockhashL1(),
                        ExecutorError.EXECUTOR_ERROR_INVALID_BATCH_L2_DATA)));
    try {
      return BatchDerivation.derive(
          Bytes.wrap(request.getBatchL2Data().toByteArray()),
          forced,
          before,
          new ChainConfig(request.getChainId(), request.getForkId(), coinbase, parent.gasLimit()),
          index -> root(request, index));
    } catch (final BatchDecodeException e) {
      throw new InvalidException(ExecutorError.EXECUTOR_ERROR_INVALID_BATCH_L2_DATA);
    } catch (final BatchDerivationException e) {
      throw new InvalidException(ExecutorError.EXECUTOR_ERROR_INVALID_L1_INFO_TREE_INDEX);
    }
  }

  private static Address coinbase(final String text) throws InvalidException {
    try {
      return Address.fromHex(text);
    } catch (final IllegalArgumentException e) {
      throw new InvalidException(ExecutorError.EXECUTOR_ERROR_INVALID_COINBASE);
    }
  }

  private static Bytes32 word(final ByteString bytes, final ExecutorError error)
      throws InvalidException {
    if (bytes.size() != Bytes32.SIZE) {
      throw new InvalidException(error);
    }
    return Bytes32.wrap(bytes.toByteArray());
  }

  /** The root to which the leaf's proof leads. */
  private static Optional<Bytes32> root(final ProcessBatchRequestV2 request, final long index) {
    final L1DataV2 data = request.getL1InfoTreeDataMap().get((int) index);
    if (data == null
        || data.getSmtProofList().stream().anyMatch(each -> each.size() != Bytes32.SIZE)) {
      return Optional.empty();
    }
    Bytes32 node =
        Keccak256.hash(
            Bytes.concatenate(
                Bytes.wrap(data.getGlobalExitRoot().toByteArray()),
                Bytes.wrap(data.getBlockHashL1().toByteArray()),
                Bytes.ofUnsignedLong(data.getMinTimestamp())));
    long path = index;
    for (final ByteString sibling : data.getSmtProofList()) {
      final Bytes other = Bytes.wrap(sibling.toByteArray());
      node =
          Keccak256.hash(
              (path & 1) == 1 ? Bytes.concatenate(other, node) : Bytes.concatenate(node, other));
      path >>= 1;
    }
    return Optional.of(node);
  }
}
