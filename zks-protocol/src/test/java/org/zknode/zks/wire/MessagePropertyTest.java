/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ForcePreimage;
import org.zknode.zks.record.ProtocolVersion;
import org.zknode.zks.record.RecordFormatV3;
import org.zknode.zks.record.ReplayRecord;

class MessagePropertyTest {
  private static final List<Capability> CAPABILITIES = Capabilities.all();

  @Provide
  Arbitrary<Bytes> blobs() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(400).map(Bytes::wrap);
  }

  @Provide
  Arbitrary<Bytes32> hashes() {
    return Arbitraries.bytes().array(byte[].class).ofSize(32).map(Bytes32::wrap);
  }

  @Provide
  Arbitrary<BlockContext> contexts() {
    final Arbitrary<BigInteger> words =
        Arbitraries.bigIntegers()
            .between(BigInteger.ZERO, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    return Combinators.combine(
            Arbitraries.longs().list().ofSize(5),
            words.list().ofSize(5),
            hashes().list().ofMaxSize(256),
            Arbitraries.longs().between(0, 0xffffffffL))
        .as(
            (n, w, hashes, execution) ->
                new BlockContext(
                    n.get(0),
                    n.get(1),
                    BlockHashes.of(hashes),
                    n.get(2),
                    w.get(0),
                    w.get(1),
                    w.get(2),
                    new Address(
                        Bytes.wrap(w.get(3).toByteArray()).size() > 20
                            ? Bytes.wrap(w.get(3).toByteArray()).slice(0, 20)
                            : Address.ZERO.bytes()),
                    n.get(3),
                    n.get(4),
                    w.get(3),
                    execution,
                    w.get(4)));
  }

  @Property(tries = 200)
  void recordsAreReadBack(
      @ForAll("contexts") final BlockContext context,
      @ForAll("hashes") final Bytes32 hash,
      @ForAll("blobs") final Bytes preimage,
      @ForAll @Size(6) final long[] n)
      throws ZksDecodeException {
    final ReplayRecord written =
        new ReplayRecord(
            context,
            n[0],
            List.of(Bytes.fromHexString("02c101"), Bytes.fromHexString("c20102")),
            n[1],
            new ProtocolVersion(n[2], n[3], n[4]),
            hash,
            List.of(new ForcePreimage(hash, preimage)),
            n[5],
            n[0],
            n[1]);
    final RecordFormatV3 format = new RecordFormatV3();

    assertThat(format.decode(format.encode(written))).isEqualTo(written);
  }

  @Property(tries = 300)
  void requestsToVerifyAreReadBack(
      @ForAll @Size(4) final long[] n,
      @ForAll @IntRange(min = 0, max = 255) final int mode,
      @ForAll @IntRange(min = 0, max = 65535) final int minor,
      @ForAll("blobs") final Bytes commit,
      @ForAll("blobs") final Bytes previous)
      throws ZksDecodeException {
    final VerifyBatch written =
        new VerifyBatch(n[0], n[1], n[2], n[3], mode, commit, previous, minor);

    assertThat(Capabilities.ZKS_2FA_1.decode(3, written.encode())).isEqualTo(written);
  }

  /** Whatever a peer sends: a message or the one exception. */
  @Property(tries = 5000)
  void anyFrameIsAMessageOrRefused(
      @ForAll @IntRange(min = 0, max = 8) final int code,
      @ForAll @Size(max = 120) final byte[] body) {
    for (final Capability capability : CAPABILITIES) {
      try {
        assertThat(capability.decode(code, Bytes.wrap(body))).isNotNull();
      } catch (final ZksDecodeException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }
}
