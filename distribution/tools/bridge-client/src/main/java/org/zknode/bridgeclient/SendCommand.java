/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.bridge.BridgeCalls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From one network to the other: sends, waits, claims. */
abstract class SendCommand implements Callable<Integer> {
  private final PrintStream out;
  @Mixin NetworkOptions options = new NetworkOptions();

  @Option(
      names = "--key-file",
      paramLabel = "<file>",
      description = "File with the hex key of the account that sends and claims")
  Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--amount",
      paramLabel = "<number>",
      description = "Whole ether or tokens, as 0.25; or of the smallest unit, as 1000wei")
  Optional<String> amount = Optional.empty();

  @Option(
      names = "--token",
      paramLabel = "<address>",
      description = "ERC-20 token on the network that it comes from (default: ether)")
  Optional<String> token = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "<address>",
      description = "Who gets it on the other network (default: the sender)")
  Optional<String> to = Optional.empty();

  @Option(
      names = "--message",
      paramLabel = "<hex>",
      description =
          "A message for the contract --to, with the ether of --amount, if any; 90000 bytes at the"
              + " most")
  Optional<String> message = Optional.empty();

  @Option(
      names = "--sponsor",
      paramLabel = "<duration>",
      description = "How long somebody else may take to claim it before the sender does")
  Optional<Duration> sponsor = Optional.empty();

  private SendCommand(final PrintStream out) {
    this.out = out;
  }

  abstract long from(Networks networks);

  abstract long towards(Networks networks);

  abstract Duration usualSponsor();

  @Override
  public Integer call() {
    final PrivateKey key = Parsing.key(keyFile);
    final Patience patience = options.patience();
    final Optional<Address> receiver = to.map(text -> Parsing.receiver("--to", text));
    final Optional<Address> erc20 = token.map(text -> Parsing.token("--token", text));
    final Optional<Bytes> data = message.map(text -> Parsing.message("--message", text));
    return options.with(
        networks -> {
          final Progress progress = new Progress(out, 1 + Journey.STAGES);
          final Wallet wallet = new Wallet(key, patience, progress);
          final long network = from(networks);
          final Networks.Side side = networks.side(network);
          final Address destination = receiver.orElse(wallet.address());
          final Wallet.Mined mined =
              data.isPresent()
                  ? message(progress, wallet, side, towards(networks), destination, data.get())
                  : asset(progress, wallet, side, towards(networks), destination, erc20);
          new Journey(
                  networks,
                  new Claims(networks),
                  wallet,
                  new Outlook(networks, Clock.systemUTC()),
                  patience,
                  progress)
              .follow(network, mined, sponsor.orElse(usualSponsor()));
        });
  }

  private Wallet.Mined asset(
      final Progress progress,
      final Wallet wallet,
      final Networks.Side side,
      final long towards,
      final Address destination,
      final Optional<Address> contract) {
    final String text = amount.orElseThrow(() -> new BridgeClientException("--amount is missing"));
    if (contract.isEmpty()) {
      final BigInteger wei = Texts.amount(text, Texts.ETHER_DECIMALS);
      progress.begins(
          "%s ether leaves %s".formatted(Texts.of(wei, Texts.ETHER_DECIMALS), side.chain().name()));
      return send(
          wallet, side, wei, BridgeCalls.bridgeAsset(towards, destination, wei, Address.ZERO));
    }
    final Token erc20 = new Token(side.chain(), contract.get());
    final BigInteger units = Texts.amount(text, erc20.decimals());
    erc20.requireBalance(wallet.address(), units);
    progress.begins(
        "%s of token %s leaves %s"
            .formatted(Texts.of(units, erc20.decimals()), erc20.address(), side.chain().name()));
    erc20.allow(wallet, side.bridge(), units, progress);
    return send(
        wallet,
        side,
        BigInteger.ZERO,
        BridgeCalls.bridgeAsset(towards, destination, units, erc20.address()));
  }

  private Wallet.Mined message(
      final Progress progress,
      final Wallet wallet,
      final Networks.Side side,
      final long towards,
      final Address destination,
      final Bytes data) {
    if (to.isEmpty() || token.isPresent()) {
      throw new BridgeClientException("--message needs --to, and has ether with it but no --token");
    }
    final BigInteger wei =
        amount.map(text -> Texts.amount(text, Texts.ETHER_DECIMALS)).orElse(BigInteger.ZERO);
    progress.begins("a message of %d bytes leaves %s".formatted(data.size(), side.chain().name()));
    return send(wallet, side, wei, BridgeCalls.bridgeMessage(towards, destination, data));
  }

  private static Wallet.Mined send(
      final Wallet wallet, final Networks.Side side, final BigInteger value, final Bytes data) {
    try {
      return wallet.send(side.chain(), side.bridge(), value, data);
    } catch (final RevertedException e) {
      throw new BridgeClientException(
          "the bridge on %s refuses it, nothing was sent: %s"
              .formatted(side.chain().name(), e.getMessage()),
          e);
    }
  }

  /** From L1 to L2. */
  @Command(
      name = "deposit",
      mixinStandardHelpOptions = true,
      description = "Brings ether, a token or a message from L1 to L2, until it is there.")
  static final class Deposit extends SendCommand {
    Deposit(final PrintStream out) {
      super(out);
    }

    @Override
    long from(final Networks networks) {
      return Networks.L1;
    }

    @Override
    long towards(final Networks networks) {
      return networks.rollup();
    }

    @Override
    Duration usualSponsor() {
      return Duration.ofSeconds(30);
    }
  }

  /** From L2 to L1, where nobody sponsors claims. */
  @Command(
      name = "withdraw",
      mixinStandardHelpOptions = true,
      description = "Brings ether, a token or a message from L2 to L1, until it is there.")
  static final class Withdraw extends SendCommand {
    Withdraw(final PrintStream out) {
      super(out);
    }

    @Override
    long from(final Networks networks) {
      return networks.rollup();
    }

    @Override
    long towards(final Networks networks) {
      return Networks.L1;
    }

    @Override
    Duration usualSponsor() {
      return Duration.ZERO;
    }
  }
}
