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
 * @param sparing what needs much of a resource that is not paid for does not end the batch, and
 *     leaves a part of it to others: batches have ended early often enough
 */
public record ResourceBudget(
    Resources left, Resources whole, Room room, WorkLimits work, boolean sparing) {
  /** A batch that has less of a resource in it goes on without the one that does not fit. */
  private static final int LEAST_FILL = 3;

  /** More than one part in so many of an empty batch is much for one transaction. */
  private static final int MUCH = 10;

  /** One part in so many of an empty batch is kept for transactions that do not need much. */
  private static final int KEPT = 3;

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

  /** Nothing is limited, and everything counted. */
  public static ResourceBudget unlimited() {
    final Resources all = Resources.each(resource -> Long.MAX_VALUE);
    return new ResourceBudget(all, all);
  }

  /** Not sparing. */
  public ResourceBudget(
      final Resources left, final Resources whole, final Room room, final WorkLimits work) {
    this(left, whole, room, work, false);
  }

  /** Of gas nothing is much: who needs it pays for it. */
  private boolean isMuch(final Resource resource, final long amount) {
    return resource != Resource.GAS && amount > whole.amount(resource) / MUCH;
  }

  private long remaining(final Resource resource, final Resources used) {
    return left.amount(resource) - used.amount(resource);
  }

  /**
   * What there is of a resource for a transaction.
   *
   * @param own what it uses
   * @param used by the block before it
   */
  public long leftFor(final Resource resource, final Resources own, final Resources used) {
    final long kept =
        sparing && isMuch(resource, own.amount(resource)) ? whole.amount(resource) / KEPT : 0;
    return Math.max(0, remaining(resource, used) - kept);
  }

  /** The resource of which a transaction uses more than there is for it, if so. */
  public Optional<Resource> shortOf(final Resources own, final Resources used) {
    for (final Resource resource : Resource.values()) {
      if (own.amount(resource) > leftFor(resource, own, used)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the batch ends with the block in which a transaction needs more of the resource than is
   * left; the block goes on without that transaction. Not before a third of it is in the batch:
   * else somebody closes empty batches by transactions that he never has executed. A sparing batch
   * ends only for one that does not need much.
   *
   * @param own what the transaction uses
   * @param used by the block so far
   */
  public boolean endsAt(final Resource resource, final Resources own, final Resources used) {
    return runsShort(resource, used) && !(sparing && isMuch(resource, own.amount(resource)));
  }

  /** Whether a third of the resource is in the batch. */
  public boolean runsShort(final Resource resource, final Resources used) {
    return remaining(resource, used) <= whole.amount(resource) / LEAST_FILL * (LEAST_FILL - 1);
  }

  /**
   * Up to what the further transactions of a block are executed once one did not fit the rest: what
   * is left of the resources that run short, so that those which do not fit either come to nothing
   * early; in a sparing batch up to what is much at least, to know the ones for which it ends. Of
   * the others all that an empty batch has: who exceeds that has to answer for it.
   *
   * @param used by the block so far
   */
  public Resources limitOnceShort(final Resources used) {
    return Resources.each(
        resource ->
            runsShort(resource, used)
                ? Math.max(remaining(resource, used), sparing ? whole.amount(resource) / MUCH : 0)
                : whole.amount(resource));
  }
}
