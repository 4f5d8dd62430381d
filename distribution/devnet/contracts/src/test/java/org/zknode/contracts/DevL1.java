/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;

/** anvil and the accounts that it funds (its well-known test mnemonic). */
final class DevL1 {
  static final Path CACHE = Path.of("target", "npm");
  static final long L1_CHAIN_ID = 31337;
  static final long L2_CHAIN_ID = 1001;
  static final long FORK_ID = 8;
  static final Bytes32 GENESIS_ROOT = Bytes32.repeat((byte) 0x11);

  static final PrivateKey DEPLOYER =
      key("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  static final PrivateKey SEQUENCER =
      key("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
  static final PrivateKey AGGREGATOR =
      key("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

  /** A user without any role. */
  static final PrivateKey USER =
      key("7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

  private DevL1() {}

  static AnvilProcess start(final String... extraArguments) {
    final List<String> arguments =
        new ArrayList<>(List.of("--chain-id", Long.toString(L1_CHAIN_ID)));
    arguments.addAll(List.of(extraArguments));
    return AnvilProcess.start(AnvilBinary.locate(CACHE), arguments);
  }

  static DevContracts.Deployment deploy(final AnvilProcess anvil) {
    return deploy(anvil, DevContracts.Variant.PLAIN);
  }

  static DevContracts.Deployment deploy(
      final AnvilProcess anvil, final DevContracts.Variant variant) {
    return DevContracts.deploy(
        anvil.url(),
        DEPLOYER,
        new DevContracts.Parameters(
            L2_CHAIN_ID,
            FORK_ID,
            GENESIS_ROOT,
            SEQUENCER.address(),
            AGGREGATOR.address(),
            "http://127.0.0.1:8545",
            variant));
  }

  private static PrivateKey key(final String hex) {
    return PrivateKey.fromHex(hex);
  }
}
