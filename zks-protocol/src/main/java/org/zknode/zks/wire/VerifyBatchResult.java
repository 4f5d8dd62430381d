/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.limit.WireLimits;

/**
 * The verifier's answer (docs/spec/zks-wire.md, "Verifier messages"): four RLP items in a row, NOT
 * in a list.
 */
public record VerifyBatchResult(long requestId, long batchNumber, Verdict verdict)
    implements VerifierMessage {

  /** Approved with a signature, or refused with a reason. */
  public sealed interface Verdict {}

  /**
   * @param signature 65 bytes r, s, v from an honest peer
   */
  public record Approved(Bytes signature) implements Verdict {}

  /**
   * @param reason cut to {@link WireLimits#MAX_REFUSAL_BYTES} when it is sent
   */
  public record Refused(String reason) implements Verdict {}

  private static final int TAG_APPROVED = 0;
  private static final int TAG_REFUSED = 1;

  @Override
  public MessageType type() {
    return MessageType.VERIFY_BATCH_RESULT;
  }

  @Override
  public void write(final RlpWriter out) {
    out.uint64(requestId).uint64(batchNumber);
    switch (verdict) {
      case Approved approved -> out.uint64(TAG_APPROVED).bytes(approved.signature());
      case Refused refused -> out.uint64(TAG_REFUSED).bytes(utf8(refused.reason()));
    }
  }

  static VerifyBatchResult read(final RlpReader body) {
    final long requestId = body.uint64();
    final long batchNumber = body.uint64();
    final int tag = body.uint(8);
    final Bytes content = body.bytes();
    return new VerifyBatchResult(
        requestId,
        batchNumber,
        switch (tag) {
          case TAG_APPROVED -> new Approved(content);
          case TAG_REFUSED -> new Refused(text(content));
          default -> throw new RlpException("invalid verify batch result tag: " + tag);
        });
  }

  /** The same, with a refusal's reason cut to {@link WireLimits#MAX_REFUSAL_BYTES}. */
  public VerifyBatchResult shortened() {
    return verdict instanceof Refused refused
        ? new VerifyBatchResult(requestId, batchNumber, new Refused(text(utf8(refused.reason()))))
        : this;
  }

  private static Bytes utf8(final String reason) {
    final byte[] encoded = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(encoded.length, WireLimits.MAX_REFUSAL_BYTES);
    // Never cut inside a character: continuation bytes are 10xxxxxx.
    while (length < encoded.length && length > 0 && (encoded[length] & 0xc0) == 0x80) {
      length--;
    }
    return Bytes.wrap(encoded, 0, length);
  }

  private static String text(final Bytes utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(utf8.toArrayUnsafe()))
          .toString();
    } catch (final CharacterCodingException e) {
      throw new RlpException("refusal reason is not UTF-8");
    }
  }
}
