/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event.SequencedBatch;

/**
 * Calldata, topics and results of the elderberry contracts (docs/spec/l1-contracts.md, "Functions"
 * and "Events"). Rollup ids are uint32, batch numbers and timestamps uint64 (seconds).
 */
public final class ElderberryAbi {
  /** Words of a final proof. */
  public static final int PROOF_WORDS = 24;

  private static final Function SEQUENCE_BATCHES =
      new Function("sequenceBatches((bytes,bytes32,uint64,bytes32)[],uint64,uint64,address)");
  private static final Function VERIFY_BATCHES =
      new Function(
          "verifyBatchesTrustedAggregator("
              + "uint32,uint64,uint64,uint64,bytes32,bytes32,address,bytes32[24])");
  private static final Function ROLLUP_DATA =
      new Function(
          "rollupIDToRollupData(uint32)",
          "(address,uint64,address,uint64,bytes32,uint64,uint64,uint64,uint64,uint64,uint64,uint8)");
  private static final Function SEQUENCED_BATCHES =
      new Function("getRollupSequencedBatches(uint32,uint64)", "(bytes32,uint64,uint64)");
  private static final Function STATE_ROOT =
      new Function("getRollupBatchNumToStateRoot(uint32,uint64)", "(bytes32)");
  private static final Function ROLLUP_ID = new Function("rollupAddressToID(address)", "(uint32)");
  private static final Function REWARD_PER_BATCH =
      new Function("calculateRewardPerBatch()", "(uint256)");
  private static final Function INFO_ROOT = new Function("getRoot()", "(bytes32)");
  private static final TupleType<Tuple> ONE_BYTE_STRING = TupleType.parse("(bytes)");
  private static final Function TRUSTED_SEQUENCER = new Function("trustedSequencer()", "(address)");
  private static final Function HAS_ROLE = new Function("hasRole(bytes32,address)", "(bool)");
  private static final Function EXIT_ROOT_MANAGER =
      new Function("globalExitRootManager()", "(address)");
  private static final Function LAST_ACC_INPUT_HASH =
      new Function("lastAccInputHash()", "(bytes32)");

  /** Method id of sequenceBatches. */
  public static final Bytes SEQUENCE_BATCHES_SELECTOR = Bytes.wrap(SEQUENCE_BATCHES.selector());

  /** Method id of verifyBatchesTrustedAggregator. */
  public static final Bytes VERIFY_BATCHES_SELECTOR = Bytes.wrap(VERIFY_BATCHES.selector());

  public static final Bytes32 SEQUENCE_BATCHES_TOPIC = topic("SequenceBatches(uint64,bytes32)");
  public static final Bytes32 VERIFY_BATCHES_TOPIC = topic("VerifyBatches(uint64,bytes32,address)");
  public static final Bytes32 UPDATE_L1_INFO_TREE_TOPIC =
      topic("UpdateL1InfoTree(bytes32,bytes32)");

  private static final Bytes32 TRUSTED_AGGREGATOR_ROLE =
      Keccak256.hash(Bytes.wrap("TRUSTED_AGGREGATOR_ROLE".getBytes(StandardCharsets.US_ASCII)));

  private ElderberryAbi() {}

  /** Arguments of a sequenceBatches call. */
  public record SequenceCall(
      List<SequencedBatch> batches,
      long maxSequenceTimestamp,
      long initSequencedBatch,
      Address coinbase) {
    public SequenceCall {
      batches = List.copyOf(batches);
    }
  }

  /**
   * Arguments of a verifyBatchesTrustedAggregator call (pendingStateNum is always 0).
   *
   * @param proof {@value #PROOF_WORDS} words
   */
  public record VerifyCall(
      long rollupId,
      long initNumBatch,
      long finalNewBatch,
      Bytes32 newLocalExitRoot,
      Bytes32 newStateRoot,
      Address beneficiary,
      List<Bytes32> proof) {
    public VerifyCall {
      proof = List.copyOf(proof);
      if (proof.size() != PROOF_WORDS) {
        throw new IllegalArgumentException(
            "a proof has %d words, got %d".formatted(PROOF_WORDS, proof.size()));
      }
    }
  }

  /** A batch that was not forced: only its data. */
  public static SequencedBatch normalBatch(final Bytes batchL2Data) {
    return new SequencedBatch(batchL2Data, Bytes32.ZERO, 0, Bytes32.ZERO);
  }

  /** A forced batch inside of the sequencer's sequence. */
  public static SequencedBatch forcedBatch(final Bytes batchL2Data, final ForcedInput input) {
    return new SequencedBatch(
        batchL2Data, input.globalExitRoot(), input.timestamp(), input.blockHashL1());
  }

  public static Bytes sequenceBatches(final SequenceCall call) {
    return encode(
        SEQUENCE_BATCHES,
        tuples(call.batches()),
        uint64(call.maxSequenceTimestamp()),
        uint64(call.initSequencedBatch()),
        abiAddress(call.coinbase()));
  }

  static Tuple[] tuples(final List<SequencedBatch> batches) {
    return batches.stream()
        .map(
            batch ->
                (Tuple)
                    Tuple.of(
                        batch.transactions().toArray(),
                        batch.forcedGlobalExitRoot().toArray(),
                        uint64(batch.forcedTimestamp()),
                        batch.forcedBlockHashL1().toArray()))
        .toArray(Tuple[]::new);
  }

  /**
   * Decodes the calldata of a sequencing transaction.
   *
   * @throws IllegalArgumentException other method (a call nested in a contract wallet's call is not
   *     supported) or malformed arguments
   */
  public static SequenceCall decodeSequenceBatches(final Bytes calldata) {
    if (calldata.size() < Function.SELECTOR_LEN
        || !calldata.slice(0, Function.SELECTOR_LEN).equals(SEQUENCE_BATCHES_SELECTOR)) {
      throw new IllegalArgumentException(
          "its method is %s, not sequenceBatches (%s): sequencing through another contract is not supported"
              .formatted(
                  calldata.slice(0, Math.min(Function.SELECTOR_LEN, calldata.size())),
                  SEQUENCE_BATCHES_SELECTOR));
    }
    final Tuple args = decode(SEQUENCE_BATCHES.getInputs(), calldata.slice(Function.SELECTOR_LEN));
    final Tuple[] batches = args.get(0);
    return new SequenceCall(
        Arrays.stream(batches).map(ElderberryAbi::batch).toList(),
        longOf(args.get(1)),
        longOf(args.get(2)),
        address(args.get(3)));
  }

  public static Bytes verifyBatchesTrustedAggregator(final VerifyCall call) {
    return encode(
        VERIFY_BATCHES,
        call.rollupId(),
        BigInteger.ZERO,
        uint64(call.initNumBatch()),
        uint64(call.finalNewBatch()),
        call.newLocalExitRoot().toArray(),
        call.newStateRoot().toArray(),
        abiAddress(call.beneficiary()),
        call.proof().stream().map(Bytes32::toArray).toArray(byte[][]::new));
  }

  /**
   * The new state root of a {@link #verifyBatchesTrustedAggregator} call.
   *
   * @throws IllegalArgumentException other method or malformed arguments
   */
  public static Bytes32 decodeVerifiedStateRoot(final Bytes calldata) {
    if (!calldata
        .slice(0, Math.min(Function.SELECTOR_LEN, calldata.size()))
        .equals(VERIFY_BATCHES_SELECTOR)) {
      throw new IllegalArgumentException("it is not a call of verifyBatchesTrustedAggregator");
    }
    final Tuple args = decode(VERIFY_BATCHES.getInputs(), calldata.slice(Function.SELECTOR_LEN));
    return Bytes32.wrap((byte[]) args.get(5));
  }

  public static Bytes rollupData(final long rollupId) {
    return encode(ROLLUP_DATA, rollupId);
  }

  public static L1Client.RollupData decodeRollupData(final Bytes result) {
    final Tuple row = decode(ROLLUP_DATA.getOutputs(), result);
    return new L1Client.RollupData(
        address(row.get(0)),
        longOf(row.get(1)),
        address(row.get(2)),
        longOf(row.get(3)),
        longOf(row.get(5)),
        longOf(row.get(6)));
  }

  public static Bytes sequencedBatches(final long rollupId, final long batchNumber) {
    return encode(SEQUENCED_BATCHES, rollupId, uint64(batchNumber));
  }

  /** accInputHash of a getRollupSequencedBatches result. */
  public static Bytes32 decodeAccInputHash(final Bytes result) {
    return bytes32(decode(SEQUENCED_BATCHES.getOutputs(), result).get(0));
  }

  public static Bytes stateRoot(final long rollupId, final long batchNumber) {
    return encode(STATE_ROOT, rollupId, uint64(batchNumber));
  }

  public static Bytes rollupId(final Address rollup) {
    return encode(ROLLUP_ID, abiAddress(rollup));
  }

  public static long decodeRollupId(final Bytes result) {
    final Tuple row = decode(ROLLUP_ID.getOutputs(), result);
    return row.<Long>get(0);
  }

  public static Bytes l1InfoRoot() {
    return encode(INFO_ROOT);
  }

  public static Bytes trustedSequencer() {
    return encode(TRUSTED_SEQUENCER);
  }

  /** Whether the account may call verifyBatchesTrustedAggregator. */
  public static Bytes hasTrustedAggregatorRole(final Address account) {
    return encode(HAS_ROLE, TRUSTED_AGGREGATOR_ROLE.toArray(), abiAddress(account));
  }

  /** A result that is one bool. */
  public static boolean decodeBoolean(final Bytes result) {
    return decode(HAS_ROLE.getOutputs(), result).<Boolean>get(0);
  }

  public static Bytes globalExitRootManager() {
    return encode(EXIT_ROOT_MANAGER);
  }

  public static Bytes lastAccInputHash() {
    return encode(LAST_ACC_INPUT_HASH);
  }

  /** A result that is one address. */
  public static Address decodeAddress(final Bytes result) {
    return address(decode(TRUSTED_SEQUENCER.getOutputs(), result).get(0));
  }

  /** A result that is one bytes32. */
  public static Bytes32 decodeBytes32(final Bytes result) {
    return bytes32(decode(INFO_ROOT.getOutputs(), result).get(0));
  }

  /** RollupManager.calculateRewardPerBatch(). */
  public static Bytes rewardPerBatch() {
    return encode(REWARD_PER_BATCH);
  }

  public static BigInteger decodeReward(final Bytes result) {
    return (BigInteger) decode(REWARD_PER_BATCH.getOutputs(), result).get(0);
  }

  /** A result that is one byte string. */
  public static Bytes decodeBytes(final Bytes result) {
    final byte[] bytes = decode(ONE_BYTE_STRING, result).get(0);
    return Bytes.wrap(bytes);
  }

  static SequencedBatch batch(final Tuple tuple) {
    final byte[] transactions = tuple.get(0);
    return new SequencedBatch(
        Bytes.wrap(transactions),
        bytes32(tuple.get(1)),
        longOf(tuple.get(2)),
        bytes32(tuple.get(3)));
  }

  static Bytes encode(final Function function, final Object... args) {
    return Bytes.wrap(function.encodeCallWithArgs(args).array());
  }

  public static Tuple decode(final TupleType<Tuple> type, final Bytes bytes) {
    final ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
    try {
      return type.decode(buffer);
    } catch (final RuntimeException e) {
      // headlong throws several kinds for malformed input (also BufferUnderflowException).
      throw new IllegalArgumentException(
          "%d bytes are not an ABI encoding of %s: %s"
              .formatted(bytes.size(), type.getCanonicalType(), e.getMessage()),
          e);
    }
  }

  static Bytes32 topic(final String event) {
    return Keccak256.hash(Bytes.wrap(event.getBytes(StandardCharsets.US_ASCII)));
  }

  private static BigInteger uint64(final long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  static long longOf(final BigInteger value) {
    if (value.bitLength() >= Long.SIZE) {
      throw new IllegalArgumentException("number %s is above 2^63 - 1".formatted(value));
    }
    return value.longValue();
  }

  private static Bytes32 bytes32(final byte[] value) {
    return Bytes32.wrap(value);
  }

  static com.esaulpaugh.headlong.abi.Address abiAddress(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }

  static Address address(final com.esaulpaugh.headlong.abi.Address address) {
    return Address.fromHex(address.toString());
  }
}
