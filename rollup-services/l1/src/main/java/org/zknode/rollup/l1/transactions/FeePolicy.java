/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.math.BigInteger;
import java.util.Optional;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;

/**
 * What an L1 transaction offers per gas (EIP-1559). It follows from L1's fees now and from what an
 * endpoint has accepted, never from what was refused: however often an endpoint says no, the offer
 * stays the same.
 */
final class FeePolicy {
  /** Replacement needs 10 % with geth, Besu and Erigon; some pools ask for 12.5 %: times 9/8. */
  private static final BigInteger BUMP_NUMERATOR = BigInteger.valueOf(9);

  private static final BigInteger BUMP_DENOMINATOR = BigInteger.valueOf(8);

  /** An offer that is so many times what would be offered now is lowered while nobody has it. */
  private static final BigInteger FAR_ABOVE = BigInteger.TWO;

  private final L1TransactionSettings settings;

  FeePolicy(final L1TransactionSettings settings) {
    this.settings = settings;
  }

  /** For a transaction that no pool has. */
  Price first(final L1Client.Fees now) {
    final BigInteger tip =
        now.maxPriorityFeePerGas()
            .max(settings.fees().minPriorityFee())
            .min(settings.fees().maxPriorityFee());
    final BigInteger maxFee =
        now.baseFeePerGas()
            .multiply(BigInteger.valueOf(settings.fees().baseFeeFactor()))
            .add(tip)
            .min(settings.maxFeePerGasCap());
    return new Price(maxFee, tip.min(maxFee));
  }

  /**
   * For a transaction that a pool has: both fees are higher by what pools demand, and what would be
   * offered first if that is more.
   *
   * @return empty when the cap leaves no room
   */
  Optional<Price> replacement(final Price accepted, final L1Client.Fees now) {
    final BigInteger least = bumped(accepted.maxFeePerGas());
    if (least.compareTo(settings.maxFeePerGasCap()) > 0) {
      return Optional.empty();
    }
    final Price first = first(now);
    final BigInteger maxFee = least.max(first.maxFeePerGas());
    final BigInteger tip =
        bumped(accepted.maxPriorityFeePerGas()).max(first.maxPriorityFeePerGas());
    return Optional.of(new Price(maxFee, tip.min(maxFee)));
  }

  /** More than what the operator allows as a tip changes nothing that a tip can change. */
  boolean hasHighestTip(final Price price) {
    return price.maxPriorityFeePerGas().compareTo(settings.fees().maxPriorityFee()) >= 0;
  }

  /** Whether L1's next block could take it at that price. */
  static boolean isEnough(final Price price, final L1Client.Fees now) {
    return price.maxFeePerGas().compareTo(now.baseFeePerGas()) >= 0;
  }

  /**
   * What to offer after a refusal; the same as before unless L1's fees have moved, and for a
   * transaction that a pool had only when the refusal was about the fee.
   *
   * @return empty when a pool had it and the cap leaves no room for a replacement
   */
  Optional<Price> afterRefusal(
      final MonitoredTransaction row, final SendRefusal refusal, final L1Client.Fees now) {
    final Price first = first(now);
    if (row.accepted().isEmpty()) {
      return Optional.of(isFair(row.price(), first, now) ? row.price() : first);
    }
    if (refusal != SendRefusal.FEE_TOO_LOW && refusal != SendRefusal.REPLACEMENT_UNDERPRICED) {
      return Optional.of(row.price());
    }
    final BigInteger least = bumped(row.accepted().get().maxFeePerGas());
    return row.price().maxFeePerGas().compareTo(least) >= 0 && isEnough(row.price(), now)
        ? Optional.of(row.price())
        : replacement(row.accepted().get(), now);
  }

  /** So near to what would be offered now that another price would only make another hash. */
  private static boolean isFair(final Price price, final Price first, final L1Client.Fees now) {
    return isEnough(price, now)
        && price.maxFeePerGas().compareTo(first.maxFeePerGas().multiply(FAR_ABOVE)) <= 0
        && price.maxPriorityFeePerGas().multiply(FAR_ABOVE).compareTo(first.maxPriorityFeePerGas())
            >= 0;
  }

  /** Strictly higher even from nothing, as pools demand of both fees. */
  private static BigInteger bumped(final BigInteger fee) {
    final BigInteger product = fee.multiply(BUMP_NUMERATOR);
    return product
        .add(BUMP_DENOMINATOR)
        .subtract(BigInteger.ONE)
        .divide(BUMP_DENOMINATOR)
        .max(fee.add(BigInteger.ONE));
  }
}
