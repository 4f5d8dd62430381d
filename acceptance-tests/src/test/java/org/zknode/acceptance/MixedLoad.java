/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.launcher.process.JsonRpc;
import org.zknode.rlp.RlpWriter;

/**
 * Ten thousand transactions of all types from many accounts: creations, calls, reverts, transfers,
 * access lists. Signed before they are sent; each account sends its own in order, to the nodes in
 * turn.
 */
final class MixedLoad {
  private static final int ACCOUNTS = 200;
  private static final int PER_ACCOUNT = 50;

  /** Requests at the same time: fewer than Besu's limit of 80 connections. */
  private static final int CONCURRENT = 48;

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final BigInteger MAX_FEE = BigInteger.valueOf(200_000_000_000L);
  private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;
  private static final long CALL_GAS = 60_000;
  private static final long CREATE_GAS = 120_000;
  private static final long FUND_GAS = 12_000_000;

  /** Adds one to storage slot 0 at every call. */
  private static final Bytes COUNTER =
      Bytes.fromHexString("0x600a600c600039600a6000f3" + "60016000540160005500");

  /** Reverts at every call. */
  private static final Bytes REVERTER =
      Bytes.fromHexString("0x6005600c60003960056000f3" + "60006000fd");

  private static final Bytes TEN_ETHER = Bytes.fromHexString("0x8ac7230489e80000");

  private final long chainId;
  private final PrivateKey source;
  private final long sourceNonce;
  private final List<JsonRpc> nodes;
  private final List<PrivateKey> accounts;
  private final Address counter;
  private final Address reverter;
  private final List<List<SignedTransaction>> signed = new ArrayList<>();

  MixedLoad(final long chainId, final PrivateKey source, final List<JsonRpc> nodes) {
    this.chainId = chainId;
    this.source = source;
    this.nodes = List.copyOf(nodes);
    this.sourceNonce =
        nodes
            .getFirst()
            .tryQuantity("eth_getTransactionCount", source.address().toString(), "latest")
            .orElseThrow();
    this.counter = created(source.address(), sourceNonce);
    this.reverter = created(source.address(), sourceNonce + 1);
    this.accounts =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> Keccak256.hash(Bytes.of(0x10), Bytes.ofUnsignedInt(i)).toHexString())
            .map(PrivateKey::fromHex)
            .toList();
  }

  int size() {
    return ACCOUNTS * PER_ACCOUNT;
  }

  void sign() {
    for (final PrivateKey account : accounts) {
      signed.add(
          IntStream.range(0, PER_ACCOUNT).mapToObj(nonce -> transaction(account, nonce)).toList());
    }
  }

  private SignedTransaction transaction(final PrivateKey account, final long nonce) {
    final Address own = created(account.address(), 0);
    final Optional<Address> nobody =
        Optional.of(new Address(Keccak256.hash(account.address().bytes()).slice(12)));
    return switch ((int) (nonce % 8)) {
      case 0 -> plain(account, nonce, TransactionType.DYNAMIC_FEE, Optional.empty(), CREATE_GAS);
      case 1 -> plain(account, nonce, TransactionType.LEGACY, nobody, TRANSFER_GAS);
      case 2 -> withAccessList(account, nonce, counter, List.of(Bytes32.ZERO));
      case 3 -> plain(account, nonce, TransactionType.DYNAMIC_FEE, nobody, TRANSFER_GAS);
      case 4 -> plain(account, nonce, TransactionType.LEGACY, Optional.of(counter), CALL_GAS);
      case 5 -> plain(account, nonce, TransactionType.DYNAMIC_FEE, Optional.of(reverter), CALL_GAS);
      case 6 ->
          withAccessList(account, nonce, own, List.of(Bytes32.ZERO, Bytes32.repeat((byte) 1)));
      default -> plain(account, nonce, TransactionType.ACCESS_LIST, Optional.of(own), CALL_GAS);
    };
  }

  private SignedTransaction plain(
      final PrivateKey account,
      final long nonce,
      final TransactionType type,
      final Optional<Address> to,
      final long gas) {
    return TransactionSigner.sign(
        new Unsigned(
            type,
            chainId,
            nonce,
            MAX_FEE,
            TIP,
            gas,
            to,
            gas == TRANSFER_GAS ? BigInteger.ONE : BigInteger.ZERO,
            to.isEmpty() ? COUNTER : Bytes.EMPTY),
        account);
  }

  /** Type 1, which the node's own signer only makes with an empty list (EIP-2930). */
  private SignedTransaction withAccessList(
      final PrivateKey account, final long nonce, final Address to, final List<Bytes32> slots) {
    final Bytes type = Bytes.of(TransactionType.ACCESS_LIST.id());
    final Signature signature =
        account.sign(
            Keccak256.hash(type, RlpWriter.encodeList(writer -> fields(writer, nonce, to, slots))));
    return SignedTransaction.decode(
        Bytes.concatenate(
            type,
            RlpWriter.encodeList(
                writer -> {
                  fields(writer, nonce, to, slots);
                  writer.uint64(signature.recoveryId());
                  writer.integer(signature.r()).integer(signature.s());
                })));
  }

  private void fields(
      final RlpWriter writer, final long nonce, final Address to, final List<Bytes32> slots) {
    writer.uint64(chainId).uint64(nonce).integer(MAX_FEE).uint64(CALL_GAS);
    writer.bytes(to.bytes()).integer(BigInteger.ZERO).bytes(Bytes.EMPTY);
    writer.list(
        list ->
            list.list(
                entry -> {
                  entry.bytes(to.bytes());
                  entry.list(keys -> slots.forEach(keys::bytes));
                }));
  }

  /** Makes the shared contracts and gives every account ten ether, by three transactions. */
  void fund() throws IOException, JsonRpc.RpcError {
    final List<Bytes> parts = new ArrayList<>();
    for (final PrivateKey account : accounts) {
      // CALL(gas, account, ten ether, no data), its result dropped
      parts.add(Bytes.fromHexString("0x6000600060006000"));
      parts.add(Bytes.concatenate(Bytes.of(0x67), TEN_ETHER));
      parts.add(Bytes.concatenate(Bytes.of(0x73), account.address().bytes()));
      parts.add(Bytes.fromHexString("0x5af150"));
    }
    final List<SignedTransaction> steps =
        List.of(
            create(0, COUNTER, CREATE_GAS, BigInteger.ZERO),
            create(1, REVERTER, CREATE_GAS, BigInteger.ZERO),
            create(
                2,
                Bytes.concatenate(parts.toArray(Bytes[]::new)),
                FUND_GAS,
                TEN_ETHER.toUnsignedBigInteger().multiply(BigInteger.valueOf(ACCOUNTS))));
    for (final SignedTransaction step : steps) {
      nodes.getFirst().call("eth_sendRawTransaction", step.raw().toHexString());
    }
    for (final JsonRpc node : nodes) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          Facts.receipt(node, steps.getLast().hash())
                              .map(found -> found.path("status").asText()))
                      .contains("0x1"));
    }
  }

  private SignedTransaction create(
      final long step, final Bytes initCode, final long gas, final BigInteger value) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            chainId,
            sourceNonce + step,
            MAX_FEE,
            TIP,
            gas,
            Optional.empty(),
            value,
            initCode),
        source);
  }

  /** All accounts at the same time; returns when every transaction is acknowledged. */
  void send() throws InterruptedException, ExecutionException {
    final Semaphore slots = new Semaphore(CONCURRENT);
    final List<Future<?>> senders = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        final int account = i;
        senders.add(threads.submit(() -> send(account, slots)));
      }
      for (final Future<?> sender : senders) {
        sender.get();
      }
    }
  }

  private void send(final int account, final Semaphore slots) {
    slots.acquireUninterruptibly();
    try {
      for (final SignedTransaction transaction : signed.get(account)) {
        final JsonRpc node = nodes.get((int) ((account + transaction.nonce()) % nodes.size()));
        if (!isTaken(node, transaction)) {
          await().atMost(PATIENCE).until(() -> isTaken(node, transaction));
        }
      }
    } finally {
      slots.release();
    }
  }

  /** A full pool is the only thing that may be refused. */
  private static boolean isTaken(final JsonRpc node, final SignedTransaction transaction) {
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
      return true;
    } catch (final JsonRpc.RpcError e) {
      if (e.getMessage().contains("txpool is full")) {
        return false;
      }
      throw new AssertionError(
          "%s refused transaction %d of %s: %s"
              .formatted(node.url(), transaction.nonce(), transaction.sender(), e.getMessage()),
          e);
    } catch (final IOException e) {
      throw new AssertionError(node.url() + " does not answer", e);
    }
  }

  /** On every node. */
  void awaitIncluded() {
    for (final JsonRpc node : nodes) {
      for (final PrivateKey account : accounts) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    Facts.quantity(
                            node, "eth_getTransactionCount", account.address().toString(), "latest")
                        == PER_ACCOUNT);
      }
    }
  }

  /**
   * Every transaction is in one block, the nodes' blocks are the same, effects are as they must.
   */
  void assertIncludedOnce(final long firstBlock) {
    final Map<String, Integer> expected = new HashMap<>();
    signed.forEach(of -> of.forEach(tx -> expected.put(tx.hash().toHexString(), 1)));
    final long last = Facts.head(nodes.getFirst());
    final List<String> hashes = new ArrayList<>();
    for (final JsonRpc node : nodes) {
      await().atMost(PATIENCE).until(() -> Facts.head(node) >= last);
      final Map<String, Integer> found = new HashMap<>();
      for (long number = firstBlock; number <= last; number++) {
        final JsonNode block = Facts.block(node, number).orElseThrow();
        block.path("transactions").forEach(hash -> found.merge(hash.asText(), 1, Integer::sum));
        if (node.equals(nodes.getFirst())) {
          hashes.add(block.path("hash").asText());
        } else {
          assertThat(block.path("hash").asText())
              .as("block %d on %s", number, node.url())
              .isEqualTo(hashes.get((int) (number - firstBlock)));
        }
      }
      assertThat(found).as("transactions on %s", node.url()).isEqualTo(expected);
      assertEffects(node);
    }
  }

  private void assertEffects(final JsonRpc node) {
    final long shared = signed.stream().mapToLong(of -> to(of, counter)).sum();
    assertThat(storage(node, counter)).isEqualTo(shared);
    for (int i = 0; i < ACCOUNTS; i += ACCOUNTS / 10) {
      final List<SignedTransaction> of = signed.get(i);
      final Address own = created(accounts.get(i).address(), 0);
      assertThat(storage(node, own)).isEqualTo(to(of, own));
      for (final SignedTransaction transaction : of) {
        final boolean reverts = transaction.to().filter(reverter::equals).isPresent();
        assertThat(
                Facts.receipt(node, transaction.hash())
                    .map(receipt -> receipt.path("status").asText()))
            .contains(reverts ? "0x0" : "0x1");
      }
    }
  }

  private static long to(final List<SignedTransaction> transactions, final Address contract) {
    return transactions.stream().filter(tx -> tx.to().filter(contract::equals).isPresent()).count();
  }

  private static long storage(final JsonRpc node, final Address contract) {
    return node.tryCall("eth_getStorageAt", contract.toString(), "0x0", "latest")
        .map(slot -> Bytes.fromHexStringLenient(slot.asText()).trimLeadingZeros().toLong())
        .orElseThrow();
  }

  private static Address created(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(sender.bytes()).uint64(nonce))).slice(12));
  }
}
