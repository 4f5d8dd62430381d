/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.ContractArtifact;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Contracts;

/**
 * The bridge's contracts as they stand in the genesis file of a rollup: code and storage, as if
 * they had been created and initialized (docs/spec/bridge.md, "Contracts in the genesis file").
 */
public final class GenesisContracts {
  /**
   * The L2 global exit root manager, where the initial batch of a consensus contract expects it.
   */
  public static final Address EXIT_ROOT_MANAGER = L2Contracts.EXIT_ROOT_MANAGER;

  /** The bridge of L2. */
  public static final Address BRIDGE = L2Contracts.BRIDGE;

  /** Wei that the bridge of L2 has in genesis: more than L1 can ever deposit. */
  public static final BigInteger BRIDGE_BALANCE =
      BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  private static final String ETHER_NAME = "Wrapped Ether";
  private static final String ETHER_SYMBOL = "WETH";
  private static final int ETHER_DECIMALS = 18;

  private GenesisContracts() {}

  /**
   * An ERC-20 of another network that pays for gas instead of ether.
   *
   * @param network where the token is, 0 for L1
   * @param metadata abi.encode(name, symbol, decimals) of it
   */
  public record GasToken(Address token, long network, Bytes metadata) {}

  /**
   * An account of a genesis file.
   *
   * @param balance wei
   * @param storage values by slot, without zeros
   */
  public record Account(BigInteger balance, Bytes code, Map<BigInteger, Bytes32> storage) {
    /** Contracts are created with nonce 1 (EIP-161). */
    public static final long NONCE = 1;

    /** The entry of a genesis file's alloc. */
    public Map<String, Object> alloc() {
      final Map<String, String> slots = new LinkedHashMap<>();
      storage.forEach((slot, value) -> slots.put(word(slot).toHexString(), value.toHexString()));
      final Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("balance", "0x" + balance.toString(16));
      entry.put("nonce", "0x" + Long.toHexString(NONCE));
      entry.put("code", code.toHexString());
      entry.put("storage", slots);
      return entry;
    }
  }

  /**
   * Contracts that are initialized: nothing has to be sent before the first deposit or claim.
   *
   * @param rollupId network id of the rollup, from 1
   * @param gasToken empty when ether pays for gas
   */
  public static Map<Address, Account> initialized(
      final long rollupId, final Optional<GasToken> gasToken) {
    final ContractArtifact artifact = ContractArtifact.load("Bridge");
    final ContractStorage bridge =
        new ContractStorage(artifact)
            .value("networkID", Bytes.ofUnsignedInt(rollupId))
            .value("globalExitRootManager", EXIT_ROOT_MANAGER.bytes());
    final Map<Address, Account> accounts = new LinkedHashMap<>();
    gasToken.ifPresent(
        token -> {
          final Address ether = wrappedEther(BRIDGE);
          bridge
              .value("gasTokenAddress", token.token().bytes())
              .value("gasTokenNetwork", Bytes.ofUnsignedInt(token.network()))
              .bytes("gasTokenMetadata", token.metadata())
              .value("WETHToken", ether.bytes());
          accounts.put(ether, etherToken());
        });
    accounts.put(BRIDGE, new Account(BRIDGE_BALANCE, artifact.runtimeBytecode(), bridge.slots()));
    accounts.put(EXIT_ROOT_MANAGER, exitRootManager());
    return accounts;
  }

  /** Where a bridge creates its token for ether when another token pays for gas (EIP-1014). */
  public static Address wrappedEther(final Address bridge) {
    final Bytes arguments =
        Bytes.wrap(
            TupleType.parse("(string,string,uint8)")
                .encode(Tuple.of(ETHER_NAME, ETHER_SYMBOL, ETHER_DECIMALS))
                .array());
    final Bytes32 creation =
        Keccak256.hash(ContractArtifact.load("WrappedToken").bytecode(), arguments);
    return new Address(
        Keccak256.hash(Bytes.of(0xff), bridge.bytes(), Bytes32.ZERO, creation)
            .slice(Bytes32.SIZE - Address.SIZE));
  }

  private static Account etherToken() {
    final ContractArtifact artifact = ContractArtifact.load("WrappedToken");
    return new Account(
        BigInteger.ZERO,
        artifact.runtimeBytecode(),
        new ContractStorage(artifact)
            .bytes("name", text(ETHER_NAME))
            .bytes("symbol", text(ETHER_SYMBOL))
            .value("decimals", Bytes.of(ETHER_DECIMALS))
            .value("bridgeAddress", BRIDGE.bytes())
            .slots());
  }

  private static Account exitRootManager() {
    final ContractArtifact artifact = ContractArtifact.load("L2GlobalExitRootManager");
    return new Account(
        BigInteger.ZERO,
        artifact.runtimeBytecode(),
        new ContractStorage(artifact).value("bridgeAddress", BRIDGE.bytes()).slots());
  }

  private static Bytes text(final String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes32 word(final BigInteger value) {
    return Bytes32.leftPad(Bytes.wrap(value.toByteArray()).trimLeadingZeros());
  }
}
