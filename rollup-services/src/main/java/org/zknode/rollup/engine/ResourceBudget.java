/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Optional;

/**
 * What the transactions of the next block may use.
 *
 * @param left in the batch
 * @param whole in an empty batch: a transaction that needs more never fits
 * @param room bytes and transactions that the batch still takes
 * @param work how long the engine may work on the block
 */
public record ResourceBudget(Resources left, Resources whole, Room room, WorkLimits work) {
  /** A batch that has less of a resource in it goes on without the one that does not fit. */
  private static final int LEAST_FILL = 3;

  /**
   * @param bytes as they are encoded in a batch
   */
  public record Room(int bytes, int transactions) {
    static final Room UNLIMITED = new Room(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** What is left of it after a transaction of that many bytes. */
    public Room minus(final int encodedBytes) {
      return new Room(bytes - encodedBytes, transactions - 1);
    }

    /** Why a transaction of that many bytes does not fit. */
    public Optional<String> refuses(final int encodedBytes) {
      if (transactions < 1) {
        return Optional.of("the batch is full: transactions");
      }
      return encodedBytes > bytes
          ? Optional.of("it has %d bytes, the batch has %d left".formatted(encodedBytes, bytes))
          : Optional.empty();
    }
  }

  /** Only resources are limited. */
  public ResourceBudget(final Resources left, final Resources whole) {
    this(left, whole, Room.UNLIMITED, WorkLimits.none());
  }

  /**
   * Whether the batch ends with the block in which a transaction needs more of the resource than is
   * left; the block goes on without that transaction. Not before a third of it is in the batch:
   * else somebody closes empty batches by transactions that he never has executed.
   *
   * @param used by the block so far
   */
  public boolean endsAt(final Resource resource, final Resources used) {
    final long remaining = left.amount(resource) - used.amount(resource);
    return remaining <= whole.amount(resource) / LEAST_FILL * (LEAST_FILL - 1);
  }

  /**
   * Up to what the further transactions of a block are executed once one did not fit the rest: what
   * is left of the resources that run short, so that those which do not fit either come to nothing
   * early. Of the others all that an empty batch has: who exceeds that has to answer for it.
   *
   * @param used by the block so far
   */
  public Resources limitOnceShort(final Resources used) {
    return Resources.each(
        resource ->
            endsAt(resource, used)
                ? left.amount(resource) - used.amount(resource)
                : whole.amount(resource));
  }
}
