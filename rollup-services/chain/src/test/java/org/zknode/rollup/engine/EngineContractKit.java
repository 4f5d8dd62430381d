/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

/** The engine of an {@link ExecutionEngineContract}, accounts and transactions. */
abstract class EngineContractKit {
  static final long CHAIN_ID = 1001;
  static final long BLOCK_GAS = 30_000_000;
  static final BigInteger ETHER = BigInteger.TEN.pow(18);
  static final BigInteger PRICE = BigInteger.valueOf(5_000_000_000L);
  static final Address SINK = Address.fromHex("0x00000000000000000000000000000000005eed01");
  private static final Address COINBASE =
      Address.fromHex("0x00000000000000000000000000000000000000c0");
  private static final long CALL_GAS = 200_000;

  /** Init code that hashes nothing for ever: JUMPDEST PUSH0 PUSH0 KECCAK256 POP PUSH0 JUMP. */
  protected static final Bytes HASHES_FOR_EVER = Bytes.fromHexString("0x5b5f5f20505f56");

  /** Init code that does nothing for ever: JUMPDEST PUSH0 JUMP. */
  protected static final Bytes LOOPS_FOR_EVER = Bytes.fromHexString("0x5b5f56");

  /** Init code that hashes nothing ten times. */
  protected static final Bytes HASHES_TEN_TIMES = hashes(10);

  /** Init code that logs nothing under one topic. */
  protected static final Bytes LOG_OF_ONE_TOPIC = Bytes.fromHexString("0x602a5f5fa100");

  static final Resources PLENTY =
      new Resources(1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50);

  /** The same for all tests of a class. */
  protected abstract ExecutionEngine engine();

  /** An account with hundreds of ether. */
  protected abstract PrivateKey treasury();

  /** By which a budget's time is measured. */
  protected abstract LongSupplier nanoTime();

  /**
   * Whether an account's transaction can be in the same block as the authorization that makes its
   * nonce the next one (EIP-7702). Else it is in a later block.
   */
  protected boolean followsAuthorizationsWithinABlock() {
    return true;
  }

  /** Whether the chain has the contract of EIP-4788; an engine without an EVM has none. */
  protected boolean keepsBeaconRoots() {
    return true;
  }

  /** With what a delegated account is called so that its code gives its caller all it has. */
  protected Bytes drainingCall() {
    return Bytes.EMPTY;
  }

  final boolean meters() {
    return engine().metersResources();
  }

  /** Init code that hashes nothing so often: PUSH0 PUSH0 KECCAK256 POP, each time. */
  protected static Bytes hashes(final int times) {
    return Bytes.fromHexString("5f5f2050".repeat(times));
  }

  final AccountState account(final Address address) {
    return engine().account(address);
  }

  /** A new account with that much. */
  final PrivateKey account(final String name, final BigInteger wei) throws Exception {
    final PrivateKey key =
        PrivateKey.fromHex(
            Keccak256.hash(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)))
                .toUnprefixedHexString());
    include(pay(treasury(), account(treasury().address()).nonce(), key.address(), wei));
    return key;
  }

  static BlockAttributes after(final L2Block parent) {
    return after(parent, 0, Bytes32.ZERO);
  }

  static BlockAttributes after(
      final L2Block parent, final long l1InfoTreeIndex, final Bytes32 l1InfoRoot) {
    return new BlockAttributes(
        parent.number() + 1,
        parent.hash(),
        parent.timestamp() + 1,
        COINBASE,
        BLOCK_GAS,
        l1InfoTreeIndex,
        l1InfoRoot);
  }

  static ResourceBudget unlimited() {
    return new ResourceBudget(PLENTY, PLENTY);
  }

  /** Extends the chain by a block, a second after the last one. */
  protected final BlockResult build(
      final List<DecodedTransaction> transactions, final ResourceBudget budget) throws Exception {
    return OpenBlock.atOnce(engine(), after(engine().head()), decoded(transactions), budget);
  }

  /** As this engine decodes them. */
  final List<DecodedTransaction> decoded(final List<DecodedTransaction> transactions) {
    return transactions.stream().map(each -> engine().decode(each.raw(), each.sender())).toList();
  }

  final BlockResult build(final List<DecodedTransaction> transactions) throws Exception {
    return build(transactions, unlimited());
  }

  /** A block with all of these. */
  final L2Block include(final DecodedTransaction... transactions) throws Exception {
    final BlockResult result = build(List.of(transactions));
    assertThat(included(result)).containsExactlyElementsOf(raw(List.of(transactions)));
    return result.block();
  }

  protected static List<Bytes> included(final BlockResult result) {
    return result.block().transactions();
  }

  static List<Bytes> raw(final List<DecodedTransaction> transactions) {
    return transactions.stream().map(DecodedTransaction::raw).toList();
  }

  static List<SkipKind> kinds(final BlockResult result) {
    return result.skipped().stream().map(SkippedTransaction::kind).toList();
  }

  static DecodedTransaction transfer(final PrivateKey key, final long nonce) {
    return pay(key, nonce, SINK, BigInteger.ONE);
  }

  static DecodedTransaction pay(
      final PrivateKey key, final long nonce, final Address to, final BigInteger value) {
    return signed(key, CHAIN_ID, nonce, 21_000, PRICE, Optional.of(to), value, Bytes.EMPTY);
  }

  static DecodedTransaction call(
      final PrivateKey key, final long nonce, final Address to, final Bytes data) {
    return signed(key, CHAIN_ID, nonce, CALL_GAS, PRICE, Optional.of(to), BigInteger.ZERO, data);
  }

  static DecodedTransaction creation(
      final PrivateKey key, final long nonce, final long gas, final Bytes code) {
    return signed(key, CHAIN_ID, nonce, gas, PRICE, Optional.empty(), BigInteger.ZERO, code);
  }

  /** Address of what that transaction creates. */
  static Address created(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(writer -> writer.bytes(sender.bytes()).uint64(nonce)))
            .slice(12));
  }

  /** A transfer of nothing that carries these. */
  static DecodedTransaction setCode(
      final PrivateKey key, final long nonce, final Authorization... authorizations) {
    return new DecodedTransaction(
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.SET_CODE,
                CHAIN_ID,
                nonce,
                PRICE,
                BigInteger.ONE,
                CALL_GAS,
                Optional.of(SINK),
                BigInteger.ZERO,
                Bytes.EMPTY),
            List.of(authorizations),
            key),
        Optional.empty());
  }

  static DecodedTransaction signed(
      final PrivateKey key,
      final long chainId,
      final long nonce,
      final long gas,
      final BigInteger price,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data) {
    return new DecodedTransaction(
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                chainId,
                nonce,
                price,
                BigInteger.ONE,
                gas,
                to,
                value,
                data),
            key),
        Optional.empty());
  }
}
