/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.MessageType;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.ZksMessage;

/**
 * Knows the protocol and breaks one rule of it at a time, on a network that does nothing to its
 * frames: the main node must cut it, or give it nothing. {@link SimAttacker} sends noise, of which
 * hardly anything comes so far.
 */
final class SimOffender {
  private static final long MILLI = 1_000_000;

  /** All has arrived by then, and no handshake can have timed out (10 s). */
  private static final long CUT_BY = 8_000 * MILLI;

  /** More than a main node takes unasked, and than it forgets while they arrive. */
  private static final int FLOOD = 150;

  private static final int BATCHES = 10;

  /** A signer that the main node does not accept. */
  private static final PrivateKey STRANGER = PrivateKey.fromHex("0x" + "5a".repeat(32));

  private enum Rule {
    ONE_REQUEST(true),
    ONE_ANSWER_TO_A_CHALLENGE(true),
    FEW_MESSAGES(true),
    /** What it answers must not count; being cut is not its due. */
    ACCEPTED_SIGNERS(false);

    private final boolean cut;

    Rule(final boolean cut) {
      this.cut = cut;
    }
  }

  private final World world;
  private final Bytes id;
  private int connections;

  SimOffender(final World world, final Bytes id) {
    this.world = world;
    this.id = id;
  }

  /** Again and again while the time of faults lasts. */
  void offend() {
    if (world.faulty()) {
      final Rule rule = Rule.values()[world.random.nextInt(Rule.values().length)];
      world
          .negotiate(world.offered)
          .flatMap(lanes -> lane(lanes, rule).map(lane -> new Connection(rule, lane, lanes)))
          .ifPresent(Connection::start);
      world.scheduler.after((5_000 + world.random.nextInt(20_000)) * MILLI, this::offend);
    }
  }

  private static Optional<Capability> lane(final Lanes lanes, final Rule rule) {
    return rule == Rule.ONE_REQUEST ? lanes.replay() : lanes.verification();
  }

  private final class Connection {
    private final Rule rule;
    private final Capability lane;
    private final Lanes lanes;
    private final SimLink link =
        new SimLink(world.scheduler, world.random, 1 + world.random.nextInt(200));
    private int left = FLOOD;

    Connection(final Rule rule, final Capability lane, final Lanes lanes) {
      this.rule = rule;
      this.lane = lane;
      this.lanes = lanes;
    }

    void start() {
      connections++;
      world
          .main()
          .accept(
              link, Bytes.concatenate(id.slice(0, 60), Bytes.ofUnsignedInt(connections)), lanes);
      link.a.own(this::wake);
      switch (rule) {
        case ONE_REQUEST -> {
          send(GetBlockReplays.from(1, 1));
          send(GetBlockReplays.from(1, 1));
        }
        case FEW_MESSAGES -> flood();
        case ONE_ANSWER_TO_A_CHALLENGE, ACCEPTED_SIGNERS -> send(new VerifierRoleRequest());
      }
      world.scheduler.after(
          CUT_BY,
          () -> {
            world.check(!rule.cut || link.isCut(), "nobody was cut for breaking " + rule);
            link.cut();
          });
    }

    private void send(final ZksMessage message) {
      if (link.a.hasRoom()) {
        link.a.send(new Frame(lane.name(), lane.id(message.type()), message.encode()));
      }
    }

    private void flood() {
      while (left > 0 && link.a.hasRoom()) {
        left--;
        send(new VerifierRoleRequest());
      }
    }

    private void wake() {
      while (link.a.waiting() > 0) {
        final Frame frame = link.a.read();
        if (frame.capability().equals(lane.name())
            && lane.carries(MessageType.VERIFIER_CHALLENGE)
            && frame.code() == lane.id(MessageType.VERIFIER_CHALLENGE)) {
          challenged(frame.payload());
        }
      }
      if (rule == Rule.FEW_MESSAGES) {
        flood();
      }
    }

    private void challenged(final Bytes payload) {
      final Bytes32 nonce = nonce(payload);
      final VerifierAuth answer = new VerifierAuth(VerifierAuthentication.sign(nonce, STRANGER));
      switch (rule) {
        case ONE_ANSWER_TO_A_CHALLENGE -> {
          send(answer);
          send(answer);
        }
        case ACCEPTED_SIGNERS -> {
          send(answer);
          for (int batch = 1; batch <= BATCHES; batch++) {
            send(
                new VerifyBatchResult(
                    batch, batch, new VerifyBatchResult.Approved(World.signature(id, batch))));
          }
        }
        case ONE_REQUEST, FEW_MESSAGES -> {
          // Asked for nothing, or for the sake of asking.
        }
      }
    }

    private Bytes32 nonce(final Bytes payload) {
      try {
        return ((VerifierChallenge) lane.decode(lane.id(MessageType.VERIFIER_CHALLENGE), payload))
            .nonce();
      } catch (final ZksDecodeException e) {
        throw new AssertionError("the main node's challenge cannot be decoded", e);
      }
    }
  }
}
