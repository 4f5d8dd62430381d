/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.bridgeclient.Networks.Side;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;
import picocli.CommandLine.Option;

/** Where the two chains and their bridges are. */
final class NetworkOptions {
  /** Where a rollup's bridge is in a genesis of ours. */
  private static final String L2_BRIDGE = "0x7a6b427269646765000000000000000000000001";

  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Option(
      names = "--devnet",
      paramLabel = "<file>",
      description =
          "The devnet.json in the data folder of a running devnet: says all the following")
  Optional<Path> devnet = Optional.empty();

  @Option(
      names = "--l3",
      description = "Of --devnet its second rollup: between L2 and L3 instead of L1 and L2")
  boolean l3;

  @Option(names = "--l1-rpc", paramLabel = "<url>", description = "JSON-RPC of L1")
  Optional<URI> l1Rpc = Optional.empty();

  @Option(
      names = "--l2-rpc",
      paramLabel = "<url>",
      description = "JSON-RPC of a node of the rollup")
  Optional<URI> l2Rpc = Optional.empty();

  @Option(
      names = "--bridge-rpc",
      paramLabel = "<url>",
      description = "JSON-RPC of a node with --plugin-bridge-enabled (default: that of --l2-rpc)")
  Optional<URI> bridgeRpc = Optional.empty();

  @Option(names = "--l1-bridge", paramLabel = "<address>", description = "The bridge on L1")
  Optional<String> l1Bridge = Optional.empty();

  @Option(
      names = "--l2-bridge",
      paramLabel = "<address>",
      description = "The bridge on L2 (default: " + L2_BRIDGE + ")")
  Optional<String> l2Bridge = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "<duration>",
      description = "Longest time that it waits, all in all (default: ${DEFAULT-VALUE})")
  Duration timeout = Duration.ofHours(2);

  /** What a command does with the networks. */
  @FunctionalInterface
  interface Task {
    void run(Networks networks);
  }

  /**
   * Runs it on networks that are there.
   *
   * @throws BridgeClientException what is wrong, also when somebody does not answer
   */
  int with(final Task task) {
    try (Networks networks = networks()) {
      networks.node().require();
      task.run(networks);
      return 0;
    } catch (final TemporaryException e) {
      throw new BridgeClientException(e.getMessage() + "; try again", e);
    }
  }

  private Networks networks() {
    final Optional<JsonNode> json =
        l3 ? Optional.of(secondRollup()) : devnet.map(NetworkOptions::read);
    final URI l1 = require(l1Rpc.or(() -> url(json, "l1Url")), "--l1-rpc");
    final URI l2 = require(l2Rpc.or(() -> url(json, "mainNodeUrl")), "--l2-rpc");
    final Address onL1 =
        Parsing.address(
            "--l1-bridge", require(l1Bridge.or(() -> text(json, "l1Bridge")), "--l1-bridge"));
    final Address onL2 =
        Parsing.address("--l2-bridge", l2Bridge.or(() -> text(json, "l2Bridge")).orElse(L2_BRIDGE));
    final Chain l2Chain = new Chain(l3 ? "L3" : "L2", l2);
    return Networks.of(
        new Side(new Chain(l3 ? "L2" : "L1", l1), onL1),
        new Side(l2Chain, onL2),
        bridgeRpc.map(url -> new Chain("the bridge's node", url)).orElse(l2Chain));
  }

  Patience patience() {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new BridgeClientException("--timeout is above 0, not " + timeout);
    }
    return new Patience(timeout, PAUSE);
  }

  private JsonNode secondRollup() {
    final Path file = devnet.orElseThrow(() -> new BridgeClientException("--l3 needs --devnet"));
    final JsonNode json = read(file).path("l3");
    if (json.isMissingNode()) {
      throw new BridgeClientException(
          "--l3: the devnet of %s has no second rollup; start it with zknode devnet --l3"
              .formatted(file));
    }
    return json;
  }

  private static JsonNode read(final Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (final IOException e) {
      throw new BridgeClientException(
          "--devnet: %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Optional<String> text(final Optional<JsonNode> json, final String field) {
    return json.map(node -> node.path(field).asText("")).filter(value -> !value.isEmpty());
  }

  private static Optional<URI> url(final Optional<JsonNode> json, final String field) {
    return text(json, field).map(URI::create);
  }

  private static <T> T require(final Optional<T> value, final String option) {
    return value.orElseThrow(
        () -> new BridgeClientException("%s is missing, or --devnet".formatted(option)));
  }
}
