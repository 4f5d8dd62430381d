/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordFormatV0;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.session.UpstreamSlot;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.MessageType;
import org.zknode.zks.wire.RecordOverride;

/** Two nodes with an in-memory chain of numbered records, and a clock that is moved by hand. */
abstract class ConnectionFixture {
  /**
   * Records with nothing but a number; never registered in the product (docs/spec/zks-wire.md,
   * "Capabilities and versions").
   */
  static final Capability ZKS_0 =
      new Capability(
          Capability.ZKS,
          0,
          List.of(MessageType.GET_BLOCK_REPLAYS, MessageType.BLOCK_REPLAYS),
          Optional.of(new RecordFormatV0()));

  /** The keys of upstream's tests (docs/spec/zks-connection.md, "Scenarios of ZKsync OS"). */
  static final PrivateKey ACCEPTED =
      PrivateKey.fromHex("0x7726827caac94a7f9e1b160f7ea819f172f7b6f9d2a97f992c38edeab82d4110");

  static final PrivateKey OTHER =
      PrivateKey.fromHex("0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e");

  static final Duration INACTIVITY = Duration.ofSeconds(30);

  final List<Bytes> chain = new ArrayList<>();
  long now;
  long cursor = 1;
  int nonce;
  int slotsFreed;

  final MainNode mainNode =
      new MainNode(ACCEPTED.address()::equals, () -> Bytes32.leftPad(Bytes.ofUnsignedInt(++nonce)));

  static Bytes numbered(final long block) {
    return RlpWriter.encodeList(w -> w.uint64(block));
  }

  final void produce(final int blocks) {
    for (int i = 0; i < blocks; i++) {
      chain.add(numbered(chain.size() + 1));
    }
  }

  final Optional<Bytes> canonical(final long number) {
    return number >= 1 && number <= chain.size()
        ? Optional.of(chain.get((int) number - 1))
        : Optional.empty();
  }

  final ExternalNode external(final Optional<PrivateKey> key) {
    return external(key, List.of());
  }

  final ExternalNode external(
      final Optional<PrivateKey> key, final List<RecordOverride> overrides) {
    return new ExternalNode(
        64,
        overrides,
        INACTIVITY,
        Wire.MAIN_ID::equals,
        key,
        () -> cursor,
        new UpstreamSlot(() -> slotsFreed++));
  }

  final Wire wire(final Optional<PrivateKey> key, final Lanes lanes) {
    return new Wire(
        mainNode, external(key), lanes, (n, k) -> canonical(n).map(RecordItem::of), () -> now);
  }

  /** Numbered records, with or without zks_2fa. */
  static Lanes plain(final boolean twoFa) {
    return new Lanes(
        Optional.of(ZKS_0), twoFa ? Optional.of(Capabilities.ZKS_2FA_1) : Optional.empty());
  }

  /** zks/3 or zks/4 with numbered records. */
  static Lanes inline(final int version) {
    final Capability real = Capabilities.find(Capability.ZKS, version).orElseThrow();
    final RecordFormat numbers = new RecordFormatV0();
    return new Lanes(
        Optional.of(new Capability(Capability.ZKS, version, real.messages(), Optional.of(numbers))),
        Optional.empty());
  }
}
