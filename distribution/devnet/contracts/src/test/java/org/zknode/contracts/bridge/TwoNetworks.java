/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L1InfoTree;

/**
 * L1 and a rollup on one anvil, each with a bridge and its exit root manager. An account stands for
 * the rollup manager; the EIP-4788 contract is the real one, its system call is impersonated.
 */
final class TwoNetworks implements AutoCloseable {
  static final long L1 = 0;
  static final long L2 = 1;

  /** Of every deposit that does not say another: wei, or of a token. */
  static final BigInteger AMOUNT = BigInteger.valueOf(1000);

  private static final Bytes32 LEAF_TOPIC =
      Keccak256.hash(
          Bytes.wrap("UpdateL1InfoTree(bytes32,bytes32)".getBytes(StandardCharsets.US_ASCII)));

  final BridgeCode code = BridgeCode.chosen();
  final Anvil anvil;
  final Address deployer;
  final Address rollupManager;
  final Address alice;
  final Address bob;
  final Contract l1Bridge;
  final Contract l1ExitRoots;
  final Contract l2Bridge;
  final Contract l2ExitRoots;
  private final BeaconRoots beaconRoots;
  private String snapshot;

  /** Ether pays for gas. */
  TwoNetworks() {
    this(Address.ZERO, Bytes.EMPTY);
  }

  /**
   * @param gasToken of L1, that pays for gas on L2
   */
  TwoNetworks(final Address gasToken, final Bytes gasTokenMetadata) {
    this(new Anvil(), gasToken, gasTokenMetadata);
  }

  TwoNetworks(final Anvil anvil, final Address gasToken, final Bytes gasTokenMetadata) {
    this.anvil = anvil;
    deployer = anvil.account(0);
    rollupManager = anvil.account(1);
    alice = anvil.account(2);
    bob = anvil.account(3);
    beaconRoots = BeaconRoots.install(anvil);
    l1Bridge = code.bridge(anvil, L1);
    l1ExitRoots = code.l1ExitRoots(anvil, rollupManager, l1Bridge);
    l1Bridge.send(
        deployer, "initialize", L1, Address.ZERO, 0, l1ExitRoots, rollupManager, Bytes.EMPTY);
    l2Bridge = code.bridge(anvil, L2);
    l2ExitRoots = Contract.deploy(anvil, "L2GlobalExitRootManager", l2Bridge);
    l2Bridge.send(
        deployer, "initialize", L2, gasToken, 0, l2ExitRoots, Address.ZERO, gasTokenMetadata);
    anvil.setBalance(l2Bridge.address(), GenesisContracts.BRIDGE_BALANCE);
  }

  void snapshot() {
    snapshot = anvil.request("evm_snapshot").asText();
  }

  void revert() {
    assertThat(anvil.request("evm_revert", snapshot).asBoolean()).isTrue();
  }

  List<Deposit> deposits(final Contract bridge) {
    return anvil.logs(bridge.address(), Deposit.TOPIC).stream().map(Deposit::of).toList();
  }

  /** Leaves of the exit tree that the exit root manager knows of. */
  private List<Bytes32> published(final Contract bridge) {
    final int count = bridge.number("lastUpdatedDepositCount").intValueExact();
    return deposits(bridge).stream().limit(count).map(Deposit::leaf).toList();
  }

  /** A claim on L2 of what was deposited on L1, when L2 knows the newest global exit root. */
  Claim fromL1(final int index) {
    return new Claim(
        L1InfoTree.proof(published(l1Bridge), index),
        Claim.NO_PROOF,
        Claim.MAINNET_FLAG.or(BigInteger.valueOf(index)),
        l1ExitRoots.hash("lastMainnetExitRoot"),
        l1ExitRoots.hash("lastRollupExitRoot"),
        deposits(l1Bridge).get(index));
  }

  /** A claim on L1 of what was deposited on L2. */
  Claim fromL2(final int index) {
    return new Claim(
        L1InfoTree.proof(published(l2Bridge), index),
        L1InfoTree.proof(List.of(l2ExitRoots.hash("lastRollupExitRoot")), 0),
        BigInteger.valueOf(index),
        l1ExitRoots.hash("lastMainnetExitRoot"),
        l1ExitRoots.hash("lastRollupExitRoot"),
        deposits(l2Bridge).get(index));
  }

  /** What a verified batch does. */
  void l2ExitRootReachesL1() {
    l1ExitRoots.send(
        rollupManager,
        "updateExitRoot",
        L1InfoTree.of(List.of(l2ExitRoots.hash("lastRollupExitRoot"))).root());
  }

  /** A leaf of the L1 info tree, with what its hash is of. */
  record InfoLeaf(Bytes32 globalExitRoot, Bytes32 l1BlockHash, long l1Timestamp) {
    Bytes32 hash() {
      return L1InfoTree.leaf(globalExitRoot, l1BlockHash, l1Timestamp);
    }
  }

  List<InfoLeaf> infoLeaves() {
    final List<InfoLeaf> leaves = new ArrayList<>();
    for (final Anvil.Log log : anvil.logs(l1ExitRoots.address(), LEAF_TOPIC)) {
      leaves.add(
          new InfoLeaf(
              L1InfoTree.globalExitRoot(log.topics().get(1), log.topics().get(2)),
              Bytes32.fromHexString(anvil.block(log.blockHash()).path("parentHash").asText()),
              anvil.timestamp(log.blockHash())));
    }
    return leaves;
  }

  /** An L2 block names the newest L1 info root; returns its timestamp. */
  long l2BlockNamesL1() {
    return beaconRoots.set(l1ExitRoots.hash("getRoot"));
  }

  long l2BlockNames(final Bytes32 root) {
    return beaconRoots.set(root);
  }

  Object[] proofOf(final long l2Timestamp, final int index) {
    final List<InfoLeaf> leaves = infoLeaves();
    final InfoLeaf leaf = leaves.get(index);
    return new Object[] {
      l2Timestamp,
      index,
      leaf.globalExitRoot(),
      leaf.l1BlockHash(),
      leaf.l1Timestamp(),
      L1InfoTree.proof(leaves.stream().map(InfoLeaf::hash).toList(), index)
    };
  }

  /** The newest global exit root is proven on L2 by a stranger. */
  Anvil.Receipt l1ExitRootReachesL2() {
    final long timestamp = l2BlockNamesL1();
    return l2ExitRoots.send(
        bob, "proveGlobalExitRoot", proofOf(timestamp, infoLeaves().size() - 1));
  }

  void depositEther(final Contract bridge, final long network, final Address to) {
    bridge.sendValue(
        alice, AMOUNT, "bridgeAsset", network, to, AMOUNT, Address.ZERO, true, Bytes.EMPTY);
  }

  /** A claim on L2 of ether that was deposited for it. */
  Claim etherOnL2(final Address to) {
    depositEther(l1Bridge, L2, to);
    l1ExitRootReachesL2();
    return fromL1(deposits(l1Bridge).size() - 1);
  }

  /** A token of L1 that alice has and lets the bridge take. */
  Contract token() {
    final Contract token = Contract.deploy(anvil, deployer, "WrappedToken", "A Token", "TKN", 6);
    token.send(deployer, "mint", alice, AMOUNT);
    token.send(alice, "approve", l1Bridge, AMOUNT);
    return token;
  }

  /** A claim on L2 of a token that was deposited for it. */
  Claim tokenOnL2(final Contract token, final Address to) {
    l1Bridge.send(alice, "bridgeAsset", 1, to, AMOUNT, token, true, Bytes.EMPTY);
    l1ExitRootReachesL2();
    return fromL1(deposits(l1Bridge).size() - 1);
  }

  boolean claimed(final Contract bridge, final long index, final long network) {
    return bridge.<Boolean>read("isClaimed", index, network);
  }

  Contract wrapped(final Contract token) {
    return Contract.at(
        anvil, "WrappedToken", l2Bridge.addressOf("getTokenWrappedAddress", 0, token));
  }

  /** What L1's bridge holds is what L2's has paid out, once nothing is on its way. */
  void assertSum() {
    assertThat(anvil.balance(l1Bridge.address()))
        .isEqualTo(GenesisContracts.BRIDGE_BALANCE.subtract(anvil.balance(l2Bridge.address())));
  }

  @Override
  public void close() {
    anvil.close();
  }
}
