/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.Optional;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.BesuService;
import org.zknode.plugin.besu.HostException;
import org.zknode.plugin.options.RoleOptions;

/**
 * What the plugin classes of one node share. Whichever is registered first publishes it with the
 * host's service manager, so nothing is static and two nodes can live in one JVM.
 */
public interface ZknodeContext extends BesuService {

  /**
   * Option objects of the role namespaces; values are there from {@code beforeExternalServices}.
   */
  RoleOptions roles();

  /** Called by the core plugin, without which no role runs. */
  void coreIsPresent();

  boolean isCorePresent();

  /** Finds the context of this host, or publishes a new one. */
  static ZknodeContext of(final ServiceManager services) {
    final Optional<ZknodeContext> existing = services.getService(ZknodeContext.class);
    if (existing.isPresent()) {
      return existing.get();
    }
    final ZknodeContext created = new SharedContext();
    services.addService(ZknodeContext.class, created);
    return created;
  }

  /**
   * A service of the host that the plugin cannot do without.
   *
   * @throws HostException this Besu does not offer it
   */
  static <T extends BesuService> T require(final ServiceManager services, final Class<T> type) {
    return services
        .getService(type)
        .orElseThrow(() -> new HostException("this Besu does not offer " + type.getSimpleName()));
  }
}
