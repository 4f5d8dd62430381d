/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.DevContracts;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/** Accounts of L1 (anvil's well-known ones) and of L2, and the genesis that funds the latter. */
final class Keys {
  static final long L2_CHAIN_ID = 1001;
  static final long GAS_LIMIT = 30_000_000;
  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000000c0ffe");

  private static final String SEQUENCER_KEY =
      "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
  private static final String AGGREGATOR_KEY =
      "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";
  private static final String VERIFIER_KEY = number(1000);

  static final PrivateKey DEPLOYER =
      PrivateKey.fromHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  static final PrivateKey SEQUENCER = PrivateKey.fromHex(SEQUENCER_KEY);
  static final PrivateKey AGGREGATOR = PrivateKey.fromHex(AGGREGATOR_KEY);
  static final PrivateKey FORCER =
      PrivateKey.fromHex("7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

  static final PrivateKey VERIFIER = PrivateKey.fromHex(VERIFIER_KEY);
  static final PrivateKey ALICE = l2(1);
  static final PrivateKey FORCED_SENDER = l2(2);

  /** Accounts that can pay for one of two transactions; each is used once in a test. */
  static final int POOR_ACCOUNTS = 128;

  /** Wei: more than half of what a poor account has. */
  static final BigInteger HALF_ETHER_AND_MORE = new BigInteger("600000000000000000");

  private static final String ETHER_1 = "0xde0b6b3a7640000";
  private static final String ETHER_1000000 = "0xd3c21bcecceda1000000";

  private Keys() {}

  static PrivateKey l2(final int number) {
    return PrivateKey.fromHex(number(number));
  }

  private static String number(final int number) {
    return Bytes32.leftPad(Bytes.ofUnsignedInt(number)).toUnprefixedHexString();
  }

  static PrivateKey poor(final int number) {
    if (number >= POOR_ACCOUNTS) {
      throw new IllegalStateException("only %d poor accounts".formatted(POOR_ACCOUNTS));
    }
    return l2(10_000 + number);
  }

  static Path sequencerFile(final Path directory) {
    return write(directory.resolve("sequencer.key"), SEQUENCER_KEY);
  }

  static Path aggregatorFile(final Path directory) {
    return write(directory.resolve("aggregator.key"), AGGREGATOR_KEY);
  }

  static Path verifierFile(final Path directory) {
    return write(directory.resolve("verifier.key"), VERIFIER_KEY);
  }

  static Path genesis(final Path directory) {
    final List<String> accounts = new ArrayList<>();
    accounts.add(account(ALICE.address(), ETHER_1000000));
    accounts.add(account(FORCED_SENDER.address(), ETHER_1000000));
    for (int i = 0; i < POOR_ACCOUNTS; i++) {
      accounts.add(account(poor(i).address(), ETHER_1));
    }
    GenesisContracts.initialized(DevContracts.ROLLUP_ID, Optional.empty())
        .forEach((address, contract) -> accounts.add(contract(address, contract)));
    return write(
        directory.resolve("genesis.json"),
        """
        {"config":{"chainId":%d,"homesteadBlock":0,"eip150Block":0,"eip155Block":0,
         "eip158Block":0,"byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,
         "istanbulBlock":0,"berlinBlock":0,"londonBlock":0,"terminalTotalDifficulty":0,
         "shanghaiTime":0,"cancunTime":0,"pragueTime":0},
         "nonce":"0x0","timestamp":"0x0","extraData":"0x","gasLimit":"0x%x",
         "difficulty":"0x0","baseFeePerGas":"0x3b9aca00",
         "mixHash":"%s","coinbase":"%s","alloc":{%s}}
        """
            .formatted(
                L2_CHAIN_ID, GAS_LIMIT, Bytes32.ZERO, Address.ZERO, String.join(",", accounts)));
  }

  private static String contract(final Address address, final GenesisContracts.Account account) {
    try {
      return "\"%s\":%s".formatted(address, new ObjectMapper().writeValueAsString(account.alloc()));
    } catch (final JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String account(final Address address, final String balance) {
    return "\"%s\":{\"balance\":\"%s\"}".formatted(address, balance);
  }

  private static Path write(final Path file, final String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
