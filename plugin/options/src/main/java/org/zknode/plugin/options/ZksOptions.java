/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.RecordOverride;
import picocli.CommandLine.Option;

/** {@code --plugin-zks-*}: the zks and zks_2fa protocols. */
public final class ZksOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "zks";

  private static final Comparator<Capability> BY_NAME =
      Comparator.comparing(Capability::name).thenComparing(Capability::version);

  /** At most 18 digits: a signed 64-bit integer. */
  private static final Pattern OVERRIDE =
      Pattern.compile(
          "(\\d{1,18})=(0x(?:[0-9a-fA-F]{2}){1,%d})".formatted(WireLimits.MAX_OVERRIDE_KEY_BYTES));

  /**
   * Most records that may be asked for in one message (docs/spec/zks-wire.md, "Replay messages").
   */
  private static final int MAX_BLOCKS_PER_MESSAGE = 64;

  /** A node id is an uncompressed public key without its first byte: 64 bytes. */
  private static final Pattern NODE_ID =
      Pattern.compile("(?:0x|enode://)?([0-9a-fA-F]{128})(?:@.*)?");

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
  int maxConnections = Limit.CONNECTIONS.intValue();

  @Option(
      names = "--plugin-zks-main-nodes",
      split = ",",
      paramLabel = "<node id>",
      description =
          "External node: node ids (128 hex digits, or the enode URL) of its main nodes. Replay is taken from them only, in turn; without any the node follows L1 only (default: none)")
  List<String> mainNodes = List.of();

  @Option(
      names = "--plugin-zks-replay-overrides",
      split = ",",
      paramLabel = "<block=key>",
      description =
          "For debugging: records to ask for by key (0x and up to 32 bytes of hex) instead of the canonical ones (default: none)")
  List<String> overrides = List.of();

  @Option(
      names = "--plugin-zks-refuse-offenders",
      arity = "1",
      paramLabel = "<true|false>",
      description =
          "Refuse, for seconds, connections from an address that broke the protocol too often; to be switched off behind a proxy that gives all peers one address (default: ${DEFAULT-VALUE})")
  boolean refuseOffenders = true;

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
    final List<String> ids = mainNodes.stream().map(ZksOptions::nodeId).distinct().toList();
    return new ZksConfig(
        offered(),
        OptionChecks.between(
            maxBlocksPerMessage, 1, MAX_BLOCKS_PER_MESSAGE, "--plugin-zks-max-blocks-per-message"),
        OptionChecks.positive(inactivityTimeout, "--plugin-zks-inactivity-timeout"),
        (int) OptionChecks.atLeast(maxConnections, 1, "--plugin-zks-max-connections"),
        refuseOffenders,
        ids,
        overrides());
  }

  private static String nodeId(final String text) {
    final Matcher id = NODE_ID.matcher(text.strip());
    if (!id.matches()) {
      throw new OptionException(
          "--plugin-zks-main-nodes",
          "'%s' is not a node id (128 hex digits) or an enode URL".formatted(text));
    }
    return id.group(1).toLowerCase(Locale.ROOT);
  }

  private List<RecordOverride> overrides() {
    if (overrides.size() > WireLimits.MAX_OVERRIDES) {
      throw new OptionException(
          "--plugin-zks-replay-overrides",
          "%d overrides, at most %d".formatted(overrides.size(), WireLimits.MAX_OVERRIDES));
    }
    return overrides.stream().map(ZksOptions::override).toList();
  }

  private static RecordOverride override(final String text) {
    final Matcher parts = OVERRIDE.matcher(text);
    if (!parts.matches()) {
      throw new OptionException(
          "--plugin-zks-replay-overrides",
          "'%s' is not a block number, '=' and a key of up to %d bytes (0x…)"
              .formatted(text, WireLimits.MAX_OVERRIDE_KEY_BYTES));
    }
    return new RecordOverride(Long.parseLong(parts.group(1)), Bytes.fromHexString(parts.group(2)));
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
