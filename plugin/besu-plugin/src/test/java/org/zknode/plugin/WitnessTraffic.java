/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;

/**
 * Random blocks of all that makes a witness hard: the same ones for the same seed. Some of their
 * transactions cannot be applied.
 */
final class WitnessTraffic {
  private static final int SENDERS = 6;
  private static final int MOST_TRANSACTIONS = 6;

  /** Few, so that they meet. */
  private static final int SLOTS = 48;

  private static final int CHILDREN = 24;
  private static final int STRANGERS = 40;
  private static final int AUTHORITIES = 8;
  private static final int FIRST_AUTHORITY = 500;
  private static final long GAS = 1_500_000;
  private static final Bytes32 L1_INFO_ROOT = Bytes32.fromHexString(DrivenBesu.ROOT);

  private final Random random;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final long[] nonces = new long[SENDERS];
  private final long[] delegations = new long[AUTHORITIES];

  WitnessTraffic(final long seed) {
    random = new Random(seed);
    keys.add(AccountTransactions.KEY);
    IntStream.range(1, SENDERS).forEach(i -> keys.add(key(i)));
  }

  private static PrivateKey key(final int number) {
    return PrivateKey.fromHex("0x%064x".formatted(0xabc000 + number));
  }

  /** A block and how many of its transactions can be applied. */
  record Next(BlockInput input, int applicable) {}

  Next after(final L2Block head) {
    final long number = head.number() + 1;
    final List<Bytes> transactions = new ArrayList<>();
    int applicable = 0;
    if (number == 1) {
      for (int i = 1; i < SENDERS; i++) {
        transactions.add(transfer(0, keys.get(i).address(), BigInteger.TEN.pow(18)));
        applicable++;
      }
    } else {
      for (int i = random.nextInt(MOST_TRANSACTIONS + 1); i > 0; i--) {
        if (random.nextInt(8) == 0) {
          transactions.add(inapplicable());
        }
        transactions.add(any(number));
        applicable++;
      }
    }
    return new Next(
        new BlockInput(
            new BlockAttributes(
                number,
                head.hash(),
                head.timestamp() + 1 + random.nextInt(3),
                coinbase(number),
                DriverPlugin.GAS_LIMIT,
                0,
                random.nextBoolean() ? L1_INFO_ROOT : Bytes32.ZERO),
            transactions),
        applicable);
  }

  private Address coinbase(final long number) {
    return switch (random.nextInt(3)) {
      case 0 -> DriverPlugin.COINBASE;
      case 1 -> Address.fromHex("0x%040x".formatted(0xcb0000 + number));
      default -> WitnessContracts.SET.address();
    };
  }

  private Bytes any(final long number) {
    final int sender = random.nextInt(SENDERS);
    return switch (random.nextInt(10)) {
      case 0 -> transfer(sender, anybody(), BigInteger.valueOf(random.nextInt(3)));
      case 1 -> setCode(sender);
      case 2 -> creation(sender);
      default -> call(sender, number);
    };
  }

  private Bytes call(final int sender, final long number) {
    final WitnessContracts contract =
        WitnessContracts.values()[random.nextInt(WitnessContracts.values().length)];
    final List<Bytes> words = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      words.add(word(contract, number));
    }
    return sign(
        sender,
        type(),
        Optional.of(contract.address()),
        BigInteger.valueOf(contract == WitnessContracts.PAY ? 4 : 0),
        Bytes.concatenate(words.toArray(Bytes[]::new)),
        // Sometimes not enough to the end.
        random.nextInt(6) == 0 ? 30_000 + random.nextInt(40_000) : GAS);
  }

  private Bytes word(final WitnessContracts contract, final long number) {
    return switch (contract) {
      case READ, SET, CLEAR, COUNT, REVERT, EXHAUST -> word(random.nextInt(SLOTS));
      case BLOCK_HASH -> word(Math.max(0, number - back()));
      case CREATE, CREATE_AND_DESTROY -> word(random.nextInt(CHILDREN));
      default -> Bytes32.leftPad(anybody().bytes());
    };
  }

  /** Hashes go back to the 256th. */
  private long back() {
    return switch (random.nextInt(4)) {
      case 0 -> 256;
      case 1 -> 257;
      case 2 -> 1;
      default -> 1 + random.nextInt(280);
    };
  }

  private static Bytes32 word(final long value) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(value));
  }

  private Address anybody() {
    return switch (random.nextInt(7)) {
      case 0 -> keys.get(random.nextInt(SENDERS)).address();
      case 1 ->
          WitnessContracts.values()[random.nextInt(WitnessContracts.values().length)].address();
      // Precompiles, and one that is none.
      case 2 -> Address.fromHex("0x%040x".formatted(1 + random.nextInt(0x12)));
      case 3 -> WitnessContracts.CREATE.child(word(random.nextInt(CHILDREN)));
      case 4 -> WitnessContracts.CREATE_AND_DESTROY.child(word(random.nextInt(CHILDREN)));
      case 5 -> authority();
      // Of nobody, or of somebody who was given something.
      default -> Address.fromHex("0x%040x".formatted(0xdead00 + random.nextInt(STRANGERS)));
    };
  }

  private Address authority() {
    return key(FIRST_AUTHORITY + random.nextInt(AUTHORITIES)).address();
  }

  private Bytes transfer(final int sender, final Address to, final BigInteger value) {
    return sign(sender, type(), Optional.of(to), value, Bytes.EMPTY, GAS);
  }

  /** Stores a word at slot 0, and its code is one instruction. */
  private Bytes creation(final int sender) {
    return sign(
        sender,
        type(),
        Optional.empty(),
        BigInteger.ZERO,
        Bytes.fromHexString("0x60015f5560016000f3"),
        GAS);
  }

  private Bytes setCode(final int sender) {
    final List<Authorization> list = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      final int authority = random.nextInt(AUTHORITIES);
      final Address target =
          switch (random.nextInt(4)) {
            case 0 -> Address.ZERO;
            case 1 -> anybody();
            default -> WitnessContracts.values()[random.nextInt(5)].address();
          };
      // Sometimes with a nonce that does not hold.
      final long nonce =
          random.nextInt(4) == 0 ? delegations[authority] + 7 : delegations[authority]++;
      list.add(
          Authorization.sign(
              DriverPlugin.CHAIN_ID, target, nonce, key(FIRST_AUTHORITY + authority)));
    }
    return TransactionSigner.sign(
            unsigned(
                TransactionType.SET_CODE,
                Optional.of(random.nextBoolean() ? authority() : anybody()),
                BigInteger.ZERO,
                word(random.nextInt(SLOTS)),
                GAS,
                nonces[sender]++),
            list,
            keys.get(sender))
        .raw();
  }

  /** Its nonce, its price or its balance forbids it. */
  private Bytes inapplicable() {
    final int sender = random.nextInt(SENDERS);
    final boolean early = random.nextBoolean();
    return TransactionSigner.sign(
            unsigned(
                TransactionType.LEGACY,
                Optional.of(anybody()),
                early ? BigInteger.ONE : BigInteger.TEN.pow(30),
                Bytes.EMPTY,
                GAS,
                early ? nonces[sender] + 5 : nonces[sender]),
            keys.get(sender))
        .raw();
  }

  private TransactionType type() {
    return TransactionType.values()[random.nextInt(3)];
  }

  private Bytes sign(
      final int sender,
      final TransactionType type,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data,
      final long gas) {
    return TransactionSigner.sign(
            unsigned(type, to, value, data, gas, nonces[sender]++), keys.get(sender))
        .raw();
  }

  private Unsigned unsigned(
      final TransactionType type,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data,
      final long gas,
      final long nonce) {
    return new Unsigned(
        type,
        DriverPlugin.CHAIN_ID,
        nonce,
        BigInteger.valueOf(2_000_000_000L),
        BigInteger.valueOf(random.nextInt(2)),
        gas,
        to,
        value,
        data);
  }
}
