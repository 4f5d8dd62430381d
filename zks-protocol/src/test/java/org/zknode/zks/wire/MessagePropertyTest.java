/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksArbitraries;
import org.zknode.zks.ZksDecodeException;

class MessagePropertyTest {
  private static final List<Capability> CAPABILITIES = Capabilities.all();

  @Provide
  Arbitrary<ZksMessage> messages() {
    return ZksArbitraries.messages();
  }

  /** Every message through every version that carries it, with and without bytes behind it. */
  @Property(tries = 600)
  void messagesAreReadBack(
      @ForAll("messages") final ZksMessage message, @ForAll @Size(max = 20) final byte[] trailing)
      throws ZksDecodeException {
    final Bytes body = message.encode();
    for (final Capability capability : CAPABILITIES) {
      if (capability.carries(message.type())) {
        final int code = capability.id(message.type());
        final ZksMessage decoded = DecodeBound.decode(body, b -> capability.decode(code, b));
        assertThat(decoded).isEqualTo(message);
        assertThat(capability.decode(code, Bytes.concatenate(body, Bytes.wrap(trailing))))
            .isEqualTo(message);
      }
    }
  }

  /** Whatever a peer sends: a message with exactly one encoding, or the one exception. */
  @Property(tries = 5000)
  void anyFrameIsAMessageOrRefused(
      @ForAll @IntRange(min = 0, max = 8) final int code,
      @ForAll @Size(max = 120) final byte[] body) {
    for (final Capability capability : CAPABILITIES) {
      MessageChecks.decodesOrIsRefused(capability, code, Bytes.wrap(body));
    }
  }
}
