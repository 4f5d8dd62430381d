/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.probe.check.Outcome.Verdict;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.zks.wire.Capabilities;

/** Keys and eth Status of the probe's sessions. */
class SessionsTest {
  @Test
  void withOneFixedKeyChecksWithTwoPeersAreSkipped() throws Exception {
    final ScriptedPeer peer = ScriptedPeer.right();
    final Lab lab =
        new Lab(
            new Dialer(peer.enode(), Duration.ofSeconds(5), EthStatus.Overrides.NONE),
            new NodeKeys(List.of(PrivateKey.fromHex("0x" + "31".repeat(32)))),
            Capabilities.ZKS_5,
            Probes.settings(Duration.ofSeconds(5), Probes.QUIET, OptionalInt.empty()));
    for (final String check : List.of("flood", "oversize", "slow-reader", "connect-flood")) {
      final Outcome outcome = runOpen(check, lab);
      assertThat(outcome.verdict()).as(check).isEqualTo(Verdict.SKIP);
    }
    // The others dial again and again with the same key, and wait until the last one is gone.
    assertThat(Probes.run("truncated", peer, lab).verdict()).isEqualTo(Verdict.PASS);
  }

  private static Outcome runOpen(final String check, final Lab lab)
      throws InterruptedException, ConnectFailure {
    return Suite.find(check).orElseThrow().run(lab);
  }

  @Test
  void mirrorsTheEthStatusOrSaysWhatItIsTold() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.start(new SampleChain(1))) {
      final Duration timeout = Duration.ofSeconds(10);
      open(peer, new Dialer(peer.enode(), timeout, EthStatus.Overrides.NONE));
      assertThat(peer.ethStatus).contains(ScriptedPeer.status());

      final EthStatus.Overrides overrides =
          new EthStatus.Overrides(
              Optional.of(BigInteger.TWO),
              Optional.of(Bytes32.repeat((byte) 9)),
              Optional.of(Bytes.of(9, 9, 9, 9)));
      open(peer, new Dialer(peer.enode(), timeout, overrides));
      assertThat(peer.ethStatus.orElseThrow().toUnprefixedHexString())
          .startsWith("f84d" + "45" + "02" + "a0" + "09".repeat(32) + "c6" + "8409090909" + "80");
    }
  }

  private static void open(final ScriptedPeer peer, final Dialer dialer) throws Exception {
    dialer
        .open(
            PrivateKey.fromHex("0x" + "32".repeat(32)),
            List.of(Capabilities.ZKS_5),
            OptionalInt.empty())
        .close();
    assertThat(peer.ethStatus).isPresent();
  }
}
