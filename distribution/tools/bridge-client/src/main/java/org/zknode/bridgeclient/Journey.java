/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.BridgeCalls;

/** Follows one transfer from its transaction until it is claimed on the other side. */
final class Journey {
  /** Stages after the transaction of the deposit. */
  static final int STAGES = 3;

  private final Networks networks;
  private final Claims claims;
  private final Wallet wallet;
  private final Outlook outlook;
  private final Patience patience;
  private final Progress progress;

  Journey(
      final Networks networks,
      final Claims claims,
      final Wallet wallet,
      final Outlook outlook,
      final Patience patience,
      final Progress progress) {
    this.networks = networks;
    this.claims = claims;
    this.wallet = wallet;
    this.outlook = outlook;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * @param sponsor how long somebody else may take to claim it; zero to claim at once
   */
  void follow(final long network, final Wallet.Mined deposit, final Duration sponsor) {
    progress.begins("the deposit is known to the bridge");
    final Transfer indexed =
        patience.await("the deposit", progress, () -> indexed(network, deposit));
    progress.ends(
        "deposit %d of network %d, for %s on network %d"
            .formatted(
                indexed.depositCount(),
                network,
                indexed.leaf().destinationAddress(),
                indexed.leaf().destinationNetwork()));
    progress.begins("it can be claimed on the other side");
    final Transfer ready =
        patience.await("the deposit's exit root", progress, () -> ready(network, deposit));
    progress.ends("it can be");
    progress.begins("it is claimed");
    claim(ready, sponsor);
  }

  /** The transaction is looked at again each time: a reorg may give it another place. */
  private Optional<Transfer> indexed(final long network, final Wallet.Mined deposit) {
    final Networks.Side side = networks.side(network);
    final Optional<Chain.Receipt> receipt = side.chain().receipt(deposit.hash());
    if (receipt.isEmpty()) {
      progress.waits(
          "a reorg of %s took its block back: it waits to be mined again"
              .formatted(side.chain().name()));
      return Optional.empty();
    }
    final OptionalLong count =
        receipt.get().logs().stream()
            .filter(log -> log.address().equals(side.bridge()))
            .mapToLong(log -> BridgeAbi.depositCount(log).orElse(-1))
            .filter(found -> found >= 0)
            .findFirst();
    if (count.isEmpty()) {
      throw new BridgeClientException(
          "transaction %s made no deposit at %s".formatted(deposit.hash(), side.bridge()));
    }
    final Optional<Transfer> found =
        networks
            .node()
            .find(network, count.getAsLong())
            .filter(transfer -> transfer.transaction().equals(deposit.hash()));
    if (found.isEmpty()) {
      progress.waits(outlook.toBeIndexed(network, receipt.get().blockNumber()));
    }
    return found;
  }

  private Optional<Transfer> ready(final long network, final Wallet.Mined deposit) {
    final Optional<Transfer> transfer = indexed(network, deposit);
    if (transfer.filter(one -> one.ready() || one.isClaimed()).isPresent()) {
      return transfer;
    }
    transfer.ifPresent(one -> progress.waits(outlook.toBeReady(one)));
    return Optional.empty();
  }

  /**
   * Claims it, unless somebody else does.
   *
   * @param sponsor how long somebody else may take; zero to claim at once
   */
  void claim(final Transfer transfer, final Duration sponsor) {
    final long end = System.nanoTime() + sponsor.toNanos();
    if (sponsor.isPositive()) {
      progress.waits("waits %s for a sponsor who claims it".formatted(Texts.of(sponsor)));
    }
    final Claims.Watch watch = claims.watch(transfer);
    final String by =
        patience.await("the claim", progress, () -> claimed(transfer, watch.look(), end));
    progress.done("claimed on %s by %s".formatted(other(transfer).chain().name(), by));
  }

  /**
   * @param end of the sponsor's time, as {@link System#nanoTime}
   * @return by whom
   */
  private Optional<String> claimed(
      final Transfer transfer, final Claims.Finding found, final long end) {
    return switch (found) {
      case Claims.Claimed claimed -> Optional.of(claimed.by());
      case Claims.Disputed disputed -> {
        progress.waits(disputed.what());
        yield Optional.empty();
      }
      case Claims.Open open -> System.nanoTime() - end < 0 ? Optional.empty() : claimNow(transfer);
    };
  }

  private Networks.Side other(final Transfer transfer) {
    return networks.side(transfer.leaf().destinationNetwork());
  }

  private Optional<String> claimNow(final Transfer transfer) {
    final Networks.Side side = other(transfer);
    if (side.chain().balance(wallet.address()).signum() == 0) {
      progress.waits(
          "%s has no ether on %s for the gas of a claim: waits for a sponsor, or for ether there"
              .formatted(wallet.address(), side.chain().name()));
      return Optional.empty();
    }
    final Bytes data =
        BridgeCalls.claim(transfer.leaf(), transfer.globalIndex(), networks.node().proof(transfer));
    try {
      return Optional.of(
          "transaction " + wallet.send(side.chain(), side.bridge(), BigInteger.ZERO, data).hash());
    } catch (final RevertedException e) {
      if (e.data().equals(BridgeCalls.ALREADY_CLAIMED)) {
        progress.waits("somebody else has claimed it");
        return Optional.empty();
      }
      throw new BridgeClientException(
          "the claim of deposit %d of network %d would fail on %s: %s"
              .formatted(
                  transfer.depositCount(), transfer.network(), side.chain().name(), e.getMessage()),
          e);
    }
  }
}
