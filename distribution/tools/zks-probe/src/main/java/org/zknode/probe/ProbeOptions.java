/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.probe.check.Settings;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a user can choose; wrong values end in a {@link ParameterException} with one sentence. */
final class ProbeOptions {
  private static final int FORK_HASH_BYTES = 4;

  /** A process has file descriptors for so many at the least after a little tuning. */
  private static final int MAX_CONNECTIONS = 10_000;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--versions",
      split = ",",
      paramLabel = "<version>",
      description = "Versions of zks, for instance 5,4 (default: all known that the node offers).")
  List<String> versions = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "<block>",
      description = "First block that is asked for (default: ${DEFAULT-VALUE}).")
  long from = 1;

  @Option(
      names = "--count",
      paramLabel = "<records>",
      description = "Records that the check replay must get (default: what is there, up to 64).")
  Integer count;

  @Option(
      names = "--key-file",
      paramLabel = "<file>",
      description =
          "Hex key of the probe's node id, for nodes with an allow-list; without it each connection"
              + " has a fresh one. Give it twice: checks with two peers use the second one.")
  List<Path> keyFiles = new ArrayList<>();

  @Option(
      names = "--verifier-key-file",
      paramLabel = "<file>",
      description = "Hex key that signs the challenge of the check auth (default: a fresh one).")
  Path verifierKeyFile;

  @Option(
      names = "--timeout",
      paramLabel = "<duration>",
      description = "For whatever must happen (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = "--quiet",
      paramLabel = "<duration>",
      description =
          "How long the node must be silent to count as not answering (default: ${DEFAULT-VALUE}).")
  Duration quiet = Duration.ofSeconds(2);

  @Option(
      names = "--load",
      paramLabel = "<duration>",
      description =
          "How long slow-reader waits, and flood and oversize send (default: ${DEFAULT-VALUE}).")
  Duration load = Duration.ofSeconds(3);

  @Option(
      names = "--min-rate-percent",
      paramLabel = "<percent>",
      description =
          "What another peer must keep of its replay rate during flood and oversize, next to its rate"
              + " beside a thread that only burns the attacker's processor time (default:"
              + " ${DEFAULT-VALUE}).")
  int minRatePercent = 25;

  @Option(
      names = "--connections",
      paramLabel = "<number>",
      description = "Connections that connect-flood opens (default: ${DEFAULT-VALUE}).")
  int connections = 200;

  @Option(
      names = "--network-id",
      paramLabel = "<id>",
      description = "Network id of our eth Status (default: the node's own).")
  BigInteger networkId;

  @Option(
      names = "--genesis-hash",
      paramLabel = "<hash>",
      description = "Genesis hash of our eth Status (default: the node's own).")
  String genesisHash;

  @Option(
      names = "--fork-id",
      paramLabel = "<hash>",
      description = "Fork hash of our eth Status, 4 bytes of hex (default: the node's own).")
  String forkHash;

  /** The wanted versions of {@code zks}, the newest first. */
  List<Capability> versions() {
    final List<Capability> all =
        Capabilities.all().stream().filter(c -> c.name().equals(Capability.ZKS)).toList();
    return (versions.isEmpty() ? all : versions.stream().map(this::version).toList())
        .stream()
            .distinct()
            .sorted(Comparator.comparingInt(Capability::version).reversed())
            .toList();
  }

  private Capability version(final String text) {
    return Capabilities.parse(text)
        .filter(c -> c.name().equals(Capability.ZKS))
        .orElseThrow(() -> wrong("there is no version %s of zks".formatted(text)));
  }

  NodeKeys keys() {
    return new NodeKeys(keyFiles.stream().map(this::key).toList());
  }

  Settings settings() {
    positive("--timeout", timeout);
    positive("--quiet", quiet);
    positive("--load", load);
    if (from < 0) {
      throw wrong("--from is a block number, not %d".formatted(from));
    }
    if (count != null && count < 1) {
      throw wrong("--count is at least 1, not %d".formatted(count));
    }
    if (minRatePercent < 1 || minRatePercent > 100) {
      throw wrong("--min-rate-percent is from 1 to 100, not %d".formatted(minRatePercent));
    }
    if (connections < 1 || connections > MAX_CONNECTIONS) {
      throw wrong("--connections is from 1 to %d, not %d".formatted(MAX_CONNECTIONS, connections));
    }
    return new Settings(
        from,
        count == null ? OptionalInt.empty() : OptionalInt.of(count),
        timeout,
        quiet,
        load,
        minRatePercent,
        connections,
        Optional.ofNullable(verifierKeyFile).map(this::key));
  }

  private void positive(final String option, final Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw wrong("%s must be above zero, not %s".formatted(option, value));
    }
  }

  private PrivateKey key(final Path file) {
    try {
      return PrivateKey.fromFile(file);
    } catch (final IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  EthStatus.Overrides overrides() {
    return new EthStatus.Overrides(
        Optional.ofNullable(networkId),
        hex("--genesis-hash", genesisHash, Bytes32.SIZE).map(Bytes32::wrap),
        hex("--fork-id", forkHash, FORK_HASH_BYTES));
  }

  private Optional<Bytes> hex(final String option, final String text, final int size) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      final Bytes value = Bytes.fromHexString(text);
      if (value.size() == size) {
        return Optional.of(value);
      }
    } catch (final IllegalArgumentException notHex) {
      throw wrong("%s is %d bytes of hex, not %s".formatted(option, size, text));
    }
    throw wrong("%s is %d bytes of hex, not %s".formatted(option, size, text));
  }

  private ParameterException wrong(final String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
