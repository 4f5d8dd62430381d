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
import org.zknode.probe.check.ScriptedPeer.EthMessage;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.probe.session.ProbeConnection;
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

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Test
  void mirrorsTheEthStatusOrSaysWhatItIsTold() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      open(peer, EthStatus.Overrides.NONE).close();
      assertThat(peer.nextEth()).isEqualTo(new EthMessage(0, ScriptedPeer.status()));

      final EthStatus.Overrides overrides =
          new EthStatus.Overrides(
              Optional.of(BigInteger.TWO),
              Optional.of(Bytes32.repeat((byte) 9)),
              Optional.of(Bytes.of(9, 9, 9, 9)));
      open(peer, overrides).close();
      assertThat(peer.nextEth().payload().toUnprefixedHexString())
          .startsWith("f84d" + "45" + "02" + "a0" + "09".repeat(32) + "c6" + "8409090909" + "80");
    }
  }

  @Test
  void answersEthRequestsSoThatTheNodeKeepsIt() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right();
        ProbeConnection connection = open(peer, EthStatus.Overrides.NONE)) {
      assertThat(peer.nextEth().code()).isZero();

      // The header of its own head: it gets its question back, and then its answer.
      final Bytes question = Bytes.fromHexString("0xc807c6820102018080");
      peer.sendEth(3, question);
      assertThat(peer.nextEth()).isEqualTo(new EthMessage(3, question));
      final Bytes answer = Bytes.fromHexString("0xc507c3c20102");
      peer.sendEth(4, answer);
      assertThat(peer.nextEth()).isEqualTo(new EthMessage(4, answer));

      peer.sendEth(5, Bytes.fromHexString("0xc308c101"));
      assertThat(peer.nextEth()).isEqualTo(new EthMessage(6, Bytes.fromHexString("0xc208c0")));
      peer.sendEth(15, Bytes.fromHexString("0xc309c101"));
      assertThat(peer.nextEth()).isEqualTo(new EthMessage(16, Bytes.fromHexString("0xc209c0")));
      assertThat(connection.isOpen()).isTrue();
    }
  }

  private static ProbeConnection open(final ScriptedPeer peer, final EthStatus.Overrides overrides)
      throws Exception {
    return new Dialer(peer.enode(), TIMEOUT, overrides)
        .open(
            PrivateKey.fromHex("0x" + "32".repeat(32)),
            List.of(Capabilities.ZKS_5),
            OptionalInt.empty());
  }
}
