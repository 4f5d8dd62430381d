/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.contracts.ContractArtifact;
import org.zknode.contracts.bridge.GenesisContracts.Account;
import org.zknode.contracts.bridge.GenesisContracts.GasToken;
import org.zknode.eth.Address;

/** What stands in a genesis file is what creation and initialization would have left. */
class GenesisContractsTest {
  private static final Address TOKEN =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  private static final Address CREATOR =
      Address.fromHex("0x00000000000000000000000000000000000000bb");

  @TempDir Path temp;

  private Anvil anvil(final Map<Address, Account> contracts) throws IOException {
    final Map<String, Object> alloc = new LinkedHashMap<>();
    contracts.forEach((address, account) -> alloc.put(address.toString(), account.alloc()));
    final Map<String, Object> genesis =
        Map.of(
            "config",
            Map.of("chainId", 31337, "pragueTime", 0),
            "difficulty",
            "0x0",
            "gasLimit",
            "0x1c9c380",
            "alloc",
            alloc);
    final Path file = Files.createTempFile(temp, "genesis", ".json");
    new ObjectMapper().writeValue(file.toFile(), genesis);
    return new Anvil("--init", file.toString());
  }

  @Test
  void initializedContractsAnswerAndWork() throws IOException {
    try (Anvil anvil = anvil(GenesisContracts.initialized(3, Optional.empty()))) {
      final Contract bridge = Contract.at(anvil, "Bridge", GenesisContracts.BRIDGE);
      final Contract manager =
          Contract.at(anvil, "L2GlobalExitRootManager", GenesisContracts.EXIT_ROOT_MANAGER);
      assertThat(bridge.number("networkID")).isEqualTo(3);
      assertThat(bridge.addressOf("globalExitRootManager"))
          .isEqualTo(GenesisContracts.EXIT_ROOT_MANAGER);
      assertThat(bridge.addressOf("WETHToken")).isEqualTo(Address.ZERO);
      assertThat(manager.addressOf("bridgeAddress")).isEqualTo(GenesisContracts.BRIDGE);
      assertThat(anvil.balance(GenesisContracts.BRIDGE))
          .isEqualTo(BigInteger.TWO.pow(128).subtract(BigInteger.ONE));
      bridge.refuses(
          "AlreadyInitialized()",
          anvil.account(0),
          "initialize",
          1,
          Address.ZERO,
          0,
          TOKEN,
          TOKEN,
          Bytes.EMPTY);
      final Anvil.Receipt receipt =
          bridge.sendValue(
              anvil.account(2), BigInteger.TEN, "bridgeMessage", 0, TOKEN, true, Bytes.of(1));
      assertThat(Deposit.in(receipt)).hasSize(1);
      assertThat(anvil.storage(GenesisContracts.EXIT_ROOT_MANAGER, 1))
          .isEqualTo(bridge.hash("getRoot"));
    }
  }

  /** Slot by slot as initialize leaves it, on a network with a token for gas. */
  @Test
  void storageIsWhatInitializationLeaves() throws IOException {
    final GasToken gasToken = new GasToken(TOKEN, 0, GasTokenBridgeTest.METADATA);
    final Map<Address, Account> expected = GenesisContracts.initialized(3, Optional.of(gasToken));
    final Address weth = GenesisContracts.wrappedEther(GenesisContracts.BRIDGE);
    assertThat(expected)
        .containsOnlyKeys(GenesisContracts.BRIDGE, GenesisContracts.EXIT_ROOT_MANAGER, weth);
    try (Anvil anvil = anvil(blank(expected, CREATOR))) {
      anvil.setBalance(CREATOR, BigInteger.TEN.pow(18));
      anvil.request("anvil_impersonateAccount", CREATOR.toString());
      Contract.at(anvil, "Bridge", GenesisContracts.BRIDGE)
          .send(
              CREATOR,
              "initialize",
              3,
              TOKEN,
              0,
              GenesisContracts.EXIT_ROOT_MANAGER,
              Address.ZERO,
              GasTokenBridgeTest.METADATA);
      expected.forEach((address, account) -> assertSame(anvil, address, account));
    }
    try (Anvil anvil = anvil(expected)) {
      expected.forEach((address, account) -> assertSame(anvil, address, account));
      final Contract token = Contract.at(anvil, "WrappedToken", weth);
      assertThat(token.<String>read("name")).isEqualTo("Wrapped Ether");
      assertThat(token.addressOf("bridgeAddress")).isEqualTo(GenesisContracts.BRIDGE);
      final Contract bridge = Contract.at(anvil, "Bridge", GenesisContracts.BRIDGE);
      assertThat(bridge.addressOf("WETHToken")).isEqualTo(weth);
      assertThat(Bytes.wrap(bridge.<byte[]>read("gasTokenMetadata")))
          .isEqualTo(GasTokenBridgeTest.METADATA);
    }
  }

  /** As before initialization: nothing of a bridge is set but by whom it was created. */
  private static Map<Address, Account> blank(
      final Map<Address, Account> contracts, final Address creator) {
    final Account bridge = contracts.get(GenesisContracts.BRIDGE);
    final long slot =
        ContractArtifact.load("Bridge").storage().path("initializer").path("slot").asLong();
    return Map.of(
        GenesisContracts.EXIT_ROOT_MANAGER,
        contracts.get(GenesisContracts.EXIT_ROOT_MANAGER),
        GenesisContracts.BRIDGE,
        new Account(
            bridge.balance(),
            bridge.code(),
            Map.of(BigInteger.valueOf(slot), Bytes32.leftPad(creator.bytes()))));
  }

  @Test
  void nobodyInitializesWhatHasNoCreator() throws IOException {
    final Map<Address, Account> contracts = GenesisContracts.initialized(3, Optional.empty());
    try (Anvil anvil = anvil(blank(contracts, Address.ZERO))) {
      Contract.at(anvil, "Bridge", GenesisContracts.BRIDGE)
          .refuses(
              "OnlyInitializer()",
              anvil.account(0),
              "initialize",
              3,
              Address.ZERO,
              0,
              GenesisContracts.EXIT_ROOT_MANAGER,
              Address.ZERO,
              Bytes.EMPTY);
    }
  }

  private static void assertSame(final Anvil anvil, final Address address, final Account account) {
    assertThat(anvil.request("eth_getCode", address.toString(), "latest").asText())
        .as("code of %s", address)
        .isEqualTo(account.code().toHexString());
    final Map<BigInteger, Bytes32> storage = new LinkedHashMap<>(account.storage());
    // Slots of variables that are zero, too.
    for (int slot = 0; slot < 64; slot++) {
      storage.putIfAbsent(BigInteger.valueOf(slot), Bytes32.ZERO);
    }
    storage.forEach(
        (slot, value) ->
            assertThat(
                    anvil
                        .request(
                            "eth_getStorageAt",
                            address.toString(),
                            "0x" + slot.toString(16),
                            "latest")
                        .asText())
                .as("slot %s of %s", slot, address)
                .isEqualTo(value.toHexString()));
  }

  @Test
  void theAllocEntryIsWhatClientsRead() {
    final Map<String, Object> entry =
        GenesisContracts.initialized(1, Optional.empty())
            .get(GenesisContracts.EXIT_ROOT_MANAGER)
            .alloc();
    assertThat(entry)
        .containsEntry("balance", "0x0")
        .containsEntry("nonce", "0x1")
        .containsEntry(
            "storage",
            Map.of(
                "0x0000000000000000000000000000000000000000000000000000000000000002",
                "0x0000000000000000000000007a6b427269646765000000000000000000000001"));
  }
}
