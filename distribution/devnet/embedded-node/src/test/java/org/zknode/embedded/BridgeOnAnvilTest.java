/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.SponsorLimits;
import org.zknode.rollup.bridge.l2.ClaimBounds;
import org.zknode.rollup.bridge.l2.ClaimSponsor;
import org.zknode.rollup.bridge.l2.ExitRootInjector;
import org.zknode.rollup.bridge.l2.L2Account;
import org.zknode.rollup.bridge.l2.L2AccountSettings;
import org.zknode.rollup.bridge.l2.L2Gateway;
import org.zknode.rollup.bridge.l2.L2Spending;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

/**
 * What the bridge's account does, on the real contracts: a deposit of L1 ends with its receiver.
 */
@Timeout(120)
class BridgeOnAnvilTest {
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static final Address USER = EngineKit.POOR.address();
  private static final DailyLimit PLENTY = new DailyLimit(1L << 50, BigInteger.ZERO);

  @TempDir private Path directory;
  private final StateStore store = new MemoryStateStore().session();
  private final MutableClock clock = MutableClock.create();
  private final RecordingStatus status = new RecordingStatus();
  private final List<SignedTransaction> sent = new ArrayList<>();
  private final List<ExitLeaf> deposits = new ArrayList<>();
  private final Map<SpendingBook.Purpose, Spent> book = new EnumMap<>(SpendingBook.Purpose.class);
  private AnvilEngine engine;
  private L2Spending spending;
  private L1InfoTree infoTree = L1InfoTree.empty();

  @BeforeEach
  void start() throws IOException {
    engine = new AnvilEngine(EngineKit.anvil(), genesis(), directory.resolve("engine"));
    spending = spending();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private Path genesis() throws IOException {
    final ObjectMapper mapper = new ObjectMapper();
    final Path file = EngineKit.genesis(directory);
    final ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    GenesisContracts.initialized(1, Optional.empty())
        .forEach(
            (address, account) ->
                ((ObjectNode) json.get("alloc")).putPOJO(address.toString(), account.alloc()));
    Files.write(file, mapper.writeValueAsBytes(json));
    return file;
  }

  private L2Spending spending() {
    final L2Account account =
        new L2Account(
            EngineKit.ALICE,
            new L2AccountSettings(EngineKit.CHAIN_ID, ETHER, Duration.ofMinutes(1)),
            engine,
            new Pool(),
            status,
            clock);
    final ExitRootInjector injector =
        new ExitRootInjector(
            store,
            engine,
            GenesisContracts.EXIT_ROOT_MANAGER,
            Duration.ZERO,
            PLENTY,
            new Book(),
            account,
            status,
            clock,
            Metrics.none());
    final ClaimSponsor sponsor =
        new ClaimSponsor(
            view(),
            engine,
            GenesisContracts.BRIDGE,
            new SponsorLimits(1_500_000, false, PLENTY),
            new ClaimBounds(Resources.ofGas(1 << 30), 100_000),
            new Book(),
            failed -> {},
            account,
            status,
            clock,
            Metrics.none());
    return new L2Spending(engine, account, injector, Optional.of(sponsor), clock);
  }

  /** Takes everything; the test puts it into blocks. */
  private final class Pool implements L2Gateway {
    @Override
    public void submit(final SignedTransaction transaction) {
      sent.add(transaction);
    }

    @Override
    public boolean isDead(final Bytes32 hash) {
      return false;
    }

    @Override
    public long nextNonce(final Address sender, final long latest) {
      return latest + sent.size();
    }

    @Override
    public BigInteger gasPrice() {
      return EngineKit.GWEI;
    }
  }

  private final class Book implements SpendingBook {
    @Override
    public Spent spent(final Purpose purpose, final long day) {
      return book.getOrDefault(purpose, Spent.NOTHING);
    }

    @Override
    public void add(final Purpose purpose, final long day, final long gas, final BigInteger wei) {
      final Spent before = spent(purpose, day);
      book.put(purpose, new Spent(before.gas() + gas, before.wei().add(wei)));
    }
  }

  private Bytes32 mainnetExitRoot() {
    return L1InfoTree.of(deposits.stream().map(ExitLeaf::hash).toList()).root();
  }

  /** All deposits, whether they are claimed or not, once L2 knows the exit root. */
  private BridgeView view() {
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "ownNetwork" -> 1L;
                  case "claimable" ->
                      claimable((long) arguments[3]).stream().map(ClaimableDeposit::of).toList();
                  case "deposit" -> claimable((long) arguments[1]).stream().findFirst();
                  case "proof" -> proof((long) arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private List<Deposit> claimable(final long from) {
    final List<Deposit> rows = new ArrayList<>();
    if (!isKnown(L1InfoTree.globalExitRoot(mainnetExitRoot(), Bytes32.ZERO))) {
      return rows;
    }
    for (int i = (int) from; i < deposits.size(); i++) {
      rows.add(
          new Deposit(
              deposits.get(i),
              new EventPlace(0, 1, Bytes32.ZERO, 1, Bytes32.ZERO, i),
              i,
              true,
              Optional.empty()));
    }
    return rows;
  }

  private ProofAnswer proof(final long count) {
    return new ProofAnswer.Found(
        new ExitProof(
            L1InfoTree.proof(deposits.stream().map(ExitLeaf::hash).toList(), (int) count),
            ExitProof.NO_ROLLUP,
            mainnetExitRoot(),
            Bytes32.ZERO,
            infoTree.size() - 1));
  }

  private static ExitLeaf ether(final Address to, final BigInteger amount) {
    return new ExitLeaf(ExitLeaf.LeafType.ASSET, 0, Address.ZERO, 1, to, amount, Bytes.EMPTY);
  }

  /** A deposit on L1 with the leaf that it makes there; returns the global exit root. */
  private Bytes32 deposit(final ExitLeaf leaf) {
    deposits.add(leaf);
    final Bytes32 root = L1InfoTree.globalExitRoot(mainnetExitRoot(), Bytes32.ZERO);
    final long index = infoTree.size() + 1;
    final Bytes32 parent = Bytes32.leftPad(Bytes.ofUnsignedLong(1_000 + index));
    infoTree = infoTree.append(L1InfoTree.leaf(root, parent, 50 + index));
    store.update(
        tx -> {
          tx.l1Blocks()
              .insert(
                  new L1BlockRef(
                      index,
                      Bytes32.leftPad(Bytes.ofUnsignedLong(1_001 + index)),
                      parent,
                      50 + index));
          tx.l1InfoLeaves()
              .insert(
                  new L1InfoLeaf(
                      index,
                      index,
                      mainnetExitRoot(),
                      Bytes32.ZERO,
                      root,
                      parent,
                      50 + index,
                      infoTree.root()));
        });
    return root;
  }

  /** A block with what was sent; it names the newest leaf, or none. */
  private L2Block block(final boolean names) throws Exception {
    final BlockAttributes next = EngineKit.next(engine.head());
    final BlockAttributes attributes =
        new BlockAttributes(
            next.number(),
            next.parentHash(),
            next.timestamp(),
            next.coinbase(),
            next.gasLimit(),
            names ? infoTree.size() : 0,
            names ? infoTree.root() : Bytes32.ZERO);
    final List<Bytes> raw = sent.stream().map(SignedTransaction::raw).toList();
    final L2Block block = engine.extend(attributes, raw, Optional.empty()).block();
    assertThat(block.transactions()).isEqualTo(raw);
    sent.clear();
    store.update(
        tx ->
            tx.blocks()
                .put(
                    new BlockInfo(
                        block.number(),
                        block.hash(),
                        0,
                        block.timestamp(),
                        attributes.l1InfoTreeIndex(),
                        raw.size())));
    return block;
  }

  private boolean isKnown(final Bytes32 globalExitRoot) {
    return !engine
        .storage(
            engine.head().number(),
            GenesisContracts.EXIT_ROOT_MANAGER,
            BridgeCalls.globalExitRootSlot(globalExitRoot))
        .isZero();
  }

  private BigInteger balance(final Address account) {
    return engine.account(account).balance();
  }

  @Test
  void aDepositIsClaimableInTheSecondBlockAndThenClaimedForItsReceiver() throws Exception {
    deposit(ether(Address.ZERO, BigInteger.ONE));
    deposit(ether(USER, BigInteger.ONE));
    final Bytes32 newest = deposit(ether(USER, ETHER));
    block(true);
    spending.step();
    assertThat(sent).as("one for all three").hasSize(1);
    block(false);
    assertThat(isKnown(newest)).isTrue();

    spending.step();
    assertThat(sent).as("three claims").hasSize(3);
    block(false);
    assertThat(balance(USER)).isEqualTo(ETHER.add(BigInteger.ONE));
    assertThat(status.snapshot().reasons()).isEmpty();

    spending.step();
    clock.advance(Duration.ofMinutes(5));
    spending.step();
    assertThat(sent).as("they are claimed, and known").isEmpty();
    final Spent claims = book.get(SpendingBook.Purpose.CLAIMS);
    assertThat(claims.gas())
        .as("of three claims, no reserve is left")
        .isBetween(150_000L, 400_000L);
    assertThat(book.get(SpendingBook.Purpose.EXIT_ROOTS).gas()).isBetween(60_000L, 100_000L);
    assertThat(claims.wei()).isPositive();
  }

  @Test
  void whatAnUnwindTookBackIsDoneAgain() throws Exception {
    final Bytes32 root = deposit(ether(USER, ETHER));
    final L2Block naming = block(true);
    spending.step();
    block(false);
    spending.step();
    block(false);
    assertThat(balance(USER)).isEqualTo(ETHER);
    spending.step();

    engine.unwindTo(naming.number());
    store.update(tx -> tx.blocks().deleteAbove(naming.number()));
    assertThat(balance(USER)).isZero();
    clock.advance(Duration.ofMinutes(2));
    spending.step();
    assertThat(sent).hasSize(1);
    block(false);
    assertThat(isKnown(root)).isTrue();
    spending.step();
    block(false);
    assertThat(balance(USER)).isEqualTo(ETHER);
  }

  /** The bridge itself takes no ether: its claim reverts. */
  @Test
  void aReceiverThatRefusesKeepsNobodyBack() throws Exception {
    deposit(ether(GenesisContracts.BRIDGE, ETHER));
    deposit(ether(USER, ETHER));
    block(true);
    spending.step();
    block(false);
    spending.step();
    assertThat(sent).hasSize(1);
    block(false);
    assertThat(balance(USER)).isEqualTo(ETHER);
    clock.advance(Duration.ofMinutes(3));
    spending.step();
    assertThat(sent).isEmpty();
  }
}
