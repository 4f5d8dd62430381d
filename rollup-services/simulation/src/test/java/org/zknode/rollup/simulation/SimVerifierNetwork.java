/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.verification.VerifierNetwork;

/**
 * The main node's way to the verifiers: messages are late, or lost; and somebody forges answers.
 */
final class SimVerifierNetwork implements VerifierNetwork {
  private final World world;
  private final MainProcess main;
  private Consumer<VerifyResult> listener = result -> {};

  SimVerifierNetwork(final World world, final MainProcess main) {
    this.world = world;
    this.main = main;
  }

  @Override
  public int dispatch(final VerifyRequest request) {
    int sent = 0;
    for (final SimNode follower : world.followers) {
      final boolean eligible =
          follower.process().isPresent()
              && ((FollowerProcess) follower.process().get()).signer().isPresent()
              && follower.engine().head().number() >= request.lastBlock();
      if (eligible) {
        sent++;
        arrive(() -> ask(follower, request));
      }
    }
    forge(request);
    return sent;
  }

  private void arrive(final Runnable message) {
    if (!world.faulty() || world.random.nextInt(5) > 0) {
      world.scheduler.after(50 + world.random.nextInt(world.faulty() ? 6_000 : 500), message);
    }
  }

  private void ask(final SimNode follower, final VerifyRequest request) {
    if (follower.process().isEmpty() || follower.isHalted()) {
      return;
    }
    final FollowerProcess process = (FollowerProcess) follower.process().get();
    process
        .attempt(
            () ->
                process
                    .signer()
                    .orElseThrow()
                    .respond(Bytes.of(follower.name().charAt(0)), request))
        .ifPresent(
            result -> {
              world.trace(
                  "%s answers for batch %d: %s"
                      .formatted(
                          follower.name(),
                          request.batchNumber(),
                          result.refusal().isEmpty() ? "signed" : result.refusal()));
              if (!result.signature().isEmpty()) {
                world.invariants.signed(request, result.signature());
              }
              arrive(() -> deliver(result));
            });
  }

  private void deliver(final VerifyResult result) {
    if (!main.isDead()) {
      listener.accept(result);
    }
  }

  /** A signature that a verifier made for another batch. */
  private void forge(final VerifyRequest request) {
    world
        .invariants
        .signatureOfAnother(request)
        .ifPresent(
            signature ->
                arrive(
                    () ->
                        deliver(
                            new VerifyResult(
                                Bytes.of(66),
                                request.requestId(),
                                request.batchNumber(),
                                signature,
                                ""))));
  }

  @Override
  public void onResult(final Consumer<VerifyResult> resultListener) {
    listener = resultListener;
  }
}
