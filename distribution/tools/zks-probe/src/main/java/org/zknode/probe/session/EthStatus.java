/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The handshake message of {@code eth}. Up to eth/68 it is {@code [version, networkId,
 * totalDifficulty, head, genesis, forkId]}, from eth/69 on (EIP-7642) {@code [version, networkId,
 * genesis, forkId, earliest, latest, head]}.
 *
 * @param forkHash 4 bytes (EIP-2124)
 * @param forkNext block or time of the next fork, 0 = none known
 * @param totalDifficulty up to eth/68
 * @param range from eth/69 on
 */
public record EthStatus(
    int version,
    BigInteger networkId,
    Bytes32 genesis,
    Bytes forkHash,
    long forkNext,
    Bytes32 head,
    Optional<BigInteger> totalDifficulty,
    Optional<Range> range) {

  /** First version with the newer layout. */
  static final int RANGE_SINCE = 69;

  private static final int FORK_HASH_BYTES = 4;

  /** Blocks that the node has, as unsigned 64-bit numbers. */
  public record Range(long earliest, long latest) {}

  /**
   * @throws org.zknode.rlp.RlpException not a Status
   */
  static EthStatus decode(final Bytes payload) {
    final RlpReader list = RlpReader.of(payload).list();
    final int version = list.uint(31);
    final BigInteger networkId = list.uint256();
    if (version >= RANGE_SINCE) {
      final Bytes32 genesis = list.bytes32();
      final RlpReader fork = list.list();
      final Bytes forkHash = fork.fixed(FORK_HASH_BYTES);
      final long forkNext = fork.uint64();
      final Range range = new Range(list.uint64(), list.uint64());
      return new EthStatus(
          version,
          networkId,
          genesis,
          forkHash,
          forkNext,
          list.bytes32(),
          Optional.empty(),
          Optional.of(range));
    }
    final BigInteger difficulty = list.uint256();
    final Bytes32 head = list.bytes32();
    final Bytes32 genesis = list.bytes32();
    final RlpReader fork = list.list();
    return new EthStatus(
        version,
        networkId,
        genesis,
        fork.fixed(FORK_HASH_BYTES),
        fork.uint64(),
        head,
        Optional.of(difficulty),
        Optional.empty());
  }

  Bytes encode() {
    return RlpWriter.encodeList(
        list -> {
          list.uint64(version).integer(networkId);
          if (version >= RANGE_SINCE) {
            list.bytes(genesis).list(fork -> fork.bytes(forkHash).uint64(forkNext));
            final Range blocks = range.orElse(new Range(0, 0));
            list.uint64(blocks.earliest()).uint64(blocks.latest()).bytes(head);
          } else {
            list.integer(totalDifficulty.orElse(BigInteger.ZERO)).bytes(head).bytes(genesis);
            list.list(fork -> fork.bytes(forkHash).uint64(forkNext));
          }
        });
  }

  /**
   * What the probe says of itself where it shall differ from the node's own Status.
   *
   * @param forkHash 4 bytes
   */
  public record Overrides(
      Optional<BigInteger> networkId, Optional<Bytes32> genesis, Optional<Bytes> forkHash) {
    public static final Overrides NONE =
        new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

    EthStatus apply(final EthStatus mirrored) {
      return new EthStatus(
          mirrored.version(),
          networkId.orElse(mirrored.networkId()),
          genesis.orElse(mirrored.genesis()),
          forkHash.orElse(mirrored.forkHash()),
          forkHash.isPresent() ? 0 : mirrored.forkNext(),
          mirrored.head(),
          mirrored.totalDifficulty(),
          mirrored.range());
    }
  }

  @Override
  public String toString() {
    return "eth/%d network id %d, genesis %s, fork id %s next %s, head %s%s"
        .formatted(
            version,
            networkId,
            genesis,
            forkHash,
            Long.toUnsignedString(forkNext),
            head,
            range.map(r -> ", blocks %d to %d".formatted(r.earliest(), r.latest())).orElse(""));
  }
}
