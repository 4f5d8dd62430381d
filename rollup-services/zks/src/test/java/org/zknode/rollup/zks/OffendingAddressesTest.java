/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.zknode.zks.connection.CutReason;

class OffendingAddressesTest {
  private static final long MOST = OffendingAddresses.MOST_OFFENCES;

  private static final long MIB_15 = 15L << 20;

  private final AtomicLong now = new AtomicLong(7);
  private final AtomicLong refused = new AtomicLong();
  private final OffendingAddresses addresses =
      new OffendingAddresses(true, refused::addAndGet, now::get);

  private static InetAddress address(final String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private void offend(final InetAddress address, final long times) {
    for (long i = 0; i < times; i++) {
      addresses.offended(address, 1, 0);
    }
  }

  @Test
  void anAddressIsRefusedFromTheLimitOnAndNobodyElse() throws Exception {
    offend(address("10.0.0.1"), MOST - 1);
    assertThat(addresses.admits(address("10.0.0.1"))).isTrue();

    offend(address("10.0.0.1"), 1);

    assertThat(addresses.admits(address("10.0.0.1"))).isFalse();
    assertThat(addresses.admits(address("10.0.0.2"))).isTrue();
    assertThat(refused).hasValue(1);
  }

  @Test
  void offencesAreForgottenOneAfterTheOther() throws Exception {
    // More than the limit do not count: the time until the next try does not grow.
    offend(address("10.0.0.1"), 10 * MOST);
    now.addAndGet(OffendingAddresses.FORGIVE_NANOS - 1);
    assertThat(addresses.admits(address("10.0.0.1"))).isFalse();
    now.addAndGet(1);
    assertThat(addresses.admits(address("10.0.0.1"))).isTrue();

    offend(address("10.0.0.1"), 1);
    assertThat(addresses.admits(address("10.0.0.1"))).isFalse();

    now.addAndGet(MOST * OffendingAddresses.FORGIVE_NANOS);
    offend(address("10.0.0.1"), MOST - 1);
    assertThat(addresses.admits(address("10.0.0.1"))).isTrue();
  }

  @Test
  void whatCostsMoreCountsAsMore() throws Exception {
    final InetAddress flooding = address("10.0.0.1");
    final InetAddress noisy = address("10.0.0.2");
    for (long left = MOST; left > 0; left -= CutReason.FLOOD_OFFENCES) {
      assertThat(addresses.admits(flooding)).isTrue();
      addresses.offended(flooding, CutReason.FLOOD_OFFENCES, 0);
    }
    assertThat(addresses.admits(flooding)).isFalse();

    addresses.offended(noisy, 1, MIB_15);
    addresses.offended(noisy, 1, MIB_15);
    assertThat(addresses.admits(noisy)).isTrue();
    addresses.offended(noisy, 1, MIB_15);
    assertThat(addresses.admits(noisy)).isFalse();
  }

  @Test
  void anAddressIsNotShutOutForLongerThanOneOffenceIsWorth() throws Exception {
    final InetAddress noisy = address("10.0.0.1");
    final long each = 1 + MIB_15 / OffendingAddresses.BYTES_PER_OFFENCE;
    // The last ones were on their way already when the address was shut out.
    for (int i = 0; i < 10; i++) {
      addresses.offended(noisy, 1, MIB_15);
    }

    assertThat(addresses.nanosUntilAdmitted(noisy))
        .isBetween(
            (each - 1) * OffendingAddresses.FORGIVE_NANOS + 1,
            each * OffendingAddresses.FORGIVE_NANOS);

    now.addAndGet((each - 1) * OffendingAddresses.FORGIVE_NANOS);
    assertThat(addresses.admits(noisy)).isFalse();
    now.addAndGet(OffendingAddresses.FORGIVE_NANOS);
    assertThat(addresses.admits(noisy)).isTrue();

    addresses.offended(noisy, 1, Long.MAX_VALUE);
    now.addAndGet(MOST * OffendingAddresses.FORGIVE_NANOS);
    assertThat(addresses.admits(noisy)).as("no offence is worth more than the limit").isTrue();
  }

  @Test
  void whereAllPeersHaveOneAddressNobodyIsRefused() throws Exception {
    final OffendingAddresses off = new OffendingAddresses(false, refused::addAndGet, now::get);
    for (long i = 0; i < 2 * MOST; i++) {
      off.offended(address("10.0.0.1"), 1, MIB_15);
    }
    assertThat(off.admits(address("10.0.0.1"))).isTrue();
    assertThat(refused).hasValue(0);
  }

  @Test
  void anIpv6NetworkIsOneAddress() throws Exception {
    offend(address("2001:db8:1:2::1"), MOST);

    assertThat(addresses.admits(address("2001:db8:1:2:ffff::9"))).isFalse();
    assertThat(addresses.admits(address("2001:db8:1:3::1"))).isTrue();
  }

  @Test
  void onlySoManyAddressesAreRemembered() throws Exception {
    offend(address("10.0.0.1"), MOST);
    for (int i = 0; i < OffendingAddresses.MAX_ADDRESSES; i++) {
      addresses.offended(
          InetAddress.getByAddress(new byte[] {11, 0, (byte) (i >> 8), (byte) i}), 1, 0);
    }

    assertThat(addresses.admits(address("10.0.0.1"))).isTrue();
  }
}
