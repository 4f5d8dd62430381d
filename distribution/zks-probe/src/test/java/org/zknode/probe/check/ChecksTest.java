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
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.PrivateKey;
import org.zknode.probe.check.Outcome.Verdict;
import org.zknode.probe.check.ScriptedPeer.Fault;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

/** Every check passes on a right peer and fails on a wrong one, over real RLPx. */
class ChecksTest {
  /** Of right peers, which end it before or are silent. */
  private static final Duration QUIET = Duration.ofMillis(250);

  /** Of wrong peers, which answer before: a busy machine must not make them look right. */
  private static final Duration LONG_QUIET = Duration.ofSeconds(3);

  private static final int BLOCKS = 20;

  private static Settings settings(
      final Duration timeout, final Duration quiet, final OptionalInt count) {
    return new Settings(1, count, timeout, quiet, Duration.ofMillis(600), 1, 40, Optional.empty());
  }

  private static Outcome run(final String check, final ScriptedPeer peer, final Lab lab)
      throws InterruptedException {
    try (peer) {
      return Suite.find(check).orElseThrow().run(lab);
    } catch (final ConnectFailure e) {
      return Outcome.fail(e.getMessage());
    }
  }

  private static Lab lab(
      final ScriptedPeer peer,
      final Capability version,
      final Duration timeout,
      final Duration quiet) {
    return new Lab(
        new Dialer(peer.enode(), timeout, EthStatus.Overrides.NONE),
        new NodeKeys(List.of()),
        version,
        settings(timeout, quiet, OptionalInt.empty()));
  }

  private static Outcome right(final String check, final Capability version) throws Exception {
    final ScriptedPeer peer = ScriptedPeer.start(new SampleChain(BLOCKS));
    return run(check, peer, lab(peer, version, Duration.ofSeconds(10), QUIET));
  }

  /** On a wrong peer: what must happen does not, so the timeout is short. */
  private static Outcome wrong(final String check, final ScriptedPeer peer) throws Exception {
    return run(check, peer, lab(peer, Capabilities.ZKS_5, Duration.ofSeconds(1), LONG_QUIET));
  }

  static Stream<String> names() {
    return Suite.all().stream().map(Check::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void passesOnARightPeer(final String check) throws Exception {
    final Outcome outcome = right(check, Capabilities.ZKS_5);
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.PASS);
  }

  static Stream<Arguments> versions() {
    final Set<String> dependOnTheVersion = Set.of("replay", "auth", "bad-auth", "wrong-role");
    return Capabilities.all().stream()
        .filter(c -> c.name().equals(Capability.ZKS) && c.version() < 5)
        .flatMap(c -> dependOnTheVersion.stream().map(name -> Arguments.of(name, c)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void passesOnEveryVersion(final String check, final Capability version) throws Exception {
    final Outcome outcome = right(check, version);
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.PASS);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("hello", List.of(Fault.ENDS_EVERYTHING)),
        Arguments.of("replay", List.of(Fault.IS_EXTERNAL)),
        Arguments.of("max-blocks", List.of(Fault.IGNORES_MAX_BLOCKS)),
        Arguments.of("auth", List.of(Fault.SAME_NONCE)),
        Arguments.of("auth", List.of(Fault.NO_CHALLENGE)),
        Arguments.of("bad-auth", List.of(Fault.ENDS_AT_BAD_SIGNATURE)),
        Arguments.of("future-block", List.of(Fault.ANSWERS_THE_FUTURE)),
        Arguments.of("trailing-bytes", List.of(Fault.REFUSES_TRAILING_BYTES)),
        Arguments.of("second-request", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("truncated", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("extra-item", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("non-canonical-rlp", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("wrong-role", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("no-common-version", List.of(Fault.TAKES_ANY_VERSION)),
        Arguments.of("slow-reader", List.of(Fault.ONE_AT_A_TIME)),
        Arguments.of("oversize", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("flood", List.of(Fault.STARVES_OTHERS)),
        Arguments.of("connect-flood", List.of(Fault.FEW_SLOTS)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void failsOnAWrongPeer(final String check, final List<Fault> faults) throws Exception {
    final Outcome outcome =
        wrong(check, ScriptedPeer.start(new SampleChain(BLOCKS), faults.toArray(Fault[]::new)));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.FAIL);
  }

  /** The first connections go well, then the node is dead: the bad message killed it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-id",
        "retired-id",
        "wrong-role",
        "truncated",
        "second-request",
        "oversize",
        "connect-flood"
      })
  void failsWhenTheNodeDiesOfIt(final String check) throws Exception {
    final Outcome outcome = wrong(check, ScriptedPeer.mortal(1));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.FAIL);
  }

  private static Outcome replay(final SampleChain chain) throws Exception {
    return wrong("replay", ScriptedPeer.start(chain));
  }

  private static BlockContext changed(
      final BlockContext c, final long chainId, final BlockHashes hashes, final long timestamp) {
    return SampleChain.context(c, chainId, hashes, timestamp);
  }

  @Test
  void replaySeesAnotherChainId() throws Exception {
    final Outcome outcome =
        replay(
            new SampleChain(BLOCKS)
                .spoil(
                    7,
                    r ->
                        SampleChain.with(
                            r,
                            changed(
                                r.context(),
                                5,
                                r.context().blockHashes(),
                                r.context().timestamp()))));
    assertThat(outcome.seen()).isEqualTo("block 7 is of chain 5, the one before of chain 1001");
  }

  @Test
  void replaySeesATimeThatDoesNotFit() throws Exception {
    final Outcome outcome =
        replay(
            new SampleChain(BLOCKS)
                .spoil(
                    7,
                    r ->
                        SampleChain.with(
                            r,
                            changed(
                                r.context(), SampleChain.CHAIN_ID, r.context().blockHashes(), 1))));
    assertThat(outcome.seen()).startsWith("block 7 has time 1 ");
  }

  @Test
  void replaySeesAnotherParent() throws Exception {
    final Outcome outcome =
        replay(
            new SampleChain(BLOCKS)
                .spoil(
                    7,
                    r ->
                        SampleChain.with(
                            r,
                            changed(
                                r.context(),
                                SampleChain.CHAIN_ID,
                                // Drops the oldest place, not the newest: all but the parent fits.
                                otherParent(r.context().blockHashes()),
                                r.context().timestamp()))));
    assertThat(outcome.seen()).startsWith("block 7 has the parent 0x4242");
  }

  private static BlockHashes otherParent(final BlockHashes hashes) {
    return BlockHashes.of(
        Stream.concat(
                Stream.iterate(0, i -> i + 1).limit(BlockHashes.COUNT - 1L).map(hashes::get),
                Stream.of(Bytes32.repeat((byte) 0x42)))
            .toList());
  }

  @Test
  void replaySeesOtherAncestors() throws Exception {
    final Outcome outcome =
        replay(
            new SampleChain(BLOCKS)
                .spoil(
                    7,
                    r ->
                        SampleChain.with(
                            r,
                            changed(
                                r.context(),
                                SampleChain.CHAIN_ID,
                                BlockHashes.of(List.of(r.context().blockHashes().parent())),
                                r.context().timestamp()))));
    assertThat(outcome.seen()).startsWith("block hash 249 of block 7 is not hash 250");
  }

  @Test
  void replaySeesAMissingBlock() throws Exception {
    final SampleChain longer = new SampleChain(BLOCKS);
    final Outcome outcome =
        replay(new SampleChain(BLOCKS).spoil(7, r -> longer.block(8).orElseThrow()));
    assertThat(outcome.seen()).isEqualTo("block 8 where 7 is next");
  }

  @Test
  void replayWithACountNeedsThatManyRecords() throws Exception {
    final ScriptedPeer peer = ScriptedPeer.start(new SampleChain(BLOCKS));
    final Duration timeout = Duration.ofMillis(800);
    final Dialer dialer = new Dialer(peer.enode(), timeout, EthStatus.Overrides.NONE);
    final Lab lab =
        new Lab(
            dialer,
            new NodeKeys(List.of()),
            Capabilities.ZKS_5,
            settings(timeout, QUIET, OptionalInt.of(BLOCKS + 1)));
    assertThat(run("replay", peer, lab))
        .isEqualTo(Outcome.fail("20 records, then nothing for PT0.8S"));
  }

  @Test
  void withOneFixedKeyChecksWithTwoPeersAreSkipped() throws Exception {
    final ScriptedPeer peer = ScriptedPeer.start(new SampleChain(BLOCKS));
    final Lab lab =
        new Lab(
            new Dialer(peer.enode(), Duration.ofSeconds(5), EthStatus.Overrides.NONE),
            new NodeKeys(List.of(PrivateKey.fromHex("0x" + "31".repeat(32)))),
            Capabilities.ZKS_5,
            settings(Duration.ofSeconds(5), QUIET, OptionalInt.empty()));
    for (final String check : List.of("flood", "oversize", "slow-reader", "connect-flood")) {
      final Outcome outcome = runOpen(check, lab);
      assertThat(outcome.verdict()).as(check).isEqualTo(Verdict.SKIP);
    }
    // The others dial again and again with the same key, and wait until the last one is gone.
    assertThat(run("truncated", peer, lab).verdict()).isEqualTo(Verdict.PASS);
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
