/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.launcher.Main;
import org.zknode.rollup.bridge.BridgeCalls;

/** Somebody with ether on both chains of a devnet who uses its bridge, by its commands or not. */
final class BridgePerson {
  private static final long ROLLUP = 1;
  private static final Pattern DEPOSIT = Pattern.compile("deposit (\\d+) of network (\\d+)");
  private static final Pattern CLAIM = Pattern.compile("claimed on L\\d by transaction (0x\\w+)");

  private final Devnet devnet;
  private final PrivateKey key;
  private final Path keyFile;

  /**
   * @param folder for the file with the key
   */
  BridgePerson(final Devnet devnet, final PrivateKey key, final Path folder) throws IOException {
    this.devnet = devnet;
    this.key = key;
    this.keyFile =
        Files.writeString(
            folder.resolve(key.address().toString()), "%064x".formatted(key.secret()));
  }

  /** What a command printed, and how it ended. */
  record Printed(int code, String out, String err) {
    /** It ended with exit code 1 and this one sentence, and nothing else of an error. */
    void isRefused(final String sentence) {
      assertThat(err).isEqualTo("zknode: %s%n".formatted(sentence));
      assertThat(code).isEqualTo(1);
    }

    /** Its number, as it printed it. */
    long deposit() {
      return Long.parseLong(find(DEPOSIT));
    }

    /** Hash of the transaction that it says claimed it. */
    String claim() {
      return find(CLAIM);
    }

    private String find(final Pattern pattern) {
      final Matcher matcher = pattern.matcher(out);
      assertThat(matcher.find()).as("%s in:%n%s", pattern, out).isTrue();
      return matcher.group(1);
    }
  }

  Address address() {
    return key.address();
  }

  /** {@code zknode bridge} with that command, which has to succeed. */
  Printed does(final String command, final String... arguments) {
    final Printed printed = tries(command, arguments);
    assertThat(printed.code()).as("%s%n%s", printed.out(), printed.err()).isZero();
    return printed;
  }

  /** The same, whatever becomes of it. */
  Printed tries(final String command, final String... arguments) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final List<String> all = new ArrayList<>(List.of("bridge", command));
    all.add("--devnet=" + devnet.dataFolder().resolve("devnet.json"));
    if (!command.equals("status")) {
      all.add("--key-file=" + keyFile);
    }
    all.addAll(List.of(arguments));
    final int code =
        Main.commandLine(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of())
            .execute(all.toArray(String[]::new));
    return new Printed(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  OneAccount on(final JsonRpc chain) {
    return new OneAccount(chain, key);
  }

  OneAccount onL1() {
    return on(devnet.l1().rpc());
  }

  /** What {@code devnet.json} says. */
  String description(final String field) throws IOException {
    return new ObjectMapper()
        .readTree(devnet.dataFolder().resolve("devnet.json").toFile())
        .path(field)
        .asText();
  }

  /** Ether for somebody on L2, signed and not sent. */
  SignedTransaction deposit(final Address receiver, final BigInteger wei)
      throws IOException, RpcError {
    return toTheBridge(wei, BridgeCalls.bridgeAsset(ROLLUP, receiver, wei, Address.ZERO));
  }

  /** The same, in a block of L1. */
  void deposits(final Address receiver, final BigInteger wei) throws IOException, RpcError {
    onL1().mined(deposit(receiver, wei));
  }

  /** Calls the bridge on L1. */
  void sends(final Bytes call) throws IOException, RpcError {
    onL1().mined(toTheBridge(BigInteger.ZERO, call));
  }

  /** Ether for somebody on L1, in a block of L2. */
  void withdraws(final Address receiver, final BigInteger wei) throws IOException, RpcError {
    final OneAccount account = on(devnet.mainNode().rpc());
    account.mined(
        account.sign(
            Address.fromHex(description("l2Bridge")),
            wei,
            BridgeCalls.bridgeAsset(0, receiver, wei, Address.ZERO)));
  }

  private SignedTransaction toTheBridge(final BigInteger wei, final Bytes call)
      throws IOException, RpcError {
    return onL1().sign(Address.fromHex(description("l1Bridge")), wei, call);
  }
}
