/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.config.PoolConfig;
import org.zknode.rollup.config.SequencerConfig.ResourceLimits;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

class TransactionAdmissionTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final PrivateKey POOR = TestTransactions.key(4);
  private static final Address BOB = TestTransactions.key(2).address();
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  private final FakeEngine engine = FakeEngine.funded(ALICE.address());
  private final AdmissionLimits limits = AdmissionLimits.prague(30_000_000, PoolConfig.defaults());
  private final CountingMetrics metrics = new CountingMetrics();
  private final MutableClock clock = MutableClock.create();
  private BigInteger leastPrice = GWEI;
  private TestDatabase database;
  private PgTransactionPool pool;
  private TransactionAdmission admission;

  @BeforeEach
  void open() {
    database = TestDatabases.fresh();
    pool =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 100);
    admission = admission(engine, limits, SenderRules.none());
  }

  private TransactionAdmission admission(
      final FakeEngine on, final AdmissionLimits limits, final SenderRules senders) {
    return new TransactionAdmission(
        pool,
        on,
        limits,
        senders,
        () -> PriceFloor.flat(leastPrice),
        ResourceLimits.DEFAULT.perBatch(),
        clock,
        metrics);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  /** A valid transfer, of which tests change one thing. */
  private static final Unsigned VALID =
      new Unsigned(
          TransactionType.DYNAMIC_FEE,
          1001,
          0,
          GWEI,
          GWEI,
          21_000,
          Optional.of(BOB),
          BigInteger.ONE,
          Bytes.EMPTY);

  private static Unsigned withNonce(final long nonce) {
    return new Unsigned(
        VALID.type(), 1001, nonce, GWEI, GWEI, 21_000, VALID.to(), BigInteger.ONE, Bytes.EMPTY);
  }

  private static Unsigned withCall(
      final long gasLimit, final Optional<Address> to, final Bytes data) {
    return new Unsigned(VALID.type(), 1001, 0, GWEI, GWEI, gasLimit, to, BigInteger.ONE, data);
  }

  private static Unsigned with(
      final TransactionType type,
      final long chainId,
      final BigInteger maxFee,
      final BigInteger tip,
      final BigInteger value) {
    return new Unsigned(type, chainId, 0, maxFee, tip, 21_000, VALID.to(), value, Bytes.EMPTY);
  }

  private void assertRefused(final Unsigned unsigned, final String text) {
    assertRefused(TransactionSigner.sign(unsigned, ALICE), text);
  }

  private void assertRefused(final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> admission.submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
    assertThat(pool.find(transaction.hash())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LEGACY", "ACCESS_LIST", "DYNAMIC_FEE"})
  void storesAValidTransactionOfEachType(final TransactionType type) throws Exception {
    final SignedTransaction transaction =
        TransactionSigner.sign(with(type, 1001, GWEI, GWEI, BigInteger.ONE), ALICE);
    admission.submit(transaction);
    assertThat(pool.find(transaction.hash())).isPresent();
    assertThatThrownBy(() -> admission.submit(transaction)).hasMessage("already known");
  }

  @Test
  void aLegacyTransactionWithoutReplayProtectionIsTaken() throws Exception {
    admission.submit(legacy(27));
  }

  /** A legacy transaction that is signed without chain id and carries that v for parity 0. */
  private static SignedTransaction legacy(final int baseV) {
    for (int nonce = 0; ; nonce++) {
      final int current = nonce;
      final Bytes32 digest =
          Keccak256.hash(
              RlpWriter.encodeList(
                  writer -> {
                    common(writer, current);
                    if (baseV == 35) {
                      writer.uint64(0).uint64(0).uint64(0);
                    }
                  }));
      final Signature signature = ALICE.sign(digest);
      if (signature.recoveryId() == 0) {
        return SignedTransaction.decode(
            RlpWriter.encodeList(
                writer -> {
                  common(writer, current);
                  writer.uint64(baseV).integer(signature.r()).integer(signature.s());
                }));
      }
    }
  }

  private static void common(final RlpWriter writer, final int nonce) {
    writer.uint64(nonce).integer(GWEI).uint64(21_000).bytes(BOB.bytes());
    writer.uint64(1).bytes(Bytes.EMPTY);
  }

  @Test
  void chainIdAndType() {
    final BigInteger one = BigInteger.ONE;
    assertRefused(with(TransactionType.LEGACY, 1, GWEI, one, one), "invalid chain id");
    assertRefused(with(TransactionType.DYNAMIC_FEE, 0, GWEI, one, one), "invalid chain id");
    assertRefused(legacy(35), "invalid sender");
    final TransactionAdmission legacyOnly =
        admission(
            engine,
            new AdmissionLimits(Set.of(TransactionType.LEGACY), 1, 1000, 1000, 64),
            SenderRules.none());
    assertThatThrownBy(() -> legacyOnly.submit(TransactionSigner.sign(VALID, ALICE)))
        .hasMessage("transaction type not supported");
  }

  @Test
  void noncesFarAheadAndBehind() throws Exception {
    assertRefused(withNonce(64), "nonce too high");
    admission.submit(TransactionSigner.sign(withNonce(63), ALICE));
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(1, head.hash(), 1, BOB, head.gasLimit(), 0, Bytes32.ZERO),
        List.of(TransactionSigner.sign(withNonce(0), ALICE).raw()),
        Optional.empty());
    assertRefused(withNonce(0), "nonce too low");
    admission.submit(TransactionSigner.sign(withNonce(64), ALICE));
    assertRefused(withNonce(Long.MAX_VALUE), "nonce too high");
  }

  private static String tooLow(final String pays, final String needed) {
    return "gas price too low: it pays %s wei per gas at the base fee of 875000000 wei, at least %s"
            .formatted(pays, needed)
        + " is needed; eth_gasPrice and eth_maxPriorityFeePerGas say what passes";
  }

  /** All types by what they pay per gas in the next block, whose base fee is 0.875 gwei. */
  @Test
  void priceAndFunds() {
    final BigInteger one = BigInteger.ONE;
    final TransactionType type = TransactionType.DYNAMIC_FEE;
    assertRefused(
        with(type, 1001, GWEI.subtract(one), one, one), tooLow("875000001", "1000000000"));
    assertRefused(
        with(TransactionType.LEGACY, 1001, GWEI.subtract(one), one, one),
        tooLow("999999999", "1000000000"));
    assertRefused(
        with(type, 1001, GWEI.multiply(BigInteger.TWO), one, one),
        tooLow("875000001", "1000000000"));
    assertRefused(
        with(type, 1001, GWEI, GWEI.add(one), one),
        "max priority fee per gas higher than max fee per gas");
    assertRefused(
        with(type, 1001, GWEI, GWEI, BigInteger.TEN.pow(21)),
        "insufficient funds for gas * price + value");
    assertRefused(
        TransactionSigner.sign(VALID, POOR), "insufficient funds for gas * price + value");
  }

  @Test
  void exactlyTheBalanceIsEnough() throws Exception {
    final FakeEngine exact =
        new FakeEngine(
            1001,
            30_000_000,
            Map.of(POOR.address(), GWEI.multiply(BigInteger.valueOf(21_000)).add(BigInteger.ONE)));
    admission(exact, limits, SenderRules.none()).submit(TransactionSigner.sign(VALID, POOR));
  }

  @Test
  void gasAndSizes() {
    assertRefused(withCall(20_999, VALID.to(), Bytes.EMPTY), "intrinsic gas too low");
    assertRefused(withCall(21_015, VALID.to(), Bytes.of(1)), "intrinsic gas too low");
    assertRefused(withCall(30_000_001, VALID.to(), Bytes.EMPTY), "exceeds block gas limit");
    assertRefused(
        withCall(30_000_000, VALID.to(), Bytes.repeat((byte) 0, 100_001)),
        "data size bigger than allowed, current size is 100001 bytes and max allowed is 100000"
            + " bytes");
    assertRefused(
        withCall(30_000_000, VALID.to(), Bytes.repeat((byte) 0, 100_100)), "oversized data");
    assertRefused(
        withCall(30_000_000, Optional.empty(), Bytes.repeat((byte) 0, 49_153)),
        "max initcode size exceeded: code size 49153, limit 49152");
  }

  /** EIP-7623: 21,016 would do for execution. */
  @Test
  void dataHasALeastPrice() throws Exception {
    assertRefused(
        withCall(21_039, VALID.to(), Bytes.of(1)),
        "insufficient gas for floor data gas cost: gas 21039, minimum needed 21040");
    admission.submit(TransactionSigner.sign(withCall(21_040, VALID.to(), Bytes.of(1)), ALICE));
  }

  private static Unsigned setCode(final long nonce, final Optional<Address> to) {
    return new Unsigned(
        TransactionType.SET_CODE,
        1001,
        nonce,
        GWEI,
        GWEI,
        60_000,
        to,
        BigInteger.ZERO,
        Bytes.EMPTY);
  }

  @Test
  void setCodeTransactions() throws Exception {
    final List<Authorization> one = List.of(Authorization.sign(1001, BOB, 0, POOR));
    assertRefused(
        TransactionSigner.sign(setCode(0, VALID.to()), List.of(), ALICE),
        "set code tx must have at least one authorization tuple");
    assertRefused(
        TransactionSigner.sign(setCode(0, Optional.empty()), one, ALICE),
        "EIP-7702 transaction cannot be used to create contract");
    assertRefused(
        TransactionSigner.sign(
            setCode(0, VALID.to()), List.of(one.getFirst(), one.getFirst()), ALICE),
        "intrinsic gas too low");
    final SignedTransaction valid = TransactionSigner.sign(setCode(0, VALID.to()), one, ALICE);
    admission.submit(valid);
    assertThat(pool.find(valid.hash())).isPresent();
    final SignedTransaction creation =
        TransactionSigner.sign(setCode(0, Optional.empty()), one, ALICE);
    assertRefusedBy(
        new Rules(true, false, false),
        creation,
        "EIP-7702 transaction cannot be used to create contract");
  }

  /**
   * EIP-7702, "Transaction propagation": others can make a delegated account's waiting ones void.
   */
  @Test
  void ofADelegatedAccountOnlyTheNextTransactionIsTaken() throws Exception {
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(1, head.hash(), 1, BOB, head.gasLimit(), 0, Bytes32.ZERO),
        List.of(
            TransactionSigner.sign(
                    setCode(0, VALID.to()), List.of(Authorization.sign(0, BOB, 1, ALICE)), ALICE)
                .raw()),
        Optional.empty());
    assertThat(engine.account(ALICE.address()).nonce()).isEqualTo(2);
    assertRefused(withNonce(3), "gapped-nonce tx from delegated accounts");
    admission.submit(TransactionSigner.sign(withNonce(2), ALICE));
  }

  @Test
  void anEngineOrDatabaseThatIsGoneIsARefusalAndNotACrash() {
    final SignedTransaction transaction = TransactionSigner.sign(VALID, ALICE);
    engine.failWith("engine is gone");
    assertThatThrownBy(() -> admission.submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage("this node cannot take transactions now, try again later: engine is gone");
    engine.heal();
    database.denyConnections();
    assertThatThrownBy(() -> admission.submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessageStartingWith("this node cannot take transactions now, try again later: pool DB");
  }

  @Test
  void thePriceThatIsAcceptedFollowsTheSuggestions() throws Exception {
    leastPrice = GWEI.add(BigInteger.ONE);
    assertRefused(VALID, tooLow("1000000000", "1000000001"));
    leastPrice = GWEI;
    admission.submit(TransactionSigner.sign(VALID, ALICE));
  }

  @Test
  void blockedAndUnlistedSenders() throws Exception {
    final SignedTransaction call = TransactionSigner.sign(VALID, ALICE);
    final SignedTransaction creation =
        TransactionSigner.sign(withCall(100_000, Optional.empty(), Bytes.of(0)), ALICE);
    assertRefusedBy(new Rules(true, true, true), call, "blocked sender");
    assertRefusedBy(
        new Rules(false, false, true), call, "sender disallowed to send tx by ACL policy");
    assertRefusedBy(
        new Rules(false, true, false),
        creation,
        "sender disallowed to deploy contract by ACL policy");
    admission(engine, limits, new Rules(false, true, false)).submit(call);
  }

  private record Rules(boolean blocked, boolean sends, boolean deploys) implements SenderRules {
    @Override
    public boolean anyInForce() {
      return true;
    }

    @Override
    public boolean isBlocked(final Address sender) {
      return blocked;
    }

    @Override
    public boolean maySend(final Address sender) {
      return sends;
    }

    @Override
    public boolean mayDeploy(final Address sender) {
      return deploys;
    }
  }

  private void assertRefusedBy(
      final SenderRules rules, final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> admission(engine, limits, rules).submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
  }

  /** Spec zkevm-node 5.1: which text comes when several rules are broken. */
  @Test
  void theFirstBrokenRuleIsNamed() {
    final SenderRules blocked = new Rules(true, false, false);
    final SignedTransaction wrongChainAndBlocked =
        TransactionSigner.sign(with(TransactionType.LEGACY, 7, GWEI, GWEI, BigInteger.ONE), ALICE);
    assertRefusedBy(blocked, wrongChainAndBlocked, "invalid chain id");
    assertRefusedBy(blocked, TransactionSigner.sign(withNonce(64), ALICE), "blocked sender");
    leastPrice = BigInteger.TEN.pow(30);
    assertRefused(withNonce(64), "nonce too high");
    assertRefused(TransactionSigner.sign(VALID, POOR), tooLow("1000000000", leastPrice.toString()));
  }

  @Test
  void aFullPoolIsNamedBeforeThePrice() throws Exception {
    leastPrice = GWEI.add(BigInteger.ONE);
    try (PgTransactionPool tiny =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 0)) {
      final TransactionAdmission full =
          new TransactionAdmission(
              tiny,
              engine,
              limits,
              SenderRules.none(),
              () -> PriceFloor.flat(leastPrice),
              ResourceLimits.DEFAULT.perBatch(),
              clock,
              metrics);
      assertThatThrownBy(() -> full.submit(TransactionSigner.sign(VALID, ALICE)))
          .hasMessage("txpool is full");
    }
  }

  /** Nonces that nobody ever fills take no room from what can be in the next block. */
  @Test
  void gapsDoNotFillThePool() throws Exception {
    try (PgTransactionPool small =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 4)) {
      final TransactionAdmission crowded =
          new TransactionAdmission(
              small,
              engine,
              limits,
              SenderRules.none(),
              () -> PriceFloor.flat(leastPrice),
              ResourceLimits.DEFAULT.perBatch(),
              clock,
              metrics);
      for (int nonce = 2; nonce < 5; nonce++) {
        crowded.submit(TransactionSigner.sign(withNonce(nonce), ALICE));
      }
      assertThatThrownBy(() -> crowded.submit(TransactionSigner.sign(withNonce(5), ALICE)))
          .hasMessageStartingWith("txpool is full for transactions behind a nonce gap");
      crowded.submit(TransactionSigner.sign(withNonce(0), ALICE));
      small.markSelected(List.of(TransactionSigner.sign(withNonce(0), ALICE).hash()), 1);
    }
    try (PgTransactionPool small =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 4)) {
      // Its lower nonces are in the pool or in a block that this node does not have yet.
      new TransactionAdmission(
              small,
              engine,
              limits,
              SenderRules.none(),
              () -> PriceFloor.flat(leastPrice),
              ResourceLimits.DEFAULT.perBatch(),
              clock,
              metrics)
          .submit(TransactionSigner.sign(withNonce(1), ALICE));
    }
  }

  @Test
  void refusalsAreCountedByReasonAndWhatIsTakenToo() throws Exception {
    assertRefused(withNonce(64), "nonce too high");
    assertRefused(withNonce(65), "nonce too high");
    final SignedTransaction valid = TransactionSigner.sign(VALID, ALICE);
    admission.submit(valid);
    assertThatThrownBy(() -> admission.submit(valid)).hasMessage("already known");
    engine.failWith("gone");
    assertThatThrownBy(() -> admission.submit(valid)).hasMessageContaining("gone");
    assertThat(metrics.count("pool_refused_nonce_too_high_total")).isEqualTo(2);
    assertThat(metrics.count("pool_refused_already_known_total")).isEqualTo(1);
    assertThat(metrics.count("pool_refused_unavailable_total")).isEqualTo(1);
    assertThat(metrics.count("pool_transactions_added_total")).isEqualTo(1);
  }

  /** At the door, and each time for longer; others and plain transfers go on. */
  @Test
  void whatFitsNoBatchIsRefusedAndItsSenderPutBack() throws Exception {
    final Bytes heavy = Bytes.fromHexString("0xbad0");
    engine.meterBy(
        raw ->
            Resources.of(
                21_000,
                new ExecutionCounters(
                    SignedTransaction.decode(raw).data().equals(heavy) ? 2_146 : 0,
                    0,
                    0,
                    0,
                    0,
                    1)));
    final Unsigned call =
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            TestTransactions.CHAIN_ID,
            0,
            GWEI.shiftLeft(1),
            GWEI,
            29_900_000,
            Optional.of(BOB),
            BigInteger.ONE,
            heavy);
    assertRefused(call, "transaction does not fit a batch: too much keccak hashes");
    assertRefused(
        call,
        "the sender's last transactions did not fit a batch, the next is looked at in 3 seconds");
    clock.advance(Duration.ofSeconds(2));
    assertRefused(call, "transaction does not fit a batch: too much keccak hashes");
    clock.advance(Duration.ofSeconds(3));
    assertRefused(
        call,
        "the sender's last transactions did not fit a batch, the next is looked at in 2 seconds");
    admission.submit(TransactionSigner.sign(VALID, ALICE));
    assertThat(metrics.count("pool_refused_exceeds_batch_total")).isEqualTo(2);
    assertThat(metrics.count("pool_refused_sender_put_back_total")).isEqualTo(2);
  }

  /** The cheapest way to exceed a batch's limits is hashing with SHA-256. */
  @Test
  void whatHasTooLittleGasToExceedABatchIsNotTried() {
    assertThat(AdmissionTrial.leastGas(ResourceLimits.DEFAULT.perBatch())).isEqualTo(1_597 * 24);
  }
}
