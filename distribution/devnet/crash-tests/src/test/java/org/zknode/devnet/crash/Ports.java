/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.Map;
import java.util.Set;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.state.StateStore;

/** The operations by which a node makes something durable, or publishes it, outside of its JVM. */
final class Ports {
  /** Changing operations of each port. */
  static final Map<Class<?>, Set<String>> CHANGES =
      Map.of(
          StateStore.class, Set.of("write", "update", "record"),
          BridgeStore.class, Set.of("write", "update"),
          TransactionPool.class,
              Set.of(
                  "add",
                  "markSelected",
                  "markFailed",
                  "markInvalid",
                  "giveUp",
                  "settle",
                  "unselectAbove"),
          PoolMaintenance.Rows.class,
              Set.of("expire", "deleteSelectedUpTo", "deleteDead", "deleteFates"),
          GasPrices.class, Set.of("add", "deleteBefore"),
          ExecutionEngine.class, Set.of("extend", "unwindTo", "setSafeAndFinalized"),
          OpenBlock.class, Set.of("seal"),
          L1Client.class, Set.of("sendRaw"));

  /** The other operations: a new one must be put here or there. */
  static final Map<Class<?>, Set<String>> READS =
      Map.of(
          StateStore.class, Set.of("read", "version", "tryLock", "close"),
          BridgeStore.class, Set.of("read"),
          TransactionPool.class,
              Set.of(
                  "isFull",
                  "candidates",
                  "changes",
                  "load",
                  "awaitNew",
                  "find",
                  "highestNonce",
                  "pendingCount",
                  "takesGaps",
                  "hasNonces",
                  "close"),
          PoolMaintenance.Rows.class, Set.of(),
          GasPrices.class, Set.of("read", "readL1"),
          ExecutionEngine.class,
              Set.of(
                  "name",
                  "chainId",
                  "head",
                  "block",
                  "stateRoot",
                  "l1InfoRoot",
                  "decode",
                  "prepare",
                  "recoverSender",
                  "readableStates",
                  "storage",
                  "accounts",
                  "simulate",
                  "metersResources",
                  "open",
                  "meter",
                  "reExecute",
                  "recordWitness",
                  "suggestGasPrice",
                  "account",
                  "reader",
                  "disk",
                  "close"),
          OpenBlock.class, Set.of("attributes", "append", "accounts", "close", "telling", "atOnce"),
          L1Client.class,
              Set.of(
                  "name",
                  "chainId",
                  "head",
                  "block",
                  "views",
                  "isGood",
                  "failed",
                  "stateAt",
                  "forcedBatchHash",
                  "events",
                  "logs",
                  "call",
                  "rollupData",
                  "leastBatchSequenced",
                  "sequencedAccInputHash",
                  "verifiedStateRoot",
                  "rewardPerBatch",
                  "l1InfoRoot",
                  "hasCode",
                  "balance",
                  "minedNonce",
                  "minedNonces",
                  "pendingNonce",
                  "fees",
                  "gasPrice",
                  "estimateGas",
                  "simulate",
                  "receipt",
                  "close"));

  private Ports() {}

  /** Short name for the list of crash points. */
  static String label(final Class<?> port) {
    return switch (port.getSimpleName()) {
      case "StateStore" -> "state-db";
      case "BridgeStore" -> "bridge-index";
      case "TransactionPool" -> "pool-db";
      case "Rows" -> "pool-db-maintenance";
      case "GasPrices" -> "pool-db-gas-prices";
      case "ExecutionEngine", "OpenBlock" -> "engine";
      case "L1Client" -> "l1";
      default -> throw new IllegalArgumentException("not a port: " + port);
    };
  }
}
