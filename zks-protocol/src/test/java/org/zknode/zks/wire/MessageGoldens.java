/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.zks.record.Goldens;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

/**
 * The golden messages (docs/spec/zks-wire.md, "Golden messages"): what the lines of {@code
 * zks/messages.txt} mean.
 */
public final class MessageGoldens {
  private static final Map<String, ZksMessage> MESSAGES =
      Map.ofEntries(
          Map.entry("get-unbounded", new GetBlockReplays(42, List.of(), OptionalLong.empty())),
          Map.entry("get-64", new GetBlockReplays(1, List.of(), OptionalLong.of(64))),
          Map.entry(
              "get-override",
              new GetBlockReplays(
                  42, List.of(new RecordOverride(42, text("key"))), OptionalLong.of(64))),
          Map.entry("replays-none", new BlockReplays(List.of())),
          Map.entry("replays-v0", new BlockReplays(List.of(Goldens.encoded(0)))),
          Map.entry("replays-v1", new BlockReplays(List.of(Goldens.encoded(1)))),
          Map.entry("replays-v2", new BlockReplays(List.of(Goldens.encoded(2)))),
          Map.entry("replays-v3", new BlockReplays(List.of(Goldens.encoded(3)))),
          Map.entry("role-request", new VerifierRoleRequest()),
          Map.entry("challenge", new VerifierChallenge(Bytes32.repeat((byte) 0x11))),
          Map.entry("auth", new VerifierAuth(Bytes.repeat((byte) 7, 65))),
          Map.entry(
              "verify-batch",
              new VerifyBatch(41, 7, 100, 120, 0, text("commit"), text("prev"), 31)),
          Map.entry(
              "approved", new VerifyBatchResult(41, 7, new Approved(Bytes.repeat((byte) 9, 65)))),
          Map.entry("refused", new VerifyBatchResult(41, 7, new Refused("Batch data mismatch"))));

  /**
   * One line.
   *
   * @param frame capability-relative id, then the body
   */
  public record Golden(Capability capability, String name, Bytes frame) {
    public ZksMessage message() {
      return MESSAGES.get(name);
    }

    public int code() {
      return frame.get(0);
    }

    public Bytes body() {
      return frame.slice(1);
    }

    @Override
    public String toString() {
      return capability + " " + name;
    }
  }

  private MessageGoldens() {}

  private static Bytes text(final String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** All lines, in the order of the file. */
  public static List<Golden> all() {
    try (InputStream in = MessageGoldens.class.getResourceAsStream("/zks/messages.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(MessageGoldens::parse)
          .toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Golden parse(final String line) {
    final String[] parts = line.split(" ");
    final String[] capability = parts[0].split("/");
    if (!MESSAGES.containsKey(parts[1])) {
      throw new IllegalArgumentException("golden message without meaning: " + parts[1]);
    }
    return new Golden(
        Capabilities.find(capability[0], Integer.parseInt(capability[1])).orElseThrow(),
        parts[1],
        Bytes.fromHexString(parts[2]));
  }
}
