/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.zknode.rollup.config.ZksConfig;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import picocli.CommandLine.Option;

/** {@code --plugin-zks-*}: the zks and zks_2fa protocols. */
public final class ZksOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "zks";

  private static final Comparator<Capability> BY_NAME =
      Comparator.comparing(Capability::name).thenComparing(Capability::version);

  /** Most records that may be asked for in one message (spec zks-wire). */
  private static final int MAX_BLOCKS_PER_MESSAGE = 64;

  /** A node id is an uncompressed public key without its first byte: 64 bytes. */
  private static final String NODE_ID = "(0x)?[0-9a-fA-F]{128}";

  @Option(
      names = "--plugin-zks-versions",
      split = ",",
      paramLabel = "<version>",
      description =
          "Offered versions: zks/1 to zks/5 (also as a bare number) and zks_2fa/1 (default: zks/3,zks/4,zks/5,zks_2fa/1)")
  List<String> versions = Capabilities.DEFAULT_OFFER.stream().map(Capability::toString).toList();

  @Option(
      names = "--plugin-zks-max-blocks-per-message",
      paramLabel = "<count>",
      description = "Replay records asked for per message, 1 to 64 (default: ${DEFAULT-VALUE})")
  int maxBlocksPerMessage = MAX_BLOCKS_PER_MESSAGE;

  @Option(
      names = "--plugin-zks-inactivity-timeout",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "A replay that brings nothing for this long is cut and asked for again (default: ${DEFAULT-VALUE})")
  Duration inactivityTimeout = Duration.ofMinutes(5);

  @Option(
      names = "--plugin-zks-max-connections",
      paramLabel = "<count>",
      description = "zks connections at the most (default: ${DEFAULT-VALUE})")
  int maxConnections = 50;

  @Option(
      names = "--plugin-zks-main-nodes",
      split = ",",
      paramLabel = "<node id>",
      description = "Node ids (128 hex digits) from which replay is taken (default: any)")
  List<String> mainNodes = List.of();

  @Option(
      names = "--plugin-zks-strip-snap",
      arity = "1",
      paramLabel = "<true|false>",
      description =
          "Do not offer snap: Besu and other clients disagree on how many message ids it takes, which would shift those of zks (default: ${DEFAULT-VALUE})")
  boolean stripSnap = true;

  /** Whether Besu's snap protocol is taken off the offer. */
  public boolean stripSnap() {
    return stripSnap;
  }

  ZksConfig toConfig() {
    final List<String> ids =
        mainNodes.stream()
            .map(
                id -> {
                  if (!id.matches(NODE_ID)) {
                    throw new OptionException(
                        "--plugin-zks-main-nodes",
                        "'%s' is not a node id (128 hex digits)".formatted(id));
                  }
                  return (id.startsWith("0x") ? id.substring(2) : id).toLowerCase(Locale.ROOT);
                })
            .toList();
    return new ZksConfig(
        offered(),
        OptionChecks.between(
            maxBlocksPerMessage, 1, MAX_BLOCKS_PER_MESSAGE, "--plugin-zks-max-blocks-per-message"),
        OptionChecks.positive(inactivityTimeout, "--plugin-zks-inactivity-timeout"),
        (int) OptionChecks.atLeast(maxConnections, 1, "--plugin-zks-max-connections"),
        ids);
  }

  private List<Capability> offered() {
    final List<Capability> offered =
        versions.stream().map(ZksOptions::version).distinct().sorted(BY_NAME).toList();
    if (offered.stream().noneMatch(c -> c.name().equals(Capability.ZKS))) {
      throw new OptionException(
          "--plugin-zks-versions", "names no version of zks; without one no block is replayed");
    }
    return offered;
  }

  private static Capability version(final String text) {
    return Capabilities.parse(text)
        .orElseThrow(
            () ->
                new OptionException(
                    "--plugin-zks-versions",
                    "'%s' is not one of %s".formatted(text, Capabilities.all())));
  }
}
