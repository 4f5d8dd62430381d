/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1BehindException;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.service.TemporaryException;

/**
 * Whether L1 has this rollup's contracts, and they fit the configuration. What does not fit is
 * refused at the start. An L1 that lags has nothing to compare yet: then the node starts, and what
 * reads L1 or writes waits until it has. Thread-safe.
 */
@NodeScope
final class L1Deployment {
  /** Between two looks; after the right one there is nothing to do. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(L1Deployment.class);

  private final JsonRpcL1Client l1;
  private final ChainConfig chain;
  private final L1Roles roles;
  private final CountDownLatch fits = new CountDownLatch(1);

  @Inject
  L1Deployment(final JsonRpcL1Client l1, final ChainConfig chain, final L1Roles roles) {
    this.l1 = l1;
    this.chain = chain;
    this.roles = roles;
  }

  /**
   * The look at the start.
   *
   * @throws StartupException the keys have not the roles that they need
   * @throws L1ConfigurationException L1's contracts do not fit
   * @throws TemporaryException L1 cannot be reached
   */
  void start() throws StartupException {
    try {
      l1.verifyDeployment(chain);
    } catch (final L1BehindException e) {
      LOG.warn("{}", e.getMessage());
      return;
    }
    requireRoles();
    fits.countDown();
  }

  private void requireRoles() throws StartupException {
    final Optional<String> mismatch;
    try {
      mismatch = roles.mismatch();
    } catch (final TemporaryException e) {
      // The loop that asks again tells it in the status.
      LOG.warn("whether the L1 keys have their roles is not known yet: {}", e.getMessage());
      return;
    }
    if (mismatch.isPresent()) {
      throw new StartupException(mismatch.get());
    }
  }

  /**
   * Looks again, as long as it was not there.
   *
   * @throws TemporaryException it is not yet, or does not fit
   */
  void step() {
    if (fits.getCount() == 0) {
      return;
    }
    try {
      l1.verifyDeployment(chain);
    } catch (final L1ConfigurationException e) {
      throw new TemporaryException(
          e.getMessage() + ": nothing is done; restart this node with what is right", e);
    }
    // Before anything is built: what does not fit is in the status then.
    roles.step();
    LOG.info("L1 has this rollup's contracts");
    fits.countDown();
  }

  /** Whether it fits, or will within that time. */
  boolean await(final Duration time) throws InterruptedException {
    return fits.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
