/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Block;

/**
 * What JSON-RPC reads from the chain and no role needs: blocks by hash, receipts, transactions by
 * hash, and calls that change nothing. Calls may come from any thread; every method may throw
 * {@link EngineException}.
 */
public interface ChainReader {

  /** The canonical block of that hash. */
  Optional<L2Block> blockByHash(Bytes32 hash);

  /** The canonical block of that number with all that its execution left behind. */
  Optional<ExecutedBlock> executed(long number);

  /** Where a transaction stands in the canonical chain. */
  Optional<TransactionPosition> find(Bytes32 transactionHash);

  /**
   * Executes a call in a block on top of the given canonical one, without a fee and without any
   * effect.
   *
   * @param block number of a canonical block whose state the engine still has
   */
  CallOutcome call(CallRequest request, long block);

  /**
   * The calls of a transaction, each before those that it makes, by executing the block's
   * transactions up to it again.
   *
   * @param block number of a canonical block
   * @param index position of the transaction
   * @throws StateUnavailableException the engine keeps the state before that block no more
   * @throws TraceTooLargeException the trace is beyond the limits
   */
  List<CallTrace> trace(long block, int index, TraceLimits limits);

  /**
   * Whom each transaction of a canonical block named in its calls, by executing the block again.
   *
   * @throws StateUnavailableException the engine keeps the state before that block no more
   */
  List<CallSummary> callSummaries(long block);

  /**
   * The code of an account after a canonical block, empty where there is none.
   *
   * @throws StateUnavailableException the engine keeps that state no more
   */
  Bytes code(Address address, long block);

  /**
   * The nonce of an account after a canonical block.
   *
   * @throws StateUnavailableException the engine keeps that state no more
   */
  long nonce(Address address, long block);

  /**
   * @param index position in its block, from 0
   */
  record TransactionPosition(long block, int index) {}

  /**
   * @param prevRandao zero by the chain's rules; the development engine cannot set it
   * @param size bytes of the block's RLP
   * @param receipts one per transaction, in order
   */
  record ExecutedBlock(
      L2Block block,
      Bytes32 transactionsRoot,
      Bytes32 receiptsRoot,
      Bytes logsBloom,
      Bytes32 prevRandao,
      long size,
      List<Receipt> receipts) {
    public ExecutedBlock {
      receipts = List.copyOf(receipts);
    }
  }

  /**
   * @param cumulativeGasUsed gas of the block up to and with this transaction
   */
  record Receipt(boolean success, long cumulativeGasUsed, Bytes logsBloom, List<Log> logs) {
    public Receipt {
      logs = List.copyOf(logs);
    }
  }

  /** One event of a contract. */
  record Log(Address address, List<Bytes32> topics, Bytes data) {
    public Log {
      topics = List.copyOf(topics);
    }
  }

  /**
   * @param from the zero address when left out
   * @param to left out for a contract creation
   * @param gas limit; the block's when left out, never above it
   * @param value in wei
   */
  record CallRequest(
      Optional<Address> from,
      Optional<Address> to,
      OptionalLong gas,
      BigInteger value,
      Bytes data) {}

  /** How a call ended. */
  sealed interface CallOutcome {
    /**
     * @param gasUsed with the refunds taken off; an engine that can only estimate gives the least
     *     gas limit that suffices
     * @param counters empty when the engine does not count
     */
    record Success(long gasUsed, Optional<ExecutionCounters> counters) implements CallOutcome {}

    /**
     * The code reverted or ran into an exceptional halt.
     *
     * @param data what the code reverted with, empty when nothing
     */
    record Reverted(long gasUsed, Bytes data, Optional<ExecutionCounters> counters)
        implements CallOutcome {}

    /**
     * It could not even begin, for instance because the value is not there.
     *
     * @param reason one clause for the caller
     */
    record Invalid(String reason) implements CallOutcome {}
  }

  /**
   * What a call did, counted in the EVM.
   *
   * @param keccakHashes Keccak-f permutations (blocks of 136 bytes) of KECCAK256 instructions
   * @param sha256Hashes compressions (blocks of 64 bytes) of precompile 2
   * @param memoryAccesses MLOAD, MSTORE, MSTORE8 and copying instructions
   * @param arithmetics multiplications, divisions and modular arithmetic
   * @param binaries additions, subtractions, comparisons, bitwise operations and shifts
   * @param steps instructions
   */
  record ExecutionCounters(
      long keccakHashes,
      long sha256Hashes,
      long memoryAccesses,
      long arithmetics,
      long binaries,
      long steps) {}
}
