/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.eth.Keccak256;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.testkit.FakeEngine;

/** Which transactions are valid, and with which words the others are refused. */
class TransactionAdmissionTest extends AdmissionFixture {
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

  /** Which text comes when several rules are broken (docs/spec/pool.md, "Admission"). */
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
}
