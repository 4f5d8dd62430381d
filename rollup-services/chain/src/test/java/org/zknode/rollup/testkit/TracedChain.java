/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;

/**
 * Blocks with every kind of call, the same on any engine whose chain has id 1001 and gives ether to
 * key 1; and what Otterscan asks about them.
 */
public final class TracedChain {
  /** Has ether in the genesis block. */
  public static final PrivateKey KEY = key(1);

  /** The calls of {@link #treeHash}, in their order. */
  public static final List<String> TREE_CALLS =
      List.of(
          "CALL",
          "CALL",
          "STATICCALL",
          "DELEGATECALL",
          "CALLCODE",
          "CALL",
          "CREATE",
          "CREATE2",
          "CREATE",
          "STATICCALL",
          "CALL",
          "SELFDESTRUCT");

  private static final PrivateKey OTHER = key(2);
  private static final BigInteger PRICE = BigInteger.valueOf(5_000_000_000L);
  private static final Address RECEIVER = address("b0");
  private static final Address IDENTITY = address("04");

  /** Returns 42. */
  private static final String LEAF_CODE = "602a5f5260205ff3";

  /** Reverts with four bytes. */
  private static final String REVERTING_CODE = "63deadbeef5f526004601cfd";

  /** Init code of an account whose code is a zero byte. */
  private static final String INIT = "63" + "60015ff3" + "5f52";

  private static final Address LEAF = created(2);
  private static final Address REVERTING = created(3);
  private static final Address DESTRUCTIVE = created(4);
  private static final Address TREE = created(5);
  private static final Address LOGGING = created(6);
  private static final Address DEEP = created(14);

  private final List<List<Bytes>> blocks = new ArrayList<>();
  private final List<Bytes> hashes = new ArrayList<>();
  private List<Bytes> block = new ArrayList<>();
  private long nonce;

  private TracedChain() {}

  /** One question. */
  public record Question(String method, List<Object> params) {}

  /** Raw transactions of block 1, 2 and so on. */
  public static List<List<Bytes>> blocks() {
    return built().blocks;
  }

  /** The transaction that makes every kind of call. */
  public static String treeHash() {
    return built().hashes.get(7).toHexString();
  }

  private static TracedChain built() {
    final TracedChain chain = new TracedChain();
    chain.build();
    return chain;
  }

  private void build() {
    send(RECEIVER, 7, "");
    send(OTHER.address(), 1_000_000_000_000_000_000L, "");
    deploy(LEAF_CODE, 0);
    deploy(REVERTING_CODE, 0);
    deploy("60b1ff", 3);
    endBlock();
    deploy(treeCode(), 0);
    deploy("602a5f5260205fa0", 0);
    endBlock();
    send(TREE, 100, "0102");
    send(LOGGING, 0, "");
    endBlock();
    create(REVERTING_CODE, 0);
    send(REVERTING, 0, "");
    send(RECEIVER, 0, "");
    send(IDENTITY, 0, "0102");
    send(REVERTING, 0, "ff");
    endBlock();
    // Its calls are undone.
    deploy(call(TREE, 5) + "5f5ffd", 0);
    endBlock();
    send(DEEP, 100, "");
    add(OTHER, 0, Optional.of(RECEIVER), 1, Bytes.EMPTY, TransactionType.LEGACY);
    endBlock();
    endBlock();
    add(KEY, nonce++, Optional.of(OTHER.address()), 1, Bytes.EMPTY, TransactionType.DYNAMIC_FEE);
    endBlock();
  }

  private static String treeCode() {
    return "60aa5f53"
        + call(RECEIVER, 1)
        + call("fa", "", LEAF)
        + call("f4", "", LEAF)
        + call("f2", "5f", LEAF)
        + call(REVERTING, 0)
        + INIT
        + "6004601c6001f050"
        // The value of the call is the salt.
        + INIT
        + "346004601c5ff550"
        + "625f5ffd5f526003601d5ff050"
        + call("fa", "", IDENTITY)
        + call(DESTRUCTIVE, 0)
        + LEAF_CODE;
  }

  private static String call(final Address to, final int value) {
    return call("f1", "60%02x".formatted(value), to);
  }

  /** With 50,000 gas and the first byte of the memory; the result is dropped. */
  private static String call(final String opcode, final String value, final Address to) {
    return "5f5f60015f" + value + "73" + to.toString().substring(2) + "61c350" + opcode + "50";
  }

  private void deploy(final String code, final long value) {
    final int size = code.length() / 2;
    // Copies what follows its own 12 bytes and returns it.
    create("61%04x600c5f3961%04x5ff3".formatted(size, size) + code, value);
  }

  private void create(final String initCode, final long value) {
    add(
        KEY,
        nonce++,
        Optional.empty(),
        value,
        Bytes.fromHexString(initCode),
        TransactionType.LEGACY);
  }

  private void send(final Address to, final long value, final String data) {
    add(KEY, nonce++, Optional.of(to), value, Bytes.fromHexString(data), TransactionType.LEGACY);
  }

  private void add(
      final PrivateKey key,
      final long number,
      final Optional<Address> to,
      final long value,
      final Bytes data,
      final TransactionType type) {
    final Bytes raw =
        TransactionSigner.sign(
                new Unsigned(
                    type,
                    1001,
                    number,
                    PRICE,
                    PRICE,
                    1_000_000,
                    to,
                    BigInteger.valueOf(value),
                    data),
                key)
            .raw();
    block.add(raw);
    hashes.add(Keccak256.hash(raw));
  }

  private void endBlock() {
    blocks.add(block);
    block = new ArrayList<>();
  }

  /** What Otterscan asks, in the same words. */
  public static List<Question> questions() {
    final TracedChain chain = built();
    final List<Question> asked = new ArrayList<>();
    ask(asked, "ots_getApiLevel");
    for (final Bytes hash : chain.hashes) {
      ask(asked, "ots_traceTransaction", hash.toHexString());
      ask(asked, "ots_getInternalOperations", hash.toHexString());
      ask(asked, "ots_getTransactionError", hash.toHexString());
    }
    ask(asked, "ots_traceTransaction", "0x" + "11".repeat(32));
    ask(asked, "ots_getTransactionError", "0x" + "11".repeat(32));
    final int head = chain.blocks.size();
    for (int number = 0; number <= head; number++) {
      ask(asked, "ots_getBlockDetails", number);
      ask(asked, "erigon_getHeaderByNumber", number);
      ask(asked, "ots_getBlockTransactions", number, 0, 25);
    }
    ask(asked, "erigon_getHeaderByNumber", "latest");
    ask(asked, "ots_getBlockTransactions", 4, 1, 3);
    for (final Address address :
        List.of(KEY.address(), OTHER.address(), RECEIVER, LEAF, TREE, IDENTITY, DEEP)) {
      for (final int base : new int[] {0, 1, 4, head, head + 1}) {
        ask(asked, "ots_searchTransactionsBefore", address.toString(), base, 3);
        ask(asked, "ots_searchTransactionsAfter", address.toString(), base, 3);
      }
      ask(asked, "ots_hasCode", address.toString(), "latest");
      ask(asked, "ots_getContractCreator", address.toString());
      for (int number = 0; number < 20; number += 3) {
        ask(asked, "ots_getTransactionBySenderAndNonce", address.toString(), number);
      }
    }
    ask(asked, "ots_hasCode", LEAF.toString(), "0x0");
    ask(asked, "ots_hasCode", LEAF.toString(), "0x1");
    ask(asked, "ots_getContractCreator", createdBy(TREE, 1).toString());
    return asked;
  }

  private static void ask(final List<Question> asked, final String method, final Object... params) {
    asked.add(new Question(method, List.of(params)));
  }

  private static PrivateKey key(final int number) {
    return PrivateKey.fromHex("%064x".formatted(number));
  }

  private static Address address(final String lastByte) {
    return Address.fromHex("0x" + "00".repeat(19) + lastByte);
  }

  private static Address created(final long number) {
    return createdBy(KEY.address(), number);
  }

  private static Address createdBy(final Address sender, final long number) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(writer -> writer.bytes(sender.bytes()).uint64(number)))
            .slice(12));
  }
}
