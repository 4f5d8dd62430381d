/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1BehindException;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.service.TemporaryException;

/** What a wrong configuration and an L1 out of reach look like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class L1ConfigurationTest {
  private static final Address NOTHING =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  private DevRollupFixture l1;

  @BeforeAll
  void start() {
    l1 = new DevRollupFixture();
  }

  @AfterAll
  void stop() {
    l1.close();
  }

  @Test
  void acceptsTheRightDeployment() {
    assertThatCode(() -> l1.client.verifyDeployment(DevRollupFixture.CHAIN))
        .doesNotThrowAnyException();
  }

  @Test
  void namesWhatIsWrong() {
    final L1Config good = l1.config;
    assertWrong(
        new L1Config(
            good.urls(),
            1,
            good.rollupManager(),
            good.rollup(),
            good.globalExitRootManager(),
            1,
            1,
            BlockTag.LATEST),
        DevRollupFixture.CHAIN,
        "%s is not of L1: it is of chain 31337, expected 1 (--plugin-zknode-l1-urls, --plugin-zknode-l1-chain-id 1)"
            .formatted(l1.anvil.url().getAuthority()));
    assertWrong(
        contracts(NOTHING, good.rollup(), good.globalExitRootManager(), 1),
        DevRollupFixture.CHAIN,
        "there is no contract at the rollup manager address %s on L1 chain 31337"
            .formatted(NOTHING));
    assertWrong(
        contracts(good.rollupManager(), good.rollup(), good.globalExitRootManager(), 7),
        DevRollupFixture.CHAIN,
        "the rollup id of the rollup at %s is 1, expected 7".formatted(good.rollup()));
    assertWrong(
        contracts(good.rollupManager(), l1.deployment.verifier(), good.globalExitRootManager(), 1),
        DevRollupFixture.CHAIN,
        "the rollup manager at %s knows no rollup at %s"
            .formatted(good.rollupManager(), l1.deployment.verifier()));
    assertWrong(
        contracts(good.rollupManager(), good.rollup(), l1.deployment.verifier(), 1),
        DevRollupFixture.CHAIN,
        "the global exit root manager of rollup 1 at %s is %s, expected %s"
            .formatted(good.rollup(), good.globalExitRootManager(), l1.deployment.verifier()));
    assertWrong(
        good,
        new ChainConfig(1002, 8, DevRollupFixture.COINBASE, 30_000_000),
        "the L2 chain id of rollup 1 at %s is 1001, expected 1002".formatted(good.rollup()));
    assertWrong(
        good,
        new ChainConfig(1001, 7, DevRollupFixture.COINBASE, 30_000_000),
        "the fork id of rollup 1 at %s is 8, expected 7".formatted(good.rollup()));
  }

  @Test
  void aContractOfAnotherKindIsNamed() {
    final L1Config swapped =
        contracts(l1.config.rollup(), l1.config.rollup(), l1.config.globalExitRootManager(), 1);
    try (JsonRpcL1Client client = new JsonRpcL1Client(swapped)) {
      assertThatThrownBy(() -> client.verifyDeployment(DevRollupFixture.CHAIN))
          .isInstanceOf(L1ConfigurationException.class)
          .hasMessageStartingWith(
              "the contract at the rollup manager address %s is of another kind"
                  .formatted(l1.config.rollup()));
    }
  }

  /** A node of its own, on a fork from before the deployment. */
  @Test
  void anEndpointThatLagsBehindTheDeploymentIsWaitedFor() {
    try (AnvilProcess old =
        DevL1.start(
            "--fork-url",
            l1.anvil.url().toString(),
            "--fork-block-number",
            "0",
            "--no-mining",
            "--no-storage-caching")) {
      try (JsonRpcL1Client client = new JsonRpcL1Client(urls(List.of(old.url())))) {
        assertThatThrownBy(() -> client.verifyDeployment(DevRollupFixture.CHAIN))
            .isInstanceOf(L1BehindException.class)
            .hasMessageContaining(old.url().getAuthority() + " is at block 0 of 20")
            .hasMessageContaining(
                "the rollup's first block there is " + l1.config.genesisBlock() + " (");
      }
      try (JsonRpcL1Client client = new JsonRpcL1Client(urls(List.of(old.url(), l1.anvil.url())))) {
        assertThatCode(() -> client.verifyDeployment(DevRollupFixture.CHAIN))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void rotatesToTheNextEndpoint() {
    final L1Config twoUrls = urls(List.of(URI.create("http://127.0.0.1:1"), l1.anvil.url()));
    try (JsonRpcL1Client client = new JsonRpcL1Client(twoUrls)) {
      assertThat(client.chainId()).isEqualTo(DevL1.L1_CHAIN_ID);
    }
  }

  @Test
  void anUnreachableL1IsTemporary() {
    final JsonRpcLimits impatient =
        new JsonRpcLimits(
            Duration.ofSeconds(2), 3, Duration.ofMillis(1), Duration.ofMillis(2), 1_000_000);
    try (JsonRpcL1Client client =
        new JsonRpcL1Client(urls(List.of(URI.create("http://127.0.0.1:1/key-123"))), impatient)) {
      assertThatThrownBy(client::chainId)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("L1 gave no answer to eth_chainId in 3 attempts")
          .hasMessageContaining("the connection cannot be made")
          .hasMessageContaining("127.0.0.1:1")
          .hasMessageNotContaining("key-123");
    }
  }

  @Test
  void readsAccountsAndHeads() {
    assertThat(l1.client.balance(DevL1.SEQUENCER.address())).isGreaterThan(BigInteger.TEN);
    assertThat(l1.client.balance(NOTHING)).isEqualTo(BigInteger.ZERO);
    assertThat(l1.client.minedNonce(DevL1.DEPLOYER.address())).isGreaterThanOrEqualTo(6);
    assertThat(l1.client.head(BlockTag.FINALIZED).number())
        .isLessThanOrEqualTo(l1.client.head(BlockTag.LATEST).number());
    assertThat(l1.client.block(1_000_000)).isEmpty();
    assertThatThrownBy(() -> l1.client.events(1, 1_000_000))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("1000000");
  }

  @Test
  void refusedTransactionsAreClassified() {
    assertThatThrownBy(() -> l1.client.sendRaw(Bytes.fromHexString("0x02c0")))
        .isInstanceOfSatisfying(
            L1SendException.class, e -> assertThat(e.refusal()).isEqualTo(SendRefusal.UNKNOWN));
  }

  private void assertWrong(final L1Config config, final ChainConfig chain, final String message) {
    try (JsonRpcL1Client client = new JsonRpcL1Client(config)) {
      assertThatThrownBy(() -> client.verifyDeployment(chain))
          .isInstanceOf(L1ConfigurationException.class)
          .hasMessage(message);
    }
  }

  private L1Config contracts(
      final Address manager, final Address rollup, final Address exitRoots, final long rollupId) {
    return new L1Config(
        l1.config.urls(),
        l1.config.chainId(),
        manager,
        rollup,
        exitRoots,
        rollupId,
        1,
        BlockTag.LATEST);
  }

  private L1Config urls(final List<URI> urls) {
    return l1.deployment.toL1Config(urls, BlockTag.LATEST);
  }
}
