/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Optional;
import java.util.function.ToLongFunction;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;

/**
 * An amount of each {@link Resource}: what was used, what is left, or a limit.
 *
 * @param gas as in the block's header, with the refunds taken off
 * @param keccakHashes see {@link ExecutionCounters}, as the others
 */
public record Resources(
    long gas,
    long keccakHashes,
    long sha256Hashes,
    long memoryAccesses,
    long arithmetics,
    long binaries,
    long steps) {
  public static final Resources ZERO = new Resources(0, 0, 0, 0, 0, 0, 0);

  /** What a transaction or block used. */
  public static Resources of(final long gas, final ExecutionCounters counters) {
    return new Resources(
        gas,
        counters.keccakHashes(),
        counters.sha256Hashes(),
        counters.memoryAccesses(),
        counters.arithmetics(),
        counters.binaries(),
        counters.steps());
  }

  /** Gas alone, as an engine knows it that counts nothing else. */
  public static Resources ofGas(final long gas) {
    return new Resources(gas, 0, 0, 0, 0, 0, 0);
  }

  /** The amounts that a function gives. */
  static Resources each(final ToLongFunction<Resource> amount) {
    return new Resources(
        amount.applyAsLong(Resource.GAS),
        amount.applyAsLong(Resource.KECCAK_HASHES),
        amount.applyAsLong(Resource.SHA256_HASHES),
        amount.applyAsLong(Resource.MEMORY_ACCESSES),
        amount.applyAsLong(Resource.ARITHMETICS),
        amount.applyAsLong(Resource.BINARIES),
        amount.applyAsLong(Resource.STEPS));
  }

  public long amount(final Resource resource) {
    return switch (resource) {
      case GAS -> gas;
      case KECCAK_HASHES -> keccakHashes;
      case SHA256_HASHES -> sha256Hashes;
      case MEMORY_ACCESSES -> memoryAccesses;
      case ARITHMETICS -> arithmetics;
      case BINARIES -> binaries;
      case STEPS -> steps;
    };
  }

  public Resources plus(final Resources other) {
    return new Resources(
        gas + other.gas,
        keccakHashes + other.keccakHashes,
        sha256Hashes + other.sha256Hashes,
        memoryAccesses + other.memoryAccesses,
        arithmetics + other.arithmetics,
        binaries + other.binaries,
        steps + other.steps);
  }

  /** What is left of these after the use of others; negative where they were exceeded. */
  public Resources minus(final Resources other) {
    return new Resources(
        gas - other.gas,
        keccakHashes - other.keccakHashes,
        sha256Hashes - other.sha256Hashes,
        memoryAccesses - other.memoryAccesses,
        arithmetics - other.arithmetics,
        binaries - other.binaries,
        steps - other.steps);
  }

  /** The first resource of which these are more than the limit. */
  public Optional<Resource> firstAbove(final Resources limit) {
    for (final Resource resource : Resource.values()) {
      if (amount(resource) > limit.amount(resource)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }
}
