/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;

/**
 * The L2 genesis of a devnet: post-merge from block 0, Prague rules, timestamp 0, funded dev
 * accounts and the system contracts: EIP-4788 and EIP-2935 as everywhere; those of EIP-7002 and
 * EIP-7251 with code that does nothing, because a rollup takes no requests, but a stock execution
 * client refuses a Prague block when they are missing. Besides, the contracts of the bridge
 * (docs/spec/bridge.md, "Contracts in the genesis file").
 */
final class Genesis {
  /** Gas limit of every L2 block. */
  static final long BLOCK_GAS_LIMIT = 30_000_000;

  /** Balance of each funded account: a million ether, in wei. */
  private static final BigInteger BALANCE = BigInteger.TEN.pow(24);

  /** EIP-7002. */
  private static final Address WITHDRAWAL_REQUESTS =
      Address.fromHex("0x00000961Ef480Eb55e80D19ad83579A64c007002");

  /** EIP-7251. */
  private static final Address CONSOLIDATION_REQUESTS =
      Address.fromHex("0x0000BBdDc7CE488642fb579F8B00f3a590007251");

  /** The instruction STOP: a system call to it returns nothing, which means no request. */
  private static final Bytes STOP = Bytes.of(0x00);

  /** Each system contract by its address, with its code. */
  private static final Map<Address, Bytes> SYSTEM_CONTRACTS =
      Map.of(
          // EIP-4788, parent beacon block roots: here L1 info roots
          Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02"),
          Bytes.fromHexString(
              "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500"),
          // EIP-2935, hashes of the last 8191 blocks
          Address.fromHex("0x0000F90827F1C53a10cb7A02335B175320002935"),
          Bytes.fromHexString(
              "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500"),
          WITHDRAWAL_REQUESTS,
          STOP,
          CONSOLIDATION_REQUESTS,
          STOP);

  private final long chainId;
  private final List<Address> funded;
  private final Map<Address, GenesisContracts.Account> bridge;

  /** The state root of block 0 as that engine shows it, whatever the chain id is. */
  static Bytes32 stateRoot(
      final DevnetOptions.Engine engine, final long rollupId, final List<Address> funded) {
    return switch (engine) {
      case BESU -> new Genesis(NodeFlags.L2_CHAIN_ID, rollupId, funded).stateRoot();
      // anvil shows the root of the empty state for block 0, whatever the genesis file says.
      case EMBEDDED -> MerklePatricia.EMPTY_ROOT;
    };
  }

  Genesis(final long chainId, final long rollupId, final List<Address> funded) {
    this.chainId = chainId;
    this.funded = List.copyOf(funded);
    this.bridge = GenesisContracts.initialized(rollupId, Optional.empty());
  }

  /** The genesis file, in the form that Besu and anvil read. */
  Map<String, Object> file() {
    final Map<String, Object> config = new LinkedHashMap<>();
    config.put("chainId", chainId);
    for (final String fork :
        List.of(
            "homestead",
            "eip150",
            "eip155",
            "eip158",
            "byzantium",
            "constantinople",
            "petersburg",
            "istanbul",
            "berlin",
            "london")) {
      config.put(fork + "Block", 0);
    }
    config.put("terminalTotalDifficulty", 0);
    config.put("shanghaiTime", 0);
    config.put("cancunTime", 0);
    config.put("pragueTime", 0);
    // Besu asks for these addresses; nobody can deploy to the zero address (EIP-6110).
    config.put("depositContractAddress", Address.ZERO.toString());
    config.put("withdrawalRequestContractAddress", WITHDRAWAL_REQUESTS.toString());
    config.put("consolidationRequestContractAddress", CONSOLIDATION_REQUESTS.toString());
    final Map<String, Object> alloc = new LinkedHashMap<>();
    for (final Address account : funded) {
      alloc.put(
          account.bytes().toUnprefixedHexString(), Map.of("balance", "0x" + BALANCE.toString(16)));
    }
    SYSTEM_CONTRACTS.forEach(
        (address, code) ->
            alloc.put(
                address.bytes().toUnprefixedHexString(),
                Map.of("balance", "0x0", "nonce", "0x1", "code", code.toHexString())));
    bridge.forEach(
        (address, account) -> alloc.put(address.bytes().toUnprefixedHexString(), account.alloc()));
    final Map<String, Object> genesis = new LinkedHashMap<>();
    genesis.put("config", config);
    genesis.put("nonce", "0x0");
    genesis.put("timestamp", "0x0");
    genesis.put("extraData", "0x");
    genesis.put("gasLimit", "0x" + Long.toHexString(BLOCK_GAS_LIMIT));
    genesis.put("difficulty", "0x0");
    genesis.put("mixHash", Bytes32.ZERO.toHexString());
    genesis.put("coinbase", Address.ZERO.toString());
    genesis.put("baseFeePerGas", "0x3b9aca00");
    genesis.put("alloc", alloc);
    return genesis;
  }

  /** State root of block 0 as Besu computes it. */
  Bytes32 stateRoot() {
    final Map<Bytes, Bytes> accounts = new LinkedHashMap<>();
    for (final Address account : funded) {
      accounts.put(account.bytes(), account(0, BALANCE, Map.of(), Bytes.EMPTY));
    }
    SYSTEM_CONTRACTS.forEach(
        (address, code) ->
            accounts.put(address.bytes(), account(1, BigInteger.ZERO, Map.of(), code)));
    bridge.forEach(
        (address, contract) ->
            accounts.put(
                address.bytes(),
                account(
                    GenesisContracts.Account.NONCE,
                    contract.balance(),
                    contract.storage(),
                    contract.code())));
    return MerklePatricia.secureRoot(accounts);
  }

  private static Bytes account(
      final long nonce,
      final BigInteger balance,
      final Map<BigInteger, Bytes32> storage,
      final Bytes code) {
    final Map<Bytes, Bytes> slots = new LinkedHashMap<>();
    storage.forEach(
        (slot, value) ->
            slots.put(
                UInt256.valueOf(slot).toBytes(),
                RlpWriter.encode(w -> w.bytes(value.trimLeadingZeros()))));
    return RlpWriter.encodeList(
        w ->
            w.uint64(nonce)
                .integer(balance)
                .bytes(MerklePatricia.secureRoot(slots))
                .bytes(Keccak256.hash(code)));
  }
}
