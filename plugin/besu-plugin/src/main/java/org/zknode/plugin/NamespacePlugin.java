/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.zknode.plugin.besu.HostException;
import org.zknode.plugin.options.RoleOptions;

/** A plugin that only brings one option namespace; {@link ZknodePlugin} runs the roles. */
abstract class NamespacePlugin implements BesuPlugin {
  private ZknodeContext context;

  abstract String namespace();

  abstract Object options(RoleOptions roles);

  /** Whether something of this namespace was switched on. */
  abstract boolean enabled(RoleOptions roles);

  @Override
  public final void register(final ServiceManager services) {
    context = ZknodeContext.of(services);
    ZknodeContext.require(services, PicoCLIOptions.class)
        .addPicoCLIOptions(namespace(), options(context.roles()));
  }

  @Override
  public final void beforeExternalServices() {
    HostReport.logged(this::requireCore);
  }

  private void requireCore() {
    if (enabled(context.roles()) && !context.isCorePresent()) {
      throw new HostException(
          "%s is enabled but ZknodePlugin is not loaded; add it to --plugins"
              .formatted(namespace()));
    }
  }

  @Override
  public final void start() {
    // The core plugin starts all roles together.
  }

  @Override
  public final void stop() {
    // The core plugin stops all roles together.
  }
}
