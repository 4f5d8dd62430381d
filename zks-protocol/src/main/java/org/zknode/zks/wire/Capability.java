/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.LimitException;
import org.zknode.zks.record.RecordFormat;

/**
 * One version of {@code zks} or {@code zks_2fa}: which message has which id, and which format the
 * replay records have (docs/spec/zks-wire.md, "Capabilities and versions").
 *
 * @param messages the position in the list is the capability-relative message id
 * @param records empty for capabilities without replay
 */
public record Capability(
    String name, int version, List<MessageType> messages, Optional<RecordFormat> records) {

  /** Name of the replay capability. */
  public static final String ZKS = "zks";

  /** Name of the batch verification capability. */
  public static final String ZKS_2FA = "zks_2fa";

  public Capability {
    messages = List.copyOf(messages);
  }

  /** Length of its message space in the devp2p multiplexing. */
  public int messageCount() {
    return messages.size();
  }

  public boolean carries(final MessageType type) {
    return messages.contains(type);
  }

  /**
   * The capability-relative id.
   *
   * @throws IllegalArgumentException this version has no such message
   */
  public int id(final MessageType type) {
    final int id = messages.indexOf(type);
    if (id < 0) {
      throw new IllegalArgumentException("%s has no message %s".formatted(this, type));
    }
    return id;
  }

  /**
   * Decodes the body of a frame. Bytes after the message are ignored, as upstream does.
   *
   * @param code capability-relative id
   */
  public ZksMessage decode(final int code, final Bytes body) throws ZksDecodeException {
    if (code < 0 || code >= messages.size()) {
      throw new ZksDecodeException("unrecognized %s message id %d".formatted(name, code));
    }
    final MessageType type = messages.get(code);
    if (body.size() > type.maxBytes().value()) {
      throw new ZksDecodeException(
          Optional.of(type.maxBytes()),
          "%s of %d bytes, at most %d accepted"
              .formatted(type, body.size(), type.maxBytes().value()));
    }
    try {
      return type.read(RlpReader.of(body));
    } catch (final LimitException e) {
      throw new ZksDecodeException(
          Optional.of(e.limit()), "%s: %s".formatted(type, e.getMessage()));
    } catch (final RlpException e) {
      throw new ZksDecodeException("%s: %s".formatted(type, e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
