/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;

/** Settings of an {@link RlpxServer}; key, capabilities and handler have no default. */
public final class RlpxServerBuilder {
  PrivateKey key;
  String clientId = "zknode";
  String host = "127.0.0.1";
  int port;
  List<Capability> capabilities = List.of();
  RlpxHandler handler;
  RlpxLimits limits = RlpxLimits.defaults();
  Consumer<RlpxEvent> events = event -> {};
  Predicate<InetAddress> admission = address -> true;
  Optional<Set<Bytes>> allowList = Optional.empty();

  RlpxServerBuilder() {}

  /** The node key; its public key is the node id. */
  public RlpxServerBuilder key(final PrivateKey value) {
    key = value;
    return this;
  }

  /** Text that Hello shows, for instance {@code zknode/v0.1.0/embedded}. */
  public RlpxServerBuilder clientId(final String value) {
    clientId = value;
    return this;
  }

  /**
   * @param bindPort 0 takes a free one
   */
  public RlpxServerBuilder bind(final String bindHost, final int bindPort) {
    host = bindHost;
    port = bindPort;
    return this;
  }

  /** What is offered; several versions of one name are several entries. */
  public RlpxServerBuilder capabilities(final List<Capability> value) {
    capabilities = List.copyOf(value);
    return this;
  }

  public RlpxServerBuilder handler(final RlpxHandler value) {
    handler = value;
    return this;
  }

  public RlpxServerBuilder limits(final RlpxLimits value) {
    limits = value;
    return this;
  }

  /** Is told what is refused; must return quickly. */
  public RlpxServerBuilder events(final Consumer<RlpxEvent> value) {
    events = value;
    return this;
  }

  /** Only these node ids may connect to us; without it everyone may. Dialling is not limited. */
  public RlpxServerBuilder allowList(final Set<Bytes> nodeIds) {
    allowList = Optional.of(Set.copyOf(nodeIds));
    return this;
  }

  /** Whether a socket from that address is taken at all; asked before its handshake. */
  public RlpxServerBuilder admission(final Predicate<InetAddress> value) {
    admission = value;
    return this;
  }

  /**
   * Binds and starts.
   *
   * @throws IOException names host and port when it cannot listen there
   */
  public RlpxServer start() throws IOException {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(handler, "handler");
    if (capabilities.isEmpty()) {
      throw new IllegalArgumentException("at least one capability is offered");
    }
    return RlpxServer.start(this);
  }
}
