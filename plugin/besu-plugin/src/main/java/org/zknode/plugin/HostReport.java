/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.plugin.besu.HostException;
import org.zknode.plugin.options.OptionException;

/**
 * Besu ends when a plugin throws, but prints only which plugin it was; so the reason is logged here
 * before it is thrown on.
 */
final class HostReport {
  private static final Logger LOG = LoggerFactory.getLogger("zkNode");

  private HostReport() {}

  static void logged(final Runnable step) {
    try {
      step.run();
    } catch (final OptionException | HostException e) {
      LOG.error("{}", e.getMessage());
      throw e;
    } catch (final RuntimeException | Error e) {
      LOG.error("unexpected failure", e);
      throw e;
    }
  }
}
