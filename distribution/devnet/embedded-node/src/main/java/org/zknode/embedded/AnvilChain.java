/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.embedded.AnvilRpc.Call;
import org.zknode.embedded.AnvilRpc.Reply;
import org.zknode.embedded.BlockExecution.Candidate;
import org.zknode.embedded.BlockExecution.Rules;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ResourceBudget.Room;

/**
 * One anvil and the chain in it. Not thread-safe. After an {@link EngineException} its state is not
 * known: close it and make another one.
 */
final class AnvilChain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnvilChain.class);

  /** Calls in one HTTP request. */
  private static final int MAX_BATCH = 500;

  private final AnvilSettings settings;
  private final AnvilProcess process;
  private final AnvilRpc rpc;
  private final L2Block genesis;
  private final BeaconRootRing ring;
  private L2Block head;
  private long gasLimit;

  AnvilChain(final AnvilSettings settings) {
    this.settings = settings;
    this.process = AnvilProcess.start(settings.binary(), settings.arguments());
    this.rpc = new AnvilRpc(process.url());
    this.gasLimit = settings.gasLimit();
    try {
      this.genesis = block(0, List.of());
      this.head = genesis;
      final String code =
          rpc.call("eth_getCode", BeaconRootRing.CONTRACT.toString(), "latest").asText();
      this.ring = new BeaconRootRing(!Bytes.fromHexString(code).isEmpty());
    } catch (final EngineException e) {
      close();
      throw e;
    }
  }

  URI url() {
    return process.url();
  }

  AnvilRpc rpc() {
    return rpc;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  L2Block genesis() {
    return genesis;
  }

  L2Block head() {
    return head;
  }

  /** Executes one block on the head and makes it the head. */
  BlockResult execute(final BlockAttributes attributes, final List<Bytes> transactions) {
    return execute(attributes, BlockExecution.derived(transactions, rules(attributes)));
  }

  /** Likewise, and leaves out what does not fit. */
  BlockResult execute(
      final BlockAttributes attributes,
      final List<DecodedTransaction> transactions,
      final Room room) {
    return execute(attributes, BlockExecution.within(room, transactions, rules(attributes)));
  }

  private Rules rules(final BlockAttributes attributes) {
    return new Rules(settings.chainId(), attributes.gasLimit());
  }

  private BlockResult execute(final BlockAttributes attributes, final BlockExecution execution) {
    final L2Block parent = head;
    List<Candidate> wanted = prepare(attributes, parent, execution);
    int batchSize = MAX_BATCH;
    while (true) {
      final List<Candidate> accepted = send(execution, wanted, batchSize);
      final L2Block block = mine(attributes, parent, accepted);
      final boolean ordered = BlockExecution.inOrder(accepted, hashes(block));
      final List<Candidate> included =
          execution.fitting(explainLeftOut(execution, accepted, block));
      if (ordered && included.size() == accepted.size()) {
        head = block;
        return new BlockResult(block, execution.skipped());
      }
      if (!ordered && batchSize == 1) {
        throw new EngineException("anvil changed the order of block " + attributes.number());
      }
      // Anvil may run the calls of one batch concurrently: then they are sent one by one. And a
      // transaction that it leaves out while mining does leave a trace in the block: mine again
      // without it, as everyone will who gets this block.
      LOG.debug("block {}: again with {} transactions", attributes.number(), included.size());
      batchSize = ordered ? batchSize : 1;
      // The words of EIP-4788 may stay: the same block is mined again.
      dropAbove(parent);
      prepare(attributes, parent);
      wanted = included;
    }
  }

  private static List<Bytes32> hashes(final L2Block block) {
    return block.transactions().stream().map(Keccak256::hash).toList();
  }

  private List<Candidate> prepare(
      final BlockAttributes attributes, final L2Block parent, final BlockExecution execution) {
    prepare(attributes, parent);
    final List<Address> senders = execution.senders();
    final List<JsonNode> counts =
        all(
            senders.stream()
                .map(s -> Call.of("eth_getTransactionCount", s.toString(), "latest"))
                .toList());
    final Map<Address, Long> nonces = new HashMap<>();
    for (int i = 0; i < senders.size(); i++) {
      nonces.put(senders.get(i), Long.decode(counts.get(i).asText()));
    }
    return execution.candidates(nonces);
  }

  private void prepare(final BlockAttributes attributes, final L2Block parent) {
    final List<Call> calls = new ArrayList<>();
    calls.add(Call.of("anvil_dropAllTransactions"));
    calls.add(Call.of("anvil_setCoinbase", attributes.coinbase().toString()));
    calls.add(Call.of("evm_setNextBlockTimestamp", attributes.timestamp()));
    calls.add(Call.of("anvil_setNextBlockBaseFeePerGas", BaseFee.after(parent).toShortHexString()));
    if (attributes.gasLimit() != gasLimit) {
      calls.add(Call.of("evm_setBlockGasLimit", "0x" + Long.toHexString(attributes.gasLimit())));
      gasLimit = attributes.gasLimit();
    }
    calls.addAll(ring.write(attributes.number(), attributes.timestamp(), attributes.l1InfoRoot()));
    all(calls);
  }

  private List<Candidate> send(
      final BlockExecution execution, final List<Candidate> candidates, final int batchSize) {
    final List<Call> calls =
        candidates.stream()
            .map(c -> Call.of("eth_sendRawTransaction", c.transaction().raw().toHexString()))
            .toList();
    final List<Reply> replies = replies(calls, batchSize);
    final List<Candidate> accepted = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      final Reply reply = replies.get(i);
      if (reply.error() == null) {
        accepted.add(candidates.get(i));
      } else {
        execution.refused(candidates.get(i), reply.error().message());
      }
    }
    return accepted;
  }

  private L2Block mine(
      final BlockAttributes attributes, final L2Block parent, final List<Candidate> accepted) {
    rpc.call("evm_mine");
    final L2Block block = block(attributes.number(), accepted);
    rpc.call("anvil_dropAllTransactions");
    if (!block.parentHash().equals(parent.hash())
        || block.timestamp() != attributes.timestamp()
        || block.gasLimit() != attributes.gasLimit()
        || !block.coinbase().equals(attributes.coinbase())
        || !block.baseFee().equals(BaseFee.after(parent))) {
      throw new EngineException(
          "anvil made another block than asked for: wanted %s on %s, got %s"
              .formatted(attributes, parent.hash(), block));
    }
    return block;
  }

  /** Reports what was left out while mining; returns the others, in their order. */
  private List<Candidate> explainLeftOut(
      final BlockExecution execution, final List<Candidate> accepted, final L2Block block) {
    final Set<Bytes32> hashes = new HashSet<>(hashes(block));
    final List<Candidate> included = new ArrayList<>();
    for (final Candidate candidate : accepted) {
      if (hashes.contains(candidate.transaction().hash())) {
        included.add(candidate);
      } else {
        final Address sender = candidate.transaction().sender();
        final long own =
            accepted.stream()
                .map(Candidate::transaction)
                .filter(other -> other.sender().equals(sender) && hashes.contains(other.hash()))
                .count();
        execution.skipAfterExecution(candidate, account(sender), block, own);
      }
    }
    return included;
  }

  AccountState account(final Address address) {
    return accounts(List.of(address)).get(address);
  }

  Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    final List<Call> calls = new ArrayList<>();
    for (final Address address : addresses) {
      calls.add(Call.of("eth_getTransactionCount", address.toString(), "latest"));
      calls.add(Call.of("eth_getBalance", address.toString(), "latest"));
      calls.add(Call.of("eth_getCode", address.toString(), "latest"));
    }
    final Iterator<JsonNode> replies = all(calls).iterator();
    final Map<Address, AccountState> states = new HashMap<>();
    for (final Address address : addresses) {
      states.put(
          address,
          new AccountState(
              Long.decode(replies.next().asText()),
              UInt256.fromHexString(replies.next().asText()).toUnsignedBigInteger(),
              AccountState.isDelegation(Bytes.fromHexString(replies.next().asText()))));
    }
    return states;
  }

  Bytes32 storage(final long number, final Address account, final UInt256 slot) {
    return Bytes32.fromHexString(
        rpc.call(
                "eth_getStorageAt",
                account.toString(),
                slot.toHexString(),
                "0x" + Long.toHexString(number))
            .asText());
  }

  /**
   * Makes an earlier block the head again. Anvil keeps the state after a block as it is when the
   * next one is mined, so with the words of EIP-4788 of that next block; therefore the block itself
   * is mined again on its parent's state, which has its own words and no others.
   *
   * @param target with its transactions
   * @throws EngineException also when anvil no longer has the state of that block, and for the
   *     genesis block when there are such words
   */
  void rollbackTo(final L2Block target) {
    if (!ring.wroteAbove(target.number())) {
      dropAbove(target);
      return;
    }
    if (target.number() == 0) {
      throw new EngineException("the state of the genesis block has words of the block after it");
    }
    dropAbove(block(target.number() - 1, List.of()));
    ring.forgetAbove(target.number());
    final L2Block again =
        execute(
                new BlockAttributes(
                    target.number(),
                    target.parentHash(),
                    target.timestamp(),
                    target.coinbase(),
                    target.gasLimit(),
                    0,
                    ring.rootAt(target.timestamp())),
                target.transactions())
            .block();
    if (!again.hash().equals(target.hash())) {
      throw new EngineException(
          "block %d is executed again to %s instead of %s"
              .formatted(target.number(), again.hash(), target.hash()));
    }
  }

  private void dropAbove(final L2Block target) {
    final long current = Long.decode(rpc.call("eth_blockNumber").asText());
    if (target.number() < current) {
      rpc.call("anvil_rollback", current - target.number());
    }
    final Bytes32 hash = block(target.number(), List.of()).hash();
    if (!hash.equals(target.hash())) {
      throw new EngineException(
          "rolled back to block %d with hash %s instead of %s"
              .formatted(target.number(), hash, target.hash()));
    }
    head = target;
  }

  private L2Block block(final long number, final List<Candidate> candidates) {
    final JsonNode json = rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    if (json == null || json.isNull()) {
      throw new EngineException("anvil has no block " + number);
    }
    final Map<String, Bytes> raw = new HashMap<>();
    candidates.forEach(c -> raw.put(c.transaction().hash().toHexString(), c.transaction().raw()));
    final List<Bytes> transactions = new ArrayList<>();
    if (!candidates.isEmpty()) {
      json.get("transactions").forEach(hash -> transactions.add(raw.get(hash.asText())));
    }
    return new L2Block(
        number,
        Bytes32.fromHexString(json.get("hash").asText()),
        Bytes32.fromHexString(json.get("parentHash").asText()),
        Bytes32.fromHexString(json.get("stateRoot").asText()),
        Long.decode(json.get("timestamp").asText()),
        Address.fromHex(json.get("miner").asText()),
        Long.decode(json.get("gasLimit").asText()),
        Long.decode(json.get("gasUsed").asText()),
        UInt256.fromHexString(json.get("baseFeePerGas").asText()),
        transactions);
  }

  private List<JsonNode> all(final List<Call> calls) {
    final List<Reply> replies = replies(calls, MAX_BATCH);
    final List<JsonNode> results = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      results.add(replies.get(i).orThrow(calls.get(i).method()));
    }
    return results;
  }

  private List<Reply> replies(final List<Call> calls, final int batchSize) {
    final List<Reply> replies = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += batchSize) {
      replies.addAll(rpc.batch(calls.subList(from, Math.min(calls.size(), from + batchSize))));
    }
    return replies;
  }

  @Override
  public void close() {
    rpc.close();
    process.close();
  }
}
