/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.FeeTokenAbi;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;

/** Forced batches, fees and the initial batch: contracts on anvil through the node's client. */
class ForcedBatchesOnL1Test {
  private static final Bytes DATA = Bytes.fromHexString("0xc0ffee");
  private static final Bytes NORMAL = Bytes.fromHexString("0x0b0000000100000000");
  private static final Duration TIMEOUT = Duration.ofDays(5);

  private DevRollupFixture l1;

  @AfterEach
  void stop() {
    l1.close();
  }

  private void start(final DevContracts.Variant variant) {
    l1 = new DevRollupFixture(variant);
  }

  /** Sends, and waits until it is mined. */
  private void send(final PrivateKey key, final Address to, final Bytes data) {
    try (DevL1Account account = new DevL1Account(l1.anvil.url(), key)) {
      account.sendAndWait(List.of(DevL1Account.call(to, data)));
    }
  }

  private void rpc(final String method, final Object... params) throws Exception {
    try (JsonRpcTransport transport =
        new JsonRpcTransport(List.of(l1.anvil.url()), JsonRpcLimits.defaults())) {
      transport.call(method, params);
    }
  }

  private void force(final Bytes data) {
    DevContracts.forceBatch(l1.anvil.url(), DevL1.USER, l1.deployment.rollup(), data);
  }

  private <T extends L1Event> List<T> events(final Class<T> type) {
    return l1
        .client
        .events(l1.config.genesisBlock(), l1.client.head(BlockTag.LATEST).number())
        .stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static ForcedInput input(final ForceBatch event) {
    return new ForcedInput(
        event.number(),
        event.lastGlobalExitRoot(),
        event.block().timestamp(),
        event.block().parentHash());
  }

  private static SequencedBatch sequenced(final ForceBatch event) {
    return ElderberryAbi.forcedBatch(event.transactions(), input(event));
  }

  private Bytes sequence(final SequencedBatch... batches) {
    return sequence(l1.client.rollupData().lastBatchSequenced(), batches);
  }

  private Bytes sequence(final long init, final SequencedBatch... batches) {
    return ElderberryAbi.sequenceBatches(
        new ElderberryAbi.SequenceCall(
            List.of(batches), l1.l1Time(), init, DevRollupFixture.COINBASE));
  }

  private void assertRefused(final String error, final PrivateKey key, final Bytes data) {
    assertRefused(error, key, l1.deployment.rollup(), data);
  }

  private void assertRefused(
      final String error, final PrivateKey key, final Address to, final Bytes data) {
    assertThatThrownBy(() -> l1.client.estimateGas(key.address(), to, data))
        .isInstanceOf(L1RevertException.class)
        .hasMessageContaining(error);
  }

  /** A contract that passes its calldata on to the rollup contract. */
  private Address forwarder() {
    try (DevL1Account account = new DevL1Account(l1.anvil.url(), DevL1.USER)) {
      final long nonce = account.nextNonce();
      final Bytes runtime =
          Bytes.concatenate(
              // calldatacopy(0, 0, calldatasize); push the call's arguments
              Bytes.fromHexString("0x365f5f375f5f365f5f73"),
              l1.deployment.rollup().bytes(),
              // call with all gas, stop on success, else revert
              Bytes.fromHexString("0x5af115602557005b5f5ffd"));
      final Bytes creation =
          Bytes.concatenate(
              Bytes.fromHexString("0x60"),
              Bytes.of(runtime.size()),
              Bytes.fromHexString("0x8060095f395ff3"),
              runtime);
      account.sendAndWait(List.of(new DevL1Account.Call(Optional.empty(), creation)));
      return new Address(
          Keccak256.hash(
                  RlpWriter.encodeList(
                      writer -> writer.bytes(DevL1.USER.address().bytes()).uint64(nonce)))
              .slice(Bytes32.SIZE - Address.SIZE));
    }
  }

  @Test
  void forcedBatchesAreReadAndSequencedWithTheHashesThatTheNodeComputes() {
    start(DevContracts.Variant.PLAIN);
    DevContracts.addL1InfoLeaf(
        l1.anvil.url(),
        DevL1.DEPLOYER,
        l1.deployment.globalExitRootManager(),
        Bytes32.repeat((byte) 1));
    force(DATA);
    final Address forwarder = forwarder();
    final Bytes byContract = Bytes.fromHexString("0xdecaf0");
    send(DevL1.USER, forwarder, ForcedBatchAbi.forceBatch(byContract, BigInteger.ZERO));
    force(Bytes.EMPTY);

    final List<ForceBatch> forced = events(ForceBatch.class);
    assertThat(forced).extracting(ForceBatch::number).containsExactly(1L, 2L, 3L);
    assertThat(forced)
        .extracting(ForceBatch::transactions)
        .containsExactly(DATA, byContract, Bytes.EMPTY);
    assertThat(forced)
        .extracting(ForceBatch::sender)
        .containsExactly(DevL1.USER.address(), forwarder, DevL1.USER.address());
    assertThat(forced.getFirst().lastGlobalExitRoot()).isNotEqualTo(Bytes32.ZERO);

    assertRefused("ForcedDataDoesNotMatch", DevL1.SEQUENCER, sequence(sequenced(forced.get(1))));
    assertRefused(
        "ForcedDataDoesNotMatch",
        DevL1.SEQUENCER,
        sequence(
            new SequencedBatch(
                DATA,
                forced.getFirst().lastGlobalExitRoot(),
                forced.getFirst().block().timestamp() + 1,
                forced.getFirst().block().parentHash())));
    assertRefused(
        "TransactionsLengthAboveMax",
        DevL1.USER,
        ForcedBatchAbi.forceBatch(
            Bytes.wrap(new byte[ForcedBatchAbi.MAX_FORCED_BATCH_BYTES + 1]), BigInteger.ZERO));

    final Bytes call =
        sequence(
            sequenced(forced.get(0)),
            ElderberryAbi.normalBatch(NORMAL),
            sequenced(forced.get(1)),
            sequenced(forced.get(2)));
    send(DevL1.SEQUENCER, l1.deployment.rollup(), call);
    final L1Event.SequenceBatches event = events(L1Event.SequenceBatches.class).getLast();
    Bytes32 hash =
        AccInputHash.nextForced(
            AccInputHash.GENESIS, DATA, input(forced.get(0)), DevRollupFixture.COINBASE);
    hash =
        AccInputHash.next(
            hash,
            NORMAL,
            event.l1InfoRoot(),
            event.maxSequenceTimestamp(),
            DevRollupFixture.COINBASE);
    hash =
        AccInputHash.nextForced(hash, byContract, input(forced.get(1)), DevRollupFixture.COINBASE);
    hash =
        AccInputHash.nextForced(hash, Bytes.EMPTY, input(forced.get(2)), DevRollupFixture.COINBASE);
    assertThat(l1.client.sequencedAccInputHash(4)).isEqualTo(hash);
    assertThat(event.batches().get(2)).isEqualTo(sequenced(forced.get(1)));
    assertRefused("ForceBatchesOverflow", DevL1.SEQUENCER, sequence(sequenced(forced.get(2))));
  }

  private static Bytes word(final long value) {
    return Bytes.wrap(Bytes.wrap(new byte[24]), Bytes.ofUnsignedLong(value));
  }

  /** The contract takes more than one encoding; what it takes has to be read. */
  @Test
  void calldataInAnEncodingOfTheForcersOwnIsRead() {
    start(DevContracts.Variant.PLAIN);
    final Bytes selector = ForcedBatchAbi.forceBatch(DATA, BigInteger.ZERO).slice(0, 4);
    final Bytes padding = Bytes.wrap(new byte[29]);
    final List<Bytes> encodings =
        List.of(
            Bytes.wrap(selector, word(64), word(0), word(3), DATA),
            Bytes.wrap(selector, word(64), word(0), word(3), DATA, Bytes.repeat((byte) 1, 29)),
            Bytes.wrap(selector, word(96), word(0), word(7), word(3), DATA, padding),
            Bytes.wrap(selector, word(32), word(3), DATA, padding));
    encodings.forEach(call -> send(DevL1.USER, l1.deployment.rollup(), call));

    assertThat(events(ForceBatch.class))
        .hasSize(encodings.size())
        .allSatisfy(forced -> assertThat(forced.transactions()).isEqualTo(DATA));
    for (final ForceBatch forced : events(ForceBatch.class)) {
      assertThat(l1.client.forcedBatchHash(forced.number(), forced.block().number()))
          .isEqualTo(ForcedBatchAbi.queuedHash(DATA, input(forced)));
    }
  }

  /**
   * Gives the forcer's account a delegation (EIP-7702) and lets it send a transaction to itself: it
   * signed and it calls, so the contract leaves the data out of its event, and the calldata is
   * another.
   *
   * @param first code that runs before the batch is forced
   */
  private void forceByOwnCode(final Bytes first) throws Exception {
    final Bytes call = ForcedBatchAbi.forceBatch(DATA, BigInteger.ZERO);
    final int jump = first.size() + 41;
    final Bytes code =
        Bytes.concatenate(
            first,
            // codecopy(0, behind this code, size of the call); push the call's arguments
            Bytes.fromHexString("0x60"),
            Bytes.of(call.size()),
            Bytes.fromHexString("0x60"),
            Bytes.of(jump + 2),
            Bytes.fromHexString("0x5f395f5f60"),
            Bytes.of(call.size()),
            Bytes.fromHexString("0x5f5f73"),
            l1.deployment.rollup().bytes(),
            // call with all gas, stop on success, else revert; then the call's data
            Bytes.fromHexString("0x5af160"),
            Bytes.of(jump),
            Bytes.fromHexString("0x575f5ffd5b00"),
            call);
    final Address wallet = Address.fromHex("0x00000000000000000000000000000000000c0de5");
    rpc("anvil_setCode", wallet.toString(), code.toHexString());
    rpc(
        "anvil_setCode",
        DevL1.USER.address().toString(),
        Bytes.concatenate(Bytes.fromHexString("0xef0100"), wallet.bytes()).toHexString());
    send(DevL1.USER, DevL1.USER.address(), Bytes.EMPTY);
  }

  @Test
  void aBatchThatAnAccountsOwnCodeForcesIsFoundInATrace() throws Exception {
    start(DevContracts.Variant.PLAIN);
    forceByOwnCode(Bytes.EMPTY);

    final ForceBatch forced = events(ForceBatch.class).getFirst();
    assertThat(forced.sender()).isEqualTo(DevL1.USER.address());
    assertThat(forced.transactions()).isEqualTo(DATA);
    assertThat(l1.client.forcedBatchHash(1, forced.block().number()))
        .isEqualTo(ForcedBatchAbi.queuedHash(DATA, input(forced)));
    // What the node has read is what the contract takes.
    send(DevL1.SEQUENCER, l1.deployment.rollup(), sequence(sequenced(forced)));
    assertThat(events(L1Event.SequenceBatches.class)).hasSize(1);
    // Its hash is gone now; at the block in which it was forced it is still there.
    assertThat(events(ForceBatch.class)).containsExactly(forced);
  }

  /** 12 MB of a trace for less than an L1 transaction's usual gas. */
  @Test
  void whatTheForcerPutsBesideTheCallDoesNotHideIt() throws Exception {
    start(DevContracts.Variant.PLAIN);
    forceByOwnCode(
        Bytes.fromHexString(
            // 60 times: call(gas, 0xff, 0, 0, 100000, 0, 0)
            "0x61003c5b5f5f620186a05f5f60ff5af1506001900380600357" + "50"));

    final JsonRpcLimits small =
        new JsonRpcLimits(
            Duration.ofSeconds(20), 1, Duration.ofMillis(1), Duration.ofMillis(1), 64 << 10);
    try (JsonRpcL1Client client = new JsonRpcL1Client(l1.config, small)) {
      assertThat(client.events(l1.config.genesisBlock(), client.head(BlockTag.LATEST).number()))
          .filteredOn(ForceBatch.class::isInstance)
          .singleElement()
          .satisfies(forced -> assertThat(((ForceBatch) forced).transactions()).isEqualTo(DATA));
    }
    assertThat(events(ForceBatch.class).getFirst().transactions()).isEqualTo(DATA);
  }

  @Test
  void afterTheTimeoutAnybodySequencesWhatTheSequencerLeftLying() throws Exception {
    start(DevContracts.Variant.PLAIN);
    assertThat(l1.client.forceBatchTimeout()).isEqualTo(TIMEOUT.toSeconds());
    force(DATA);
    force(Bytes.EMPTY);
    final List<ForceBatch> forced = events(ForceBatch.class);
    final Bytes call =
        ForcedBatchAbi.sequenceForceBatches(forced.stream().map(f -> sequenced(f)).toList());
    assertRefused("ForceBatchTimeoutNotExpired", DevL1.USER, call);
    assertRefused(
        "SequenceZeroBatches", DevL1.USER, ForcedBatchAbi.sequenceForceBatches(List.of()));

    rpc("evm_increaseTime", TIMEOUT.toSeconds() + 1);
    rpc("evm_mine");
    send(DevL1.USER, l1.deployment.rollup(), call);

    final L1Event.SequenceForceBatches event = events(L1Event.SequenceForceBatches.class).getLast();
    assertThat(event.lastBatch()).isEqualTo(2);
    assertThat(event.callers()).contains(DevL1.USER.address());
    Bytes32 hash = AccInputHash.GENESIS;
    for (final ForceBatch batch : forced) {
      hash =
          AccInputHash.nextForced(hash, batch.transactions(), input(batch), DevL1.USER.address());
    }
    assertThat(l1.client.sequencedAccInputHash(2)).isEqualTo(hash);
    assertRefused("ForceBatchesOverflow", DevL1.USER, call);
  }

  @Test
  void theAdminMayShortenTheTimeoutAndNeverCloseTheDoorAgain() {
    start(DevContracts.Variant.PLAIN);
    assertRefused("OnlyAdmin", DevL1.USER, ForcedBatchAbi.setForceBatchTimeout(60));
    assertRefused(
        "InvalidRangeForceBatchTimeout",
        DevL1.DEPLOYER,
        ForcedBatchAbi.setForceBatchTimeout(TIMEOUT.toSeconds()));
    assertRefused(
        "ForceBatchesDecentralized",
        DevL1.DEPLOYER,
        ForcedBatchAbi.setForceBatchAddress(DevL1.USER.address()));
    send(DevL1.DEPLOYER, l1.deployment.rollup(), ForcedBatchAbi.setForceBatchTimeout(60));
    assertThat(l1.client.forceBatchTimeout()).isEqualTo(60);
  }

  @Test
  void aDeploymentAsInTheWildHasAnInitialBatchAndFees() {
    start(DevContracts.Variant.FEE_TOKEN_AND_INITIAL_BATCH);
    final L1Event.InitialSequenceBatches initial =
        events(L1Event.InitialSequenceBatches.class).getFirst();
    assertThat(initial.lastBatch()).isEqualTo(1);
    assertThat(initial.sequencer()).isEqualTo(DevL1.SEQUENCER.address());
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(1);
    assertThat(l1.client.sequencedAccInputHash(1))
        .isEqualTo(
            AccInputHash.nextForced(
                AccInputHash.GENESIS,
                initial.transactions(),
                new ForcedInput(
                    0,
                    initial.lastGlobalExitRoot(),
                    initial.block().timestamp(),
                    initial.block().parentHash()),
                initial.sequencer()));
    assertThat(decoded(initial.transactions())).hasSize(1);

    final Address token = l1.client.feeToken().orElseThrow();
    assertThat(l1.deployment.feeToken()).contains(token);
    assertThat(l1.client.batchFee()).isZero();
    final BigInteger fee = BigInteger.valueOf(1_000);
    send(DevL1.DEPLOYER, l1.deployment.rollupManager(), FeeTokenAbi.setBatchFee(fee));
    assertThat(l1.client.batchFee()).isEqualTo(fee);
    final BigInteger forcedFee = fee.multiply(BigInteger.valueOf(100));

    final Bytes force = ForcedBatchAbi.forceBatch(DATA, forcedFee);
    assertRefused(
        "NotEnoughPOLAmount",
        DevL1.USER,
        ForcedBatchAbi.forceBatch(DATA, forcedFee.subtract(BigInteger.ONE)));
    assertRefused("", DevL1.USER, force);
    fund(token, DevL1.USER, forcedFee);
    send(DevL1.USER, l1.deployment.rollup(), force);
    final ForceBatch forced = events(ForceBatch.class).getLast();

    final Bytes call = sequence(sequenced(forced), ElderberryAbi.normalBatch(NORMAL));
    assertRefused("", DevL1.SEQUENCER, call);
    assertThat(l1.client.feeAllowance(token, DevL1.SEQUENCER.address())).isZero();
    fund(token, DevL1.SEQUENCER, fee);
    assertThat(l1.client.feeAllowance(token, DevL1.SEQUENCER.address())).isEqualTo(fee);
    send(DevL1.SEQUENCER, l1.deployment.rollup(), call);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(3);
    assertThat(balance(token, l1.deployment.rollupManager())).isEqualTo(forcedFee.add(fee));
    assertThat(balance(token, l1.deployment.rollup())).isZero();
  }

  private void fund(final Address token, final PrivateKey key, final BigInteger amount) {
    send(DevL1.DEPLOYER, token, FeeTokenAbi.transfer(key.address(), amount));
    send(key, token, FeeTokenAbi.approve(l1.deployment.rollup(), amount));
  }

  private BigInteger balance(final Address token, final Address account) {
    try (DevL1Account reader = new DevL1Account(l1.anvil.url(), DevL1.USER)) {
      return FeeTokenAbi.decodeAmount(reader.read(token, FeeTokenAbi.balanceOf(account)));
    }
  }

  private static List<Bytes> decoded(final Bytes data) {
    try {
      return new ArrayList<>(BatchCodec.decodeForced(data));
    } catch (final org.zknode.rollup.chain.BatchDecodeException e) {
      throw new AssertionError(e);
    }
  }
}
