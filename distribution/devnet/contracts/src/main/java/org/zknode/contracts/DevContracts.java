/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;

/** Deploys our dev contracts on a dev L1 and talks to them as their owner. */
public final class DevContracts {
  /** The only rollup of a fresh manager. */
  public static final long ROLLUP_ID = 1;

  private static final Function ADD_TYPE =
      new Function("addNewRollupType(address,address,uint64,uint8,bytes32,string)");
  private static final Function CREATE_ROLLUP =
      new Function("createNewRollup(uint32,uint64,address,address,address,string,string)");
  private static final Function INITIALIZE_BRIDGE =
      new Function("initialize(uint32,address,uint32,address,address,bytes)");
  private static final Function BRIDGE_MESSAGE =
      new Function("bridgeMessage(uint32,address,bool,bytes)");
  private static final Function BRIDGE_ASSET =
      new Function("bridgeAsset(uint32,address,uint256,address,bool,bytes)");
  private static final Function BRIDGE_ADDRESS = new Function("bridgeAddress()", "(address)");

  /** Network id of L1 (docs/spec/bridge.md, "Networks and exit trees"). */
  private static final long L1_NETWORK = 0;

  /** Nonce of the first contract that a contract creates (EIP-161). */
  private static final long FIRST_CONTRACT_NONCE = 1;

  private DevContracts() {}

  /**
   * @param l2ChainId chain id of the rollup
   * @param forkId what the contracts put into the proof's public input
   * @param genesisStateRoot state root of batch 0
   * @param sequencer the only account that may sequence
   * @param aggregator the only account that may verify
   * @param sequencerUrl what trustedSequencerURL answers
   * @param variant what the contracts have besides
   */
  public record Parameters(
      long l2ChainId,
      long forkId,
      Bytes32 genesisStateRoot,
      Address sequencer,
      Address aggregator,
      String sequencerUrl,
      Variant variant) {

    /** The devnet's contracts. */
    public Parameters(
        final long l2ChainId,
        final long forkId,
        final Bytes32 genesisStateRoot,
        final Address sequencer,
        final Address aggregator,
        final String sequencerUrl) {
      this(l2ChainId, forkId, genesisStateRoot, sequencer, aggregator, sequencerUrl, Variant.PLAIN);
    }
  }

  /** Kinds of deployments. */
  public enum Variant {
    /** No fees, and no batch is sequenced at the start. */
    PLAIN("DevRollup"),
    /**
     * As deployments in the wild are: batches are paid in a fee token, all of which the deployer
     * owns, and the creation of the rollup sequences batch 1. The fee is zero until the manager's
     * admin, the deployer, sets it.
     */
    FEE_TOKEN_AND_INITIAL_BATCH("DevRollupWithInitialBatch");

    private final String rollupContract;

    Variant(final String rollupContract) {
      this.rollupContract = rollupContract;
    }
  }

  /**
   * @param l1Block the L1 block of the first deployment transaction: nothing of the rollup is older
   * @param feeToken in which batches are paid, if at all
   * @param bridge of L1
   */
  public record Deployment(
      long l1ChainId,
      Address rollupManager,
      Address rollup,
      Address globalExitRootManager,
      Address verifier,
      long rollupId,
      long l1Block,
      Optional<Address> feeToken,
      Address bridge) {

    public L1Config toL1Config(final List<URI> urls, final L1Client.BlockTag syncTag) {
      return new L1Config(
          urls,
          l1ChainId,
          rollupManager,
          rollup,
          globalExitRootManager,
          rollupId,
          l1Block,
          syncTag);
    }
  }

  /**
   * Deploys verifier, global exit root manager, rollup manager, rollup and bridge, and waits until
   * they are there. The deployer becomes their admin; everybody may force batches.
   *
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached or does not mine
   * @throws IllegalStateException L1 refused a transaction
   */
  public static Deployment deploy(
      final URI rpcUrl, final PrivateKey deployerKey, final Parameters parameters) {
    try (DevL1Account account = new DevL1Account(rpcUrl, deployerKey)) {
      return deploy(account, parameters);
    }
  }

  /**
   * Adds a leaf to the L1 info tree: a message to the rollup that nobody receives.
   *
   * @param key pays the L1 transaction
   * @param message what makes it another than those before
   * @return number of the L1 block with the event
   */
  public static long addL1InfoLeaf(
      final URI rpcUrl,
      final PrivateKey key,
      final Address globalExitRootManager,
      final Bytes message) {
    try (DevL1Account account = new DevL1Account(rpcUrl, key)) {
      final Bytes answer = account.read(globalExitRootManager, encode(BRIDGE_ADDRESS));
      final Address bridge = new Address(answer.slice(Bytes32.SIZE - Address.SIZE));
      return account.sendAndWait(
          List.of(
              DevL1Account.call(
                  bridge,
                  encode(BRIDGE_MESSAGE, ROLLUP_ID, abi(Address.ZERO), true, message.toArray()))));
    }
  }

  /**
   * Deposits ether of an account on L1 for the same account on the rollup.
   *
   * @param amount wei
   * @return number of the L1 block with the event
   */
  public static long deposit(
      final URI rpcUrl, final PrivateKey key, final Address bridge, final BigInteger amount) {
    try (DevL1Account account = new DevL1Account(rpcUrl, key)) {
      return account.sendAndWait(
          List.of(
              new DevL1Account.Call(
                  Optional.of(bridge),
                  encode(
                      BRIDGE_ASSET,
                      ROLLUP_ID,
                      abi(key.address()),
                      amount,
                      abi(Address.ZERO),
                      true,
                      new byte[0]),
                  amount)));
    }
  }

  /**
   * Forces a batch, as any user of L2 can who is not served by the sequencer.
   *
   * @param key pays the L1 transaction
   * @param batchL2Data transactions without a block header
   * @return number of the L1 block with the event
   */
  public static long forceBatch(
      final URI rpcUrl, final PrivateKey key, final Address rollup, final Bytes batchL2Data) {
    try (DevL1Account account = new DevL1Account(rpcUrl, key)) {
      return account.sendAndWait(
          List.of(
              DevL1Account.call(rollup, ForcedBatchAbi.forceBatch(batchL2Data, BigInteger.ZERO))));
    }
  }

  /**
   * Sequences forced batches that the sequencer left lying for longer than the timeout, as anybody
   * can.
   *
   * @param key pays the L1 transaction; its account becomes the coinbase
   * @param batches as they were forced, in the queue's order
   * @return number of the L1 block with the event
   */
  public static long sequenceForceBatches(
      final URI rpcUrl,
      final PrivateKey key,
      final Address rollup,
      final List<L1Event.ForceBatch> batches) {
    try (DevL1Account account = new DevL1Account(rpcUrl, key)) {
      return account.sendAndWait(
          List.of(
              DevL1Account.call(
                  rollup,
                  ForcedBatchAbi.sequenceForceBatches(
                      batches.stream()
                          .map(
                              forced ->
                                  new L1Event.SequencedBatch(
                                      forced.transactions(),
                                      forced.lastGlobalExitRoot(),
                                      forced.block().timestamp(),
                                      forced.block().parentHash()))
                          .toList()))));
    }
  }

  /**
   * Shortens the time after which anybody may sequence forced batches.
   *
   * @param deployerKey the key that deployed the contracts
   * @param seconds below the present timeout
   */
  public static void shortenForceBatchTimeout(
      final URI rpcUrl, final PrivateKey deployerKey, final Address rollup, final long seconds) {
    try (DevL1Account account = new DevL1Account(rpcUrl, deployerKey)) {
      account.sendAndWait(
          List.of(DevL1Account.call(rollup, ForcedBatchAbi.setForceBatchTimeout(seconds))));
    }
  }

  private static Deployment deploy(final DevL1Account account, final Parameters parameters) {
    final Address deployer = account.address();
    final long nonce = account.nextNonce();
    final Address verifier = created(deployer, nonce);
    final Address exitRoots = created(deployer, nonce + 1);
    final Address manager = created(deployer, nonce + 2);
    final Address implementation = created(deployer, nonce + 3);
    final Address rollup = created(manager, FIRST_CONTRACT_NONCE);
    final Optional<Address> feeToken =
        parameters.variant() == Variant.PLAIN
            ? Optional.empty()
            : Optional.of(created(deployer, nonce + 4));
    final Address pol = feeToken.orElse(Address.ZERO);
    final Address bridge = created(deployer, nonce + (feeToken.isPresent() ? 5 : 4));

    final List<DevL1Account.Call> calls = new ArrayList<>();
    calls.add(create("DevVerifier", "()"));
    calls.add(create("DevGlobalExitRootManager", "(address,address)", abi(manager), abi(bridge)));
    calls.add(
        create(
            "DevRollupManager",
            "(address,address,address,address)",
            abi(exitRoots),
            abi(pol),
            abi(bridge),
            abi(parameters.aggregator())));
    calls.add(
        create(
            parameters.variant().rollupContract,
            "(address,address,address,address)",
            abi(exitRoots),
            abi(pol),
            abi(bridge),
            abi(manager)));
    feeToken.ifPresent(token -> calls.add(create("DevFeeToken", "()")));
    calls.add(create("Bridge", "()"));
    calls.add(
        DevL1Account.call(
            bridge,
            encode(
                INITIALIZE_BRIDGE,
                L1_NETWORK,
                abi(Address.ZERO),
                0L,
                abi(exitRoots),
                abi(manager),
                new byte[0])));
    calls.add(
        DevL1Account.call(
            manager,
            encode(
                ADD_TYPE,
                abi(implementation),
                abi(verifier),
                BigInteger.valueOf(parameters.forkId()),
                0,
                parameters.genesisStateRoot().toArray(),
                "dev rollup")));
    calls.add(
        DevL1Account.call(
            manager,
            encode(
                CREATE_ROLLUP,
                1L,
                BigInteger.valueOf(parameters.l2ChainId()),
                abi(deployer),
                abi(parameters.sequencer()),
                abi(Address.ZERO),
                parameters.sequencerUrl(),
                "zknode-devnet")));
    calls.add(DevL1Account.call(rollup, ForcedBatchAbi.setForceBatchAddress(Address.ZERO)));
    final long firstBlock = account.head() + 1;
    account.sendAndWait(calls);
    checkRollup(account, manager, rollup);
    return new Deployment(
        account.chainId(),
        manager,
        rollup,
        exitRoots,
        verifier,
        ROLLUP_ID,
        firstBlock,
        feeToken,
        bridge);
  }

  private static void checkRollup(
      final DevL1Account account, final Address manager, final Address rollup) {
    final L1Client.RollupData data =
        ElderberryAbi.decodeRollupData(account.read(manager, ElderberryAbi.rollupData(ROLLUP_ID)));
    if (!data.rollupContract().equals(rollup)) {
      throw new IllegalStateException(
          "the rollup was created at %s, expected %s".formatted(data.rollupContract(), rollup));
    }
  }

  private static DevL1Account.Call create(
      final String contract, final String constructor, final Object... args) {
    final Bytes bytecode = ContractArtifact.load(contract).bytecode();
    final Bytes encodedArgs =
        args.length == 0
            ? Bytes.EMPTY
            : Bytes.wrap(TupleType.parse(constructor).encode(Tuple.from(args)).array());
    return new DevL1Account.Call(Optional.empty(), Bytes.concatenate(bytecode, encodedArgs));
  }

  /** Address of a contract that this account creates with that nonce. */
  private static Address created(final Address creator, final long nonce) {
    final Bytes rlp = RlpWriter.encodeList(writer -> writer.bytes(creator.bytes()).uint64(nonce));
    return new Address(Keccak256.hash(rlp).slice(Bytes32.SIZE - Address.SIZE));
  }

  private static Bytes encode(final Function function, final Object... args) {
    return Bytes.wrap(function.encodeCallWithArgs(args).array());
  }

  private static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }
}
