/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpWriter;

class CodecTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey KEY = Ecdh.randomKey(RANDOM);

  private static FrameCodec codec(final int egress, final int ingress) {
    return new FrameCodec(
        new Handshake.Secrets(
            KEY.publicKey(),
            Bytes32.leftPad(Bytes.of(1)),
            Bytes32.leftPad(Bytes.of(2)),
            Bytes.of(egress),
            Bytes.of(ingress)));
  }

  private static byte[] frames(final byte[]... bodies) throws IOException {
    final FrameCodec sender = codec(3, 4);
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (final byte[] body : bodies) {
      sender.write(out, body, body.length);
    }
    return out.toByteArray();
  }

  private static DataInputStream in(final byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Property(tries = 200)
  void framesComeBack(@ForAll @Size(min = 1, max = 300) final byte[] body) throws IOException {
    final DataInputStream in = in(frames(body, body));
    final FrameCodec receiver = codec(4, 3);
    assertThat(receiver.read(in, 300)).isEqualTo(body);
    assertThat(receiver.read(in, 300)).isEqualTo(body);
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    final byte[] good = frames(new byte[20]);
    for (int bit = 0; bit < good.length * 8; bit++) {
      final byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> codec(4, 3).read(in(bad), 100))
          .isInstanceOf(RlpxException.class)
          .hasMessageContaining("MAC");
    }
  }

  @Test
  void aFrameAboveTheLimitIsRefusedBeforeItsBodyIsRead() throws IOException {
    // Only the header is there: a reader that allocated or read on would see the end of data.
    final byte[] header = Arrays.copyOf(frames(new byte[5000]), 32);
    assertThatThrownBy(() -> codec(4, 3).read(in(header), 4999))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("frame of 5000 bytes");
  }

  @Test
  void snappyBombsAreRefusedByTheirHeader() throws IOException {
    // 2^31-1 bytes claimed in 5 bytes; then one byte above the limit; then an impossible ratio.
    final byte[] huge = Bytes.fromHexString("0xffffffff07").toArray();
    assertThatThrownBy(() -> SnappyCodec.decompress(huge, 0, RlpxLimits.MAX_MESSAGE_BYTES))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("2147483647");
    final byte[] tooLarge = SnappyCodec.compress(Bytes.wrap(new byte[1001]));
    assertThatThrownBy(() -> SnappyCodec.decompress(tooLarge, 0, 1000))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("1001");
    final byte[] ratio = Bytes.fromHexString("0xffffff0700").toArray();
    assertThatThrownBy(() -> SnappyCodec.decompress(ratio, 0, RlpxLimits.MAX_MESSAGE_BYTES))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("claims");
  }

  @Property(tries = 500)
  void snappyReadsBackAndNeverThrowsAnythingElse(
      @ForAll @Size(max = 2000) final byte[] bytes, @ForAll final byte fill)
      throws RlpxException, IOException {
    final byte[] repetitive = new byte[5000];
    Arrays.fill(repetitive, fill);
    for (final byte[] payload : List.of(bytes, repetitive)) {
      final byte[] packed = SnappyCodec.compress(Bytes.wrap(payload));
      assertThat(SnappyCodec.decompress(packed, 0, 5000)).isEqualTo(Bytes.wrap(payload));
    }
    try {
      assertThat(SnappyCodec.decompress(bytes, 0, 5000).size()).isLessThanOrEqualTo(5000);
    } catch (final RlpxException expected) {
      assertThat(expected.reason()).isEqualTo(DisconnectReason.BREACH_OF_PROTOCOL);
    }
  }

  @Property(tries = 500)
  void strangersHelloAndDisconnectNeverBreakTheDecoder(
      @ForAll @Size(max = 200) final byte[] bytes) {
    assertThat(BaseProtocol.disconnectReason(bytes, 0)).isNotNull();
    try {
      assertThat(Hello.decode(Bytes.wrap(bytes))).isNotNull();
    } catch (final RlpException | IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Test
  void disconnectIsReadInEveryFormThatClientsSend() throws IOException {
    final Object[][] forms = {
      {"0xc104", DisconnectReason.TOO_MANY_PEERS},
      {"0x04", DisconnectReason.TOO_MANY_PEERS},
      {"0xc100", DisconnectReason.REQUESTED},
      {"0xc180", DisconnectReason.REQUESTED},
      {"0xc0", DisconnectReason.REQUESTED},
      {"0x80", DisconnectReason.REQUESTED},
      {"0x", DisconnectReason.REQUESTED},
      {"0xc110", DisconnectReason.SUBPROTOCOL_ERROR},
      {"0xc27f7f", DisconnectReason.UNKNOWN},
      {"0xff", DisconnectReason.UNKNOWN},
    };
    for (final Object[] form : forms) {
      final Bytes payload = Bytes.fromHexString((String) form[0]);
      assertThat(BaseProtocol.disconnectReason(payload.toArray(), 0))
          .as("plain %s", form[0])
          .isEqualTo(form[1]);
      assertThat(BaseProtocol.disconnectReason(SnappyCodec.compress(payload), 0))
          .as("compressed %s", form[0])
          .isEqualTo(form[1]);
    }
  }

  /**
   * Found by the fuzzer: a Disconnect that is its id alone ended in an IndexOutOfBoundsException.
   */
  @Test
  void aDisconnectWithoutAnyPayloadIsRead() {
    assertThat(BaseProtocol.disconnectReason(new byte[] {1}, 1))
        .isEqualTo(DisconnectReason.REQUESTED);
    assertThatThrownBy(() -> SessionOpener.hello(new byte[] {1})).isInstanceOf(RlpxException.class);
  }

  @Test
  void helloIgnoresWhatLaterVersionsAdd() {
    final Hello hello =
        new Hello(5, "me", List.of(new Capability("zks", 5, 0)), 30303, KEY.publicKey());
    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
    final Bytes longer =
        RlpWriter.encodeList(
            l -> {
              l.uint64(5).bytes(Bytes.wrap(new byte[] {'m', 'e'}));
              l.list(o -> o.list(f -> f.bytes(Bytes.wrap(new byte[] {'z'})).uint64(1).uint64(9)));
              l.uint64(1).bytes(KEY.publicKey()).uint64(77);
            });
    assertThat(Hello.decode(longer).capabilities()).containsExactly(new Capability("z", 1, 0));
  }

  @Test
  void eciesIsForItsRecipientOnlyAndUnchanged() throws RlpxException {
    final byte[] plain = "handshake".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    final byte[] prefix = {1, 2};
    final byte[] sealed = Ecies.encrypt(KEY.publicKey(), plain, prefix, RANDOM);
    assertThat(Ecies.decrypt(KEY, sealed, prefix)).isEqualTo(plain);
    final PrivateKey other = Ecdh.randomKey(RANDOM);
    assertThatThrownBy(() -> Ecies.decrypt(other, sealed, prefix))
        .isInstanceOf(RlpxException.class);
    for (int i = 0; i < sealed.length; i++) {
      final byte[] bad = sealed.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> Ecies.decrypt(KEY, bad, prefix)).isInstanceOf(RlpxException.class);
    }
    assertThatThrownBy(() -> Ecies.decrypt(KEY, sealed, new byte[] {1, 3}))
        .isInstanceOf(RlpxException.class);
  }

  @Test
  void enodesAreReadAndPrinted() {
    final String id = KEY.publicKey().toUnprefixedHexString();
    final String text = "enode://" + id + "@127.0.0.1:30303";
    assertThat(Enode.parse(text).toString()).isEqualTo(text);
    assertThat(Enode.parse(text + "?discport=0").port()).isEqualTo(30303);
    final String v6 = "enode://" + id + "@[::1]:1";
    assertThat(Enode.parse(v6).toString()).isEqualTo(v6);
    for (final String bad :
        List.of(
            "",
            "enode://12@h:1",
            text + "9",
            "enode://" + id + "@:1",
            text.replace("30303", "0"))) {
      assertThatThrownBy(() -> Enode.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
