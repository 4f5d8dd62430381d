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

/**
 * TCP ports of a devnet, all on the loopback interface.
 *
 * @param l2 of the rollup on L1
 * @param l3 of the one on L2
 */
record Ports(int l1Rpc, int postgres, Rollup l2, Optional<Rollup> l3) {
  static final String HOST = "127.0.0.1";

  /** External nodes of L3. */
  private static final int L3_EXTERNAL = 1;

  // Below those that Linux gives to outgoing connections (32768 and up by default): no client of
  // anybody takes one between its choice and its use.
  private static final int LOWEST_FREE = 15_000;
  private static final int ABOVE_FREE = 30_000;
  private static final int TRIES = 1_000;

  /**
   * @param engine Besu's Engine API, unused by the embedded node
   * @param feed WebSocket of preconfirmations
   */
  record Node(int rpc, int p2p, int engine, int feed) {
    /** How many it has. */
    private static final int COUNT = 4;

    private void addNames(final Map<Integer, String> names, final String node) {
      names.put(rpc, "JSON-RPC of " + node);
      names.put(p2p, "devp2p of " + node);
      names.put(engine, "Engine API of " + node);
      names.put(feed, "the preconfirmations of " + node);
    }

    /** Of its preconfirmations, as flashblocks. */
    String feedUrl() {
      return "ws://%s:%d/flashblocks".formatted(HOST, feed);
    }
  }

  /**
   * Of one rollup.
   *
   * @param aggregator gRPC, for provers
   * @param bridge REST
   */
  record Rollup(int aggregator, int bridge, Node main, List<Node> external) {
    Rollup {
      external = List.copyOf(external);
    }

    /**
     * The documented ones.
     *
     * @param level 0 on L1, 1 on the rollup of level 0
     */
    private static Rollup fixed(final int level, final int externalNodes) {
      final int rpc = 8123 + 20 * level;
      final int p2p = 30303 + 20 * level;
      final int engine = 8560 + 20 * level;
      final int feed = 8660 + 20 * level;
      final List<Node> external = new ArrayList<>();
      for (int i = 1; i <= externalNodes; i++) {
        external.add(new Node(rpc + i, p2p + i, engine + i, feed + i));
      }
      return new Rollup(50081 + level, 8080 + level, new Node(rpc, p2p, engine, feed), external);
    }

    /** How many {@link #of} takes. */
    private static int count(final int externalNodes) {
      return 2 + Node.COUNT * (1 + externalNodes);
    }

    private static Rollup of(final int[] ports, final int first, final int externalNodes) {
      final List<Node> external = new ArrayList<>();
      for (int i = 0; i < externalNodes; i++) {
        external.add(node(ports, first + 2 + Node.COUNT * (1 + i)));
      }
      return new Rollup(ports[first], ports[first + 1], node(ports, first + 2), external);
    }

    private void addNames(final Map<Integer, String> names, final String of) {
      names.put(aggregator, "gRPC of the aggregator" + of);
      names.put(bridge, "REST of the bridge" + of);
      main.addNames(names, "the main node" + of);
      for (int i = 0; i < external.size(); i++) {
        external.get(i).addNames(names, "external node " + (i + 1) + of);
      }
    }
  }

  /** The documented ports; a second devnet on the same machine needs {@link #free}. */
  static Ports fixed(final int externalNodes, final boolean l3) {
    return new Ports(
        8545,
        5433,
        Rollup.fixed(0, externalNodes),
        l3 ? Optional.of(Rollup.fixed(1, L3_EXTERNAL)) : Optional.empty());
  }

  /** Ports that are free now. */
  static Ports free(final int externalNodes, final boolean l3) {
    final int l2 = Rollup.count(externalNodes);
    final int[] ports = freePorts(2 + l2 + (l3 ? Rollup.count(L3_EXTERNAL) : 0));
    return new Ports(
        ports[0],
        ports[1],
        Rollup.of(ports, 2, externalNodes),
        l3 ? Optional.of(Rollup.of(ports, 2 + l2, L3_EXTERNAL)) : Optional.empty());
  }

  /** Free ports for one more node. */
  static Node freeNode() {
    return node(freePorts(Node.COUNT), 0);
  }

  private static Node node(final int[] ports, final int first) {
    return new Node(ports[first], ports[first + 1], ports[first + 2], ports[first + 3]);
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
    l2.addNames(names, "");
    l3.ifPresent(ports -> ports.addNames(names, " of L3"));
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
