/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Devnet;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.service.TemporaryException;

/**
 * Batches that are forced on L1 and full of rubbish, in turn: bytes from which nothing can be read,
 * transactions that cannot be applied, and a loop that needs all gas of a block. Nobody can refuse
 * them, and they are paid on L1.
 */
final class ForcedRubbish implements Attack {
  /** The contracts take up to 5,000. */
  private static final int BYTES = 4_900;

  private static final int UNAPPLICABLE = 30;
  private static final long LOOP_GAS = Devnet.BLOCK_GAS_LIMIT;
  private static final BigInteger FUNDS = BigInteger.TEN.pow(20);
  private static final Duration PERIOD = Duration.ofSeconds(6);

  /** A kind of rubbish, in the order in which they are forced. */
  enum Kind {
    UNREADABLE,
    UNAPPLICABLE,
    ENDLESS
  }

  private final Field field;
  private final Wallets wallets;

  /** Pays on L1; nothing else of the devnet uses it. */
  private final PrivateKey onL1 = Devnet.user(2);

  private final Random random = new Random(1);
  private Address loop;
  private int round;

  ForcedRubbish(final Field field) {
    this.field = field;
    this.wallets = field.wallets("forced rubbish", 1);
  }

  @Override
  public AttackName name() {
    return AttackName.FORCED_RUBBISH;
  }

  @Override
  public String what() {
    return "every %d s a batch is forced on L1: bytes that cannot be read, transactions that cannot be applied, a loop of %d gas"
        .formatted(PERIOD.toSeconds(), LOOP_GAS);
  }

  @Override
  public void prepare() {
    wallets.fund(field.purse(), FUNDS);
    loop = Creation.of(field.main(), wallets, wallets.keys().getFirst(), Creation.HASH_LOOP);
  }

  @Override
  public void run(final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      final long start = System.nanoTime();
      final Kind kind = Kind.values()[round++ % Kind.values().length];
      final Optional<SignedTransaction> paid =
          kind == Kind.ENDLESS ? Optional.of(endless()) : Optional.empty();
      final Bytes data =
          paid.map(loops -> BatchCodec.encodeForced(List.of(loops.raw())))
              .orElseGet(() -> rubbish(kind));
      force(data, paid, ledger);
      Rounds.rest(start, PERIOD, goesOn);
    }
  }

  private void force(
      final Bytes data, final Optional<SignedTransaction> transaction, final Ledger ledger) {
    ledger.acted();
    final BigInteger before = balanceOnL1();
    // It is in a block of L2 some blocks of L1 later.
    transaction.ifPresent(loops -> ledger.sending(loops.hash(), System.nanoTime()));
    try {
      field.devnet().l1().forceBatch(onL1, data);
      ledger.count("forcedBatches", 1);
      transaction.ifPresent(loops -> ledger.taken());
      ledger.paidOnL1(before.subtract(balanceOnL1()));
    } catch (final TemporaryException | IllegalStateException e) {
      transaction.ifPresentOrElse(
          loops -> ledger.refused(loops.hash(), String.valueOf(e.getMessage())),
          () -> ledger.refused(String.valueOf(e.getMessage())));
    }
  }

  private SignedTransaction endless() {
    final PrivateKey key = wallets.keys().getFirst();
    return wallets.legacy(
        key,
        wallets.nonce(key.address(), "latest"),
        Prices.ask(field.main()).maxFeePerGas(),
        Optional.of(loop),
        BigInteger.ZERO,
        Bytes.EMPTY,
        LOOP_GAS);
  }

  private Bytes rubbish(final Kind kind) {
    if (kind == Kind.UNREADABLE) {
      return unreadable(random);
    }
    return unapplicable(wallets, Prices.ask(field.main()).gasPrice(), loop);
  }

  static Bytes unreadable(final Random random) {
    final byte[] noise = new byte[BYTES];
    random.nextBytes(noise);
    return Bytes.wrap(noise);
  }

  static Bytes unapplicable(
      final Wallets wallets, final BigInteger gasPrice, final Address recipient) {
    // Senders that have nothing, most with a nonce that is not their next one.
    return BatchCodec.encodeForced(
        IntStream.range(0, UNAPPLICABLE)
            .mapToObj(
                i ->
                    wallets
                        .legacy(
                            Wallets.key("forced poor", i),
                            i,
                            gasPrice,
                            Optional.of(recipient),
                            BigInteger.ONE,
                            Bytes.EMPTY,
                            Wallets.TRANSFER_GAS)
                        .raw())
            .toList());
  }

  private BigInteger balanceOnL1() {
    return field
        .devnet()
        .l1()
        .rpc()
        .tryCall("eth_getBalance", onL1.address().toString(), "latest")
        .map(answer -> Prices.number(answer.asText()))
        .orElse(BigInteger.ZERO);
  }
}
