/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.SequencedBatch;

/**
 * Calldata, topics and log data of what does not come from the sequencer: forced batches, their
 * sequences, and the initial batch (docs/spec/l1-contracts.md, "Functions" and "Events").
 */
public final class ForcedBatchAbi {
  /** Bytes of a forced batch at the most; the L1 contract's limit. */
  public static final int MAX_FORCED_BATCH_BYTES = 5_000;

  private static final Function FORCE_BATCH = new Function("forceBatch(bytes,uint256)");
  private static final Function SEQUENCE_FORCE_BATCHES =
      new Function("sequenceForceBatches((bytes,bytes32,uint64,bytes32)[])");
  private static final Function FORCED_BATCHES = new Function("forcedBatches(uint64)", "(bytes32)");
  private static final Function LAST_FORCED = new Function("lastForceBatch()", "(uint64)");
  private static final Function TIMEOUT = new Function("forceBatchTimeout()", "(uint64)");
  private static final Function SET_TIMEOUT = new Function("setForceBatchTimeout(uint64)");
  private static final Function SET_ADDRESS = new Function("setForceBatchAddress(address)");
  private static final TupleType<Tuple> FORCE_BATCH_LOG =
      TupleType.parse("(bytes32,address,bytes)");
  private static final TupleType<Tuple> INITIAL_LOG = TupleType.parse("(bytes,bytes32,address)");

  private static final TupleType<Tuple> UPDATE_LOG =
      TupleType.parse("(uint64,bytes,bytes32,address)");

  static final Bytes32 FORCE_BATCH_TOPIC =
      ElderberryAbi.topic("ForceBatch(uint64,bytes32,address,bytes)");
  static final Bytes32 SEQUENCE_FORCE_BATCHES_TOPIC =
      ElderberryAbi.topic("SequenceForceBatches(uint64)");
  static final Bytes32 INITIAL_SEQUENCE_BATCHES_TOPIC =
      ElderberryAbi.topic("InitialSequenceBatches(bytes,bytes32,address)");
  static final Bytes32 UPDATE_ETROG_SEQUENCE_TOPIC =
      ElderberryAbi.topic("UpdateEtrogSequence(uint64,bytes,bytes32,address)");

  private ForcedBatchAbi() {}

  /**
   * The data words of a ForceBatch event.
   *
   * @param transactions empty when an account called the contract directly: then they are in the
   *     calldata
   */
  record ForceBatchLog(Bytes32 lastGlobalExitRoot, Address sender, Bytes transactions) {}

  /**
   * The data words of an InitialSequenceBatches or UpdateEtrogSequence event.
   *
   * @param batch 1 for the former
   */
  record InitialLog(
      long batch, Bytes transactions, Bytes32 lastGlobalExitRoot, Address sequencer) {}

  /**
   * @param transactions without a block header, at most {@value #MAX_FORCED_BATCH_BYTES} bytes
   * @param maxFee what the caller pays at the most, in the fee token's smallest unit
   */
  public static Bytes forceBatch(final Bytes transactions, final BigInteger maxFee) {
    return ElderberryAbi.encode(FORCE_BATCH, transactions.toArray(), maxFee);
  }

  public static Bytes sequenceForceBatches(final List<SequencedBatch> batches) {
    return ElderberryAbi.encode(SEQUENCE_FORCE_BATCHES, (Object) ElderberryAbi.tuples(batches));
  }

  /**
   * Transactions of a forceBatch call, read as the contract reads them: wherever the offset points,
   * whatever stands behind them. A stricter reader would not see what a stranger has forced.
   *
   * @throws IllegalArgumentException other method, or arguments that the contract refuses
   */
  static Bytes decodeForceBatch(final Bytes calldata) {
    if (calldata.size() < Function.SELECTOR_LEN
        || !calldata.slice(0, Function.SELECTOR_LEN).equals(FORCE_BATCH_SELECTOR)) {
      throw new IllegalArgumentException("it is no forceBatch call");
    }
    final Bytes arguments = calldata.slice(Function.SELECTOR_LEN);
    final int offset = position(arguments, 0);
    final int length = position(arguments, offset);
    if (length > arguments.size() - offset - Bytes32.SIZE) {
      throw new IllegalArgumentException(
          "%d bytes at %d are not within the %d bytes of arguments"
              .formatted(length, offset, arguments.size()));
    }
    return arguments.slice(offset + Bytes32.SIZE, length);
  }

  /** The word at that place, which is an offset or a length within the arguments. */
  private static int position(final Bytes arguments, final int at) {
    if (at > arguments.size() - Bytes32.SIZE) {
      throw new IllegalArgumentException(
          "there is no word at %d of %d bytes of arguments".formatted(at, arguments.size()));
    }
    final Bytes word = arguments.slice(at, Bytes32.SIZE).trimLeadingZeros();
    if (word.size() >= Integer.BYTES) {
      throw new IllegalArgumentException(
          "0x%s is no place".formatted(word.toUnprefixedHexString()));
    }
    return word.toInt();
  }

  static ForceBatchLog decodeForceBatchLog(final Bytes data) {
    final Tuple words = ElderberryAbi.decode(FORCE_BATCH_LOG, data);
    final byte[] root = words.get(0);
    final byte[] transactions = words.get(2);
    return new ForceBatchLog(
        Bytes32.wrap(root), ElderberryAbi.address(words.get(1)), Bytes.wrap(transactions));
  }

  static InitialLog decodeInitialLog(final Bytes data) {
    final Tuple words = ElderberryAbi.decode(INITIAL_LOG, data);
    final byte[] transactions = words.get(0);
    final byte[] root = words.get(1);
    return new InitialLog(
        1, Bytes.wrap(transactions), Bytes32.wrap(root), ElderberryAbi.address(words.get(2)));
  }

  static InitialLog decodeUpdateLog(final Bytes data) {
    final Tuple words = ElderberryAbi.decode(UPDATE_LOG, data);
    final byte[] transactions = words.get(1);
    final byte[] root = words.get(2);
    return new InitialLog(
        ElderberryAbi.longOf(words.get(0)),
        Bytes.wrap(transactions),
        Bytes32.wrap(root),
        ElderberryAbi.address(words.get(3)));
  }

  /** Method id of forceBatch. */
  static final Bytes FORCE_BATCH_SELECTOR = Bytes.wrap(FORCE_BATCH.selector());

  /** Method id of sequenceForceBatches. */
  static final Bytes SEQUENCE_FORCE_BATCHES_SELECTOR =
      Bytes.wrap(SEQUENCE_FORCE_BATCHES.selector());

  /** What forcedBatches(number) is for a batch that waits. */
  public static Bytes32 queuedHash(final Bytes transactions, final ForcedInput input) {
    return Keccak256.hash(
        Keccak256.hash(transactions),
        input.globalExitRoot(),
        Bytes.ofUnsignedLong(input.timestamp()),
        input.blockHashL1());
  }

  /** What forcedBatches(number) is for the batch of that event while it waits. */
  public static Bytes32 queuedHash(final L1Event.ForceBatch forced) {
    return queuedHash(
        forced.transactions(),
        new ForcedInput(
            forced.number(),
            forced.lastGlobalExitRoot(),
            forced.block().timestamp(),
            forced.block().parentHash()));
  }

  static Bytes forcedBatches(final long number) {
    return ElderberryAbi.encode(FORCED_BATCHES, BigInteger.valueOf(number));
  }

  static Bytes lastForceBatch() {
    return ElderberryAbi.encode(LAST_FORCED);
  }

  static long decodeLastForceBatch(final Bytes result) {
    return ElderberryAbi.longOf(ElderberryAbi.decode(LAST_FORCED.getOutputs(), result).get(0));
  }

  static Bytes forceBatchTimeout() {
    return ElderberryAbi.encode(TIMEOUT);
  }

  static long decodeForceBatchTimeout(final Bytes result) {
    return ElderberryAbi.longOf(ElderberryAbi.decode(TIMEOUT.getOutputs(), result).get(0));
  }

  /**
   * @param seconds must be below the present timeout
   */
  public static Bytes setForceBatchTimeout(final long seconds) {
    return ElderberryAbi.encode(SET_TIMEOUT, BigInteger.valueOf(seconds));
  }

  /**
   * @param forcer the only account that may force batches, zero for everybody
   */
  public static Bytes setForceBatchAddress(final Address forcer) {
    return ElderberryAbi.encode(SET_ADDRESS, ElderberryAbi.abiAddress(forcer));
  }
}
