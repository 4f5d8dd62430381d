/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The name service of this module's tests: names that end in {@code .late} cannot be resolved at
 * the first {@value #FAILURES} attempts, then they are this machine. Everything else is the
 * system's.
 */
public final class LateNames extends InetAddressResolverProvider {
  /** Attempts that fail, for each name. */
  static final int FAILURES = 3;

  @Override
  public InetAddressResolver get(final Configuration configuration) {
    // Otherwise the JDK remembers a failure for ten seconds.
    java.security.Security.setProperty("networkaddress.cache.negative.ttl", "0");
    final InetAddressResolver system = configuration.builtinResolver();
    final ConcurrentHashMap<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(final String host, final LookupPolicy policy)
          throws UnknownHostException {
        if (!host.endsWith(".late")) {
          return system.lookupByName(host, policy);
        }
        if (attempts.computeIfAbsent(host, name -> new AtomicInteger()).incrementAndGet()
            <= FAILURES) {
          throw new UnknownHostException(host);
        }
        return Stream.of(InetAddress.getLoopbackAddress());
      }

      @Override
      public String lookupByAddress(final byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "late names";
  }
}
