/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where deposits of both networks are, and what they wait for. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows where deposits of both networks are, and what they wait for.")
final class StatusCommand implements Callable<Integer> {
  private final PrintStream out;
  @Mixin NetworkOptions options = new NetworkOptions();

  @Option(
      names = "--address",
      paramLabel = "<address>",
      description = "All that are for this account, the newest first, 25 at the most")
  Optional<String> address = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "<id>",
      description = "One deposit: its network, 0 = L1, else the rollup")
  Optional<Long> network = Optional.empty();

  @Option(names = "--deposit", paramLabel = "<number>", description = "Its number there")
  Optional<Long> deposit = Optional.empty();

  StatusCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (address.isPresent() == (network.isPresent() && deposit.isPresent())) {
      throw new BridgeClientException("say --address, or --network and --deposit");
    }
    return options.with(
        networks -> {
          network.ifPresent(networks::side);
          final Outlook outlook = new Outlook(networks, Clock.systemUTC());
          final List<Transfer> transfers =
              address.isPresent()
                  ? networks.node().to(Parsing.address("--address", address.get()))
                  : List.of(networks.node().get(network.get(), deposit.get()));
          transfers.forEach(transfer -> print(transfer, outlook));
          if (transfers.isEmpty()) {
            out.printf(
                "nothing was sent to %s, as far as the node knows: %s%n",
                address.orElse(""), outlook.indexed());
          }
        });
  }

  private void print(final Transfer transfer, final Outlook outlook) {
    out.printf(
        "deposit %d of network %d: %s for %s on network %d%n      %s%n",
        transfer.depositCount(),
        transfer.network(),
        what(transfer.leaf()),
        transfer.leaf().destinationAddress(),
        transfer.leaf().destinationNetwork(),
        stage(transfer, outlook));
  }

  private static String what(final ExitLeaf leaf) {
    final String ether = Texts.of(leaf.amount(), Texts.ETHER_DECIMALS) + " ether";
    if (leaf.leafType() == LeafType.MESSAGE) {
      return "a message of %d bytes with %s".formatted(leaf.metadata().size(), ether);
    }
    return leaf.originAddress().equals(Address.ZERO)
        ? ether
        : "%s of token %s of network %d, in its smallest unit,"
            .formatted(leaf.amount(), leaf.originAddress(), leaf.originNetwork());
  }

  private static String stage(final Transfer transfer, final Outlook outlook) {
    if (transfer.isClaimed()) {
      return "claimed by transaction " + transfer.claim();
    }
    return transfer.ready()
        ? "can be claimed: zknode bridge claim --network %d --deposit %d"
            .formatted(transfer.network(), transfer.depositCount())
        : outlook.toBeReady(transfer).toString();
  }
}
