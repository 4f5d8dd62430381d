/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.LauncherException;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.eth.Address;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.wire.Capabilities;

/**
 * Peers with node ids of their own that dial an external node as it starts and say that they are
 * main nodes: asked for blocks, they answer with made-up ones or with nothing.
 */
final class StrangePeer implements Attack {
  /** What the peers do when they are asked. */
  enum Habit {
    LIES(AttackName.LYING_PEER, "made-up blocks"),
    SAYS_NOTHING(AttackName.SILENT_PEER, "nothing");

    private final AttackName attack;
    private final String answer;

    Habit(final AttackName attack, final String answer) {
      this.attack = attack;
      this.answer = answer;
    }
  }

  private static final int PEERS = 3;

  /** Elderberry. */
  private static final long FORK_ID = 8;

  private static final Bytes32 MADE_UP = Bytes32.fromHexString("0x" + "11e5".repeat(16));
  private static final Duration REDIAL = Duration.ofSeconds(2);
  private static final ZksConfig ZKS =
      new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofSeconds(60), 25, List.of());

  private final Field field;
  private final Habit habit;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<RlpxServer> servers = new ArrayList<>();
  private final AtomicLong asked = new AtomicLong();

  StrangePeer(final Field field, final Habit habit) {
    this.field = field;
    this.habit = habit;
  }

  @Override
  public AttackName name() {
    return habit.attack;
  }

  @Override
  public String what() {
    return "%d strangers at a restarted external node say that they are main nodes; asked, they answer with %s"
        .formatted(PEERS, habit.answer);
  }

  @Override
  public void prepare() {
    for (int i = 0; i < PEERS; i++) {
      servers.add(peer(i));
    }
  }

  @Override
  public void arm() {
    // Its dials are measured with the attack; what the restart itself costs is not.
    final NodeProcess external = field.devnet().externalNodes().getFirst();
    external.close();
    external.start();
    dial();
    external.awaitReady();
    dial();
    field.awaitFollowing();
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      ledger.count("dials", dial());
      ledger.acted();
      ledger.count("lookups", asked.getAndSet(0));
      Rounds.rest(start, REDIAL, goesOn);
    }
  }

  /** Whether they are let in is the node's business. */
  private int dial() {
    final Enode target = Enode.parse(field.devnet().externalEnode(0));
    int dials = 0;
    for (final RlpxServer server : servers) {
      if (server.connections().isEmpty() && !server.dial(target).isCancelled()) {
        dials++;
      }
    }
    return dials;
  }

  private RlpxServer peer(final int index) {
    final JsonNode latest =
        field
            .main()
            .tryCall("eth_getBlockByNumber", "latest", false)
            .orElseThrow(() -> new LauncherException("the main node does not answer"));
    final ZksHub hub =
        MainNodeHub.create(
            ZKS,
            new ChainConfig(
                Devnet.L2_CHAIN_ID,
                FORK_ID,
                Address.fromHex(latest.path("miner").asText()),
                Devnet.BLOCK_GAS_LIMIT),
            this::answer,
            Set::of,
            Metrics.none(),
            InstantSource.system());
    hub.start();
    parts.add(hub::stop);
    try {
      final RlpxServer server =
          RlpxServer.builder()
              .key(Wallets.key("bench-attack peer " + habit + index))
              .clientId("stranger")
              .bind("127.0.0.1", 0)
              .capabilities(RlpxZksTransport.capabilities(hub.offers()))
              .handler(new RlpxZksTransport(hub))
              .start();
      parts.add(server);
      return server;
    } catch (final IOException e) {
      throw new LauncherException("a peer cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * The block after the main node's that it is to follow, without transactions, and a made-up hash.
   */
  private Optional<ReplayBlock> answer(final long number) {
    asked.incrementAndGet();
    if (habit == Habit.SAYS_NOTHING) {
      return Optional.empty();
    }
    return field
        .main()
        .tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(number - 1), false)
        .map(parent -> lie(number, parent));
  }

  private static ReplayBlock lie(final long number, final JsonNode parent) {
    final long parentTime = Long.decode(parent.path("timestamp").asText());
    return new ReplayBlock(
        new BlockAttributes(
            number,
            Bytes32.fromHexString(parent.path("hash").asText()),
            parentTime + 1,
            Address.fromHex(parent.path("miner").asText()),
            Long.decode(parent.path("gasLimit").asText()),
            0,
            Bytes32.ZERO),
        parentTime,
        List.of(),
        MADE_UP,
        new BigInteger(parent.path("baseFeePerGas").asText().substring(2), 16));
  }

  @Override
  public void close() {
    for (final AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (final Exception e) {
        throw new LauncherException("a peer cannot be stopped: " + e.getMessage(), e);
      }
    }
  }
}
