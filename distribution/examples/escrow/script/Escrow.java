/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.zknode.contracts.ContractArtifact;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/** Ether from L1 to L3 of a devnet and back: deploys the contracts, follows each message. */
final class Escrow {
  /** Of a bridge: the chain below, and its rollup. */
  private static final long BELOW = 0;

  private static final long ROLLUP = 1;

  /** How long somebody else may take to claim what goes up. */
  private static final Duration SPONSOR = Duration.ofMinutes(3);

  private final Path artifacts;
  private final Account l1;
  private final Account l2;
  private final Account l3;
  private final Bridge bridgeA;
  private final Bridge bridgeB;

  private Escrow(final Path artifacts, final JsonNode devnet) {
    final JsonNode upper = devnet.path("l3");
    if (upper.isMissingNode()) {
      throw new IllegalStateException("this devnet has no L3: start it with zknode devnet --l3");
    }
    final PrivateKey key =
        PrivateKey.fromHex(devnet.path("accounts").path(0).path("privateKey").asText());
    this.artifacts = artifacts;
    this.l1 = new Account("L1", URI.create(devnet.path("l1Url").asText()), key);
    this.l2 = new Account("L2", URI.create(devnet.path("mainNodeUrl").asText()), key);
    this.l3 = new Account("L3", URI.create(upper.path("mainNodeUrl").asText()), key);
    this.bridgeA = new Bridge(devnet, l1, l2);
    this.bridgeB = new Bridge(upper, l2, l3);
  }

  /**
   * @param args folder of the compiled contracts, devnet.json, and perhaps wei
   */
  public static void main(final String[] args) throws Exception {
    final JsonNode devnet = new ObjectMapper().readTree(Path.of(args[1]).toFile());
    new Escrow(Path.of(args[0]), devnet)
        .run(new BigInteger(args.length > 2 ? args[2] : "1000000000000000"));
  }

  private void run(final BigInteger wei) throws Exception {
    // Each has to know its peer, so the addresses are computed before the contracts are there.
    final Address escrow = l1.nextContract();
    final Address relay = l2.nextContract();
    final Address token = l3.nextContract();
    l1.deploy(contract("Escrow"), escrow, bridgeA.below(), ROLLUP, relay);
    l2.deploy(
        contract("EscrowRelay"),
        relay,
        bridgeA.onRollup(),
        BELOW,
        escrow,
        bridgeB.below(),
        ROLLUP,
        token);
    l3.deploy(contract("EscrowToken"), token, bridgeB.onRollup(), BELOW, relay);

    final long start = System.nanoTime();
    final Address me = l1.address();
    say("%s wei are locked on L1", wei);
    JsonNode receipt = l1.send(escrow, wei, "lock(address)", me);
    receipt = bridgeA.follow(BELOW, receipt, SPONSOR);
    bridgeB.follow(BELOW, receipt, SPONSOR);
    require("tokens on L3", wei, l3.number(token, "balanceOf(address)", me));
    say("%s units of the token are on L3, %d s", wei, seconds(start));

    final long back = System.nanoTime();
    receipt = l3.send(token, BigInteger.ZERO, "burn(address,uint256)", me, wei);
    receipt = bridgeB.follow(ROLLUP, receipt, Duration.ZERO);
    bridgeA.follow(ROLLUP, receipt, Duration.ZERO);
    require("tokens on L3", BigInteger.ZERO, l3.number(token, "totalSupply()"));
    require("wei in the escrow", BigInteger.ZERO, l1.number(escrow, "locked()"));
    say("%s wei are unlocked on L1, %d s", wei, seconds(back));
    say("round trip: %d s", seconds(start));
  }

  private ContractArtifact contract(final String name) {
    return ContractArtifact.read(artifacts.resolve(name + ".json"));
  }

  private static long seconds(final long start) {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  private static void require(
      final String what, final BigInteger expected, final BigInteger found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException("%s: %s instead of %s".formatted(what, found, expected));
    }
  }

  static void say(final String text, final Object... args) {
    System.out.printf(text + "%n", args);
  }
}
