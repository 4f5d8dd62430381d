/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/**
 * Transactions of all four types from many accounts ({@link MixedTransactions}). Signed before they
 * are sent; each account sends its own in order, to the nodes in turn.
 */
final class MixedLoad {
  private static final int ACCOUNTS = 200;

  /** Requests at the same time: fewer than Besu's limit of 80 connections. */
  private static final int CONCURRENT = 48;

  private static final long FUND_GAS = 12_000_000;
  private static final Bytes TEN_ETHER = Bytes.fromHexString("0x8ac7230489e80000");
  private static final String SUCCESS = "0x1";
  private static final String FAILURE = "0x0";

  private final long chainId;
  private final PrivateKey source;
  private final long sourceNonce;
  private final List<JsonRpc> nodes;
  private final int perAccount;
  private final Address counter;
  private final List<MixedTransactions> senders;
  private final List<List<SignedTransaction>> signed = new ArrayList<>();

  /**
   * @param perAccount transactions of each of the {@value #ACCOUNTS} accounts
   */
  MixedLoad(
      final long chainId,
      final PrivateKey source,
      final List<JsonRpc> nodes,
      final int perAccount) {
    this.chainId = chainId;
    this.perAccount = perAccount;
    this.source = source;
    this.nodes = List.copyOf(nodes);
    this.sourceNonce =
        nodes
            .getFirst()
            .tryQuantity("eth_getTransactionCount", source.address().toString(), "latest")
            .orElseThrow();
    this.counter = MixedTransactions.created(source.address(), sourceNonce);
    final Address reverter = MixedTransactions.created(source.address(), sourceNonce + 1);
    this.senders =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> Keccak256.hash(Bytes.of(0x10), Bytes.ofUnsignedInt(i)).toHexString())
            .map(
                key ->
                    new MixedTransactions(
                        chainId, PrivateKey.fromHex(key), perAccount, counter, reverter))
            .toList();
  }

  int size() {
    return ACCOUNTS * perAccount;
  }

  void sign() {
    senders.forEach(sender -> signed.add(sender.sign()));
  }

  /** Makes the shared contracts and gives every account ten ether, by three transactions. */
  void fund() throws IOException, JsonRpc.RpcError {
    final List<Bytes> parts = new ArrayList<>();
    for (final MixedTransactions account : senders) {
      // CALL(gas, account, ten ether, no data), its result dropped
      parts.add(Bytes.fromHexString("0x6000600060006000"));
      parts.add(Bytes.concatenate(Bytes.of(0x67), TEN_ETHER));
      parts.add(Bytes.concatenate(Bytes.of(0x73), account.sender().bytes()));
      parts.add(Bytes.fromHexString("0x5af150"));
    }
    final List<SignedTransaction> steps =
        List.of(
            create(0, MixedTransactions.COUNTER, MixedTransactions.CREATE_GAS, BigInteger.ZERO),
            create(1, MixedTransactions.REVERTER, MixedTransactions.CREATE_GAS, BigInteger.ZERO),
            create(
                2,
                Bytes.concatenate(parts.toArray(Bytes[]::new)),
                FUND_GAS,
                TEN_ETHER.toUnsignedBigInteger().multiply(BigInteger.valueOf(ACCOUNTS))));
    for (final SignedTransaction step : steps) {
      nodes.getFirst().call("eth_sendRawTransaction", step.raw().toHexString());
    }
    for (final JsonRpc node : nodes) {
      DevnetScenarios.eventually()
          .untilAsserted(
              () ->
                  assertThat(
                          Facts.receipt(node, steps.getLast().hash())
                              .map(found -> found.path("status").asText()))
                      .contains(SUCCESS));
    }
  }

  private SignedTransaction create(
      final long step, final Bytes initCode, final long gas, final BigInteger value) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            chainId,
            sourceNonce + step,
            MixedTransactions.MAX_FEE,
            MixedTransactions.TIP,
            gas,
            Optional.empty(),
            value,
            initCode),
        source);
  }

  /** All accounts at the same time; returns when every transaction is acknowledged. */
  void send() throws InterruptedException, ExecutionException {
    final Semaphore slots = new Semaphore(CONCURRENT);
    final List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        final int account = i;
        running.add(threads.submit(() -> send(account, slots)));
      }
      for (final Future<?> sender : running) {
        sender.get();
      }
    }
  }

  private void send(final int account, final Semaphore slots) {
    slots.acquireUninterruptibly();
    try {
      for (final SignedTransaction transaction : signed.get(account)) {
        final JsonRpc node = nodes.get((int) ((account + transaction.nonce()) % nodes.size()));
        if (!isTaken(node, transaction, false)) {
          DevnetScenarios.eventually().until(() -> isTaken(node, transaction, true));
        }
      }
    } finally {
      slots.release();
    }
  }

  /** Only what passes may be refused: a full pool, a busy node; an answer may be late. */
  private static boolean isTaken(
      final JsonRpc node, final SignedTransaction transaction, final boolean again) {
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
      return true;
    } catch (final JsonRpc.RpcError e) {
      if (e.getMessage().contains("txpool is full") || e.getMessage().contains("try again")) {
        return false;
      }
      if (again
          && (e.getMessage().contains("already known")
              || e.getMessage().contains("nonce too low"))) {
        // The first answer was lost. Whether it is in a block is looked at in the end.
        return true;
      }
      throw new AssertionError(
          "%s refused transaction %d of %s: %s"
              .formatted(node.url(), transaction.nonce(), transaction.sender(), e.getMessage()),
          e);
    } catch (final IOException late) {
      return false;
    }
  }

  /** On every node. */
  void awaitIncluded() {
    for (final JsonRpc node : nodes) {
      for (final MixedTransactions account : senders) {
        DevnetScenarios.eventually()
            .until(() -> nonce(node, account.sender()) == account.lastNonce());
      }
    }
  }

  /**
   * Every transaction is in one block, the nodes have the same blocks with the same roots and
   * receipts, effects are as they must be.
   *
   * @return transactions of each type
   */
  Map<String, Integer> assertIncludedOnce(final long firstBlock) {
    final Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      for (final SignedTransaction transaction : signed.get(i)) {
        expected.put(
            transaction.hash().toHexString(),
            senders.get(i).reverts(transaction) ? FAILURE : SUCCESS);
      }
    }
    final Map<String, Integer> types = new TreeMap<>();
    final Map<String, String> found = new HashMap<>();
    final long last = Facts.head(nodes.getFirst());
    for (long number = firstBlock; number <= last; number++) {
      for (final JsonNode receipt : receiptsOnAllNodes(number)) {
        final String hash = receipt.path("transactionHash").asText();
        assertThat(found.put(hash, receipt.path("status").asText()))
            .as("an earlier receipt of %s", hash)
            .isNull();
        if (expected.containsKey(hash)) {
          types.merge(receipt.path("type").asText(), 1, Integer::sum);
        }
      }
    }
    assertThat(found).containsAllEntriesOf(expected);
    nodes.forEach(this::assertEffects);
    return types;
  }

  /** The block's receipts; block and receipts are the same everywhere. */
  private JsonNode receiptsOnAllNodes(final long number) {
    final Set<String> blocks = new HashSet<>();
    final Set<JsonNode> receipts = new HashSet<>();
    for (final JsonRpc node : nodes) {
      DevnetScenarios.eventually().until(() -> Facts.head(node) >= number);
      final JsonNode block = Facts.block(node, number).orElseThrow();
      blocks.add(
          "block %s, state root %s, receipts root %s"
              .formatted(
                  block.path("hash").asText(),
                  block.path("stateRoot").asText(),
                  block.path("receiptsRoot").asText()));
      receipts.add(node.tryCall("eth_getBlockReceipts", Facts.hex(number)).orElseThrow());
    }
    assertThat(blocks).as("block %d on the nodes", number).hasSize(1);
    assertThat(receipts).as("receipts of block %d on the nodes", number).hasSize(1);
    return receipts.iterator().next();
  }

  private void assertEffects(final JsonRpc node) {
    assertThat(slot0(node, counter))
        .isEqualTo(senders.stream().mapToLong(MixedTransactions::sharedCalls).sum());
    for (int i = 0; i < ACCOUNTS; i += ACCOUNTS / 10) {
      for (final MixedTransactions.Expected account : senders.get(i).expected()) {
        assertThat(nonce(node, account.address()))
            .as("nonce of %s", account)
            .isEqualTo(account.nonce());
        assertThat(slot0(node, account.address()))
            .as("calls of %s", account)
            .isEqualTo(account.calls());
        account
            .code()
            .ifPresent(
                code ->
                    assertThat(
                            node.tryCall("eth_getCode", account.address().toString(), "latest")
                                .map(JsonNode::asText))
                        .as("code of %s", account)
                        .contains(code.toHexString()));
      }
    }
  }

  private static long nonce(final JsonRpc node, final Address account) {
    return Facts.quantity(node, "eth_getTransactionCount", account.toString(), "latest");
  }

  private static long slot0(final JsonRpc node, final Address account) {
    return node.tryCall("eth_getStorageAt", account.toString(), "0x0", "latest")
        .map(slot -> Bytes.fromHexStringLenient(slot.asText()).trimLeadingZeros().toLong())
        .orElseThrow();
  }
}
