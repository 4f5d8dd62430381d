/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.wire.Capabilities;

/** What {@code replay} says of records that are not what they should be. */
class ReplayRulesTest {
  private static final int BLOCKS = 20;

  private static Outcome replay(final SampleChain chain) throws Exception {
    return Probes.wrong("replay", ScriptedPeer.start(chain));
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
  void replaySeesTooManyRecordsInAMessage() throws Exception {
    final Outcome outcome =
        Probes.wrong(
            "replay",
            ScriptedPeer.start(new SampleChain(70), ScriptedPeer.Fault.IGNORES_THE_LIMIT));
    assertThat(outcome.seen()).contains("more than 64 records");
  }

  @Test
  void replaySeesTooManyBytesInAMessage() throws Exception {
    final int bytes = 5 * 1024 * 1024;
    final Outcome outcome =
        replay(
            new SampleChain(2)
                .spoil(1, r -> SampleChain.withTransaction(r, bytes))
                .spoil(2, r -> SampleChain.withTransaction(r, bytes)));
    assertThat(outcome.seen()).contains("bytes in one message, at most 8388608");
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
            Probes.settings(timeout, Probes.QUIET, OptionalInt.of(BLOCKS + 1)));
    assertThat(Probes.run("replay", peer, lab))
        .isEqualTo(Outcome.fail("20 records, then nothing for PT0.8S"));
  }
}
