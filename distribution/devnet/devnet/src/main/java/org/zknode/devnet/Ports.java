/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import org.zknode.devnet.process.LauncherException;

/** TCP ports of a devnet, all on the loopback interface. */
record Ports(int l1Rpc, int postgres, int aggregator, int bridge, Node main, List<Node> external) {
  static final String HOST = "127.0.0.1";

  // Below those that Linux gives to outgoing connections (32768 and up by default): no client of
  // anybody takes one between its choice and its use.
  private static final int LOWEST_FREE = 15_000;
  private static final int ABOVE_FREE = 30_000;
  private static final int TRIES = 1_000;

  /**
   * @param engine Besu's Engine API, unused by the embedded node
   */
  record Node(int rpc, int p2p, int engine) {}

  Ports {
    external = List.copyOf(external);
  }

  /** The documented ports; a second devnet on the same machine needs {@link #free}. */
  static Ports fixed(final int externalNodes) {
    final List<Node> external = new ArrayList<>();
    for (int i = 0; i < externalNodes; i++) {
      external.add(new Node(8124 + i, 30304 + i, 8561 + i));
    }
    return new Ports(8545, 5433, 50081, 8080, new Node(8123, 30303, 8560), external);
  }

  /** Ports that are free now. */
  static Ports free(final int externalNodes) {
    final int[] ports = freePorts(7 + 3 * externalNodes);
    final List<Node> external = new ArrayList<>();
    for (int i = 7; i < ports.length; i += 3) {
      external.add(new Node(ports[i], ports[i + 1], ports[i + 2]));
    }
    return new Ports(
        ports[0], ports[1], ports[2], ports[3], new Node(ports[4], ports[5], ports[6]), external);
  }

  /** Free ports for one more node. */
  static Node freeNode() {
    final int[] ports = freePorts(3);
    return new Node(ports[0], ports[1], ports[2]);
  }

  /** So many free ports, each another one, for processes that bind them seconds later. */
  static int[] freePorts(final int count) {
    return PortReservations.ofThisUser().choose(reserved -> freePorts(count, reserved));
  }

  private static int[] freePorts(final int count, final IntPredicate reserved) {
    final Random random = new Random();
    final List<ServerSocket> open = new ArrayList<>();
    try {
      // All stay open until the last one is chosen, so that none is given twice.
      for (int tries = 0; open.size() < count; tries++) {
        if (tries == TRIES) {
          throw new LauncherException(
              "%d TCP ports on %s between %d and %d tried, %d are free, %d are needed"
                  .formatted(tries, HOST, LOWEST_FREE, ABOVE_FREE - 1, open.size(), count));
        }
        final int port = random.nextInt(LOWEST_FREE, ABOVE_FREE);
        if (!reserved.test(port)) {
          bind(port).ifPresent(open::add);
        }
      }
      return open.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (final ServerSocket socket : open) {
        closeQuietly(socket);
      }
    }
  }

  private static Optional<ServerSocket> bind(final int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getByName(HOST)));
    } catch (final IOException taken) {
      return Optional.empty();
    }
  }

  /**
   * Throws one sentence that names the first port that is taken and what it is for.
   *
   * @param ownL1 whether the devnet starts an L1
   */
  void requireFree(final boolean ownL1) {
    names(ownL1)
        .forEach(
            (port, use) -> {
              try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(HOST, port));
              } catch (final IOException e) {
                throw new LauncherException(
                    ("port %d (%s) is taken: stop the process that listens there, or start with"
                            + " --free-ports")
                        .formatted(port, use),
                    e);
              }
            });
  }

  private Map<Integer, String> names(final boolean ownL1) {
    final Map<Integer, String> names = new LinkedHashMap<>();
    if (ownL1) {
      names.put(l1Rpc, "JSON-RPC of L1");
    }
    names.put(postgres, "PostgreSQL");
    names.put(aggregator, "gRPC of the aggregator");
    names.put(bridge, "REST of the bridge");
    names.put(main.rpc(), "JSON-RPC of the main node");
    names.put(main.p2p(), "devp2p of the main node");
    names.put(main.engine(), "Engine API of the main node");
    for (int i = 0; i < external.size(); i++) {
      names.put(external.get(i).rpc(), "JSON-RPC of external node " + (i + 1));
      names.put(external.get(i).p2p(), "devp2p of external node " + (i + 1));
      names.put(external.get(i).engine(), "Engine API of external node " + (i + 1));
    }
    return names;
  }

  private static void closeQuietly(final ServerSocket socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      throw new LauncherException("a probing socket cannot be closed", e);
    }
  }
}
