/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.Optional;
import java.util.stream.Stream;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.cryptoservices.NodeKey;
import org.hyperledger.besu.ethereum.ProtocolContext;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.MiningConfiguration;
import org.hyperledger.besu.ethereum.eth.manager.EthPeers;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.p2p.config.SubProtocolConfiguration;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;

/**
 * What the plugin finds inside a Besu, in memory and without an EVM: for failures that a real Besu
 * does not have on demand. How a real one behaves is for the {@code RealBesu*} tests.
 */
public final class ToyBesu extends BesuController {
  private final ToyChain chain = new ToyChain();
  private final ToyRules rules = new ToyRules();
  private final TransactionPool pool = new TransactionPool();
  private final SubProtocolConfiguration protocols = new SubProtocolConfiguration();
  private ToyState state = new ToyState(true);
  private Optional<ToyState> lastRead = Optional.empty();
  private boolean stateIsThere = true;
  private int maxPeers = 25;

  /** The data storage format is another one. */
  public void withoutBonsai() {
    state = new ToyState(false);
  }

  /** There is no state of the head block. */
  public void withoutState() {
    stateIsThere = false;
  }

  public void maxPeers(final int value) {
    maxPeers = value;
  }

  public ToyRules rules() {
    return rules;
  }

  ToyChain chain() {
    return chain;
  }

  ToyState state() {
    return state;
  }

  @Override
  public ProtocolContext getProtocolContext() {
    return new Context();
  }

  private final class Context extends ProtocolContext {
    @Override
    public MutableBlockchain getBlockchain() {
      return chain;
    }

    @Override
    public WorldStateArchive getWorldStateArchive() {
      return ToyBesu.this::state;
    }
  }

  private Optional<MutableWorldState> state(final WorldStateQueryParams wanted) {
    if (!stateIsThere) {
      return Optional.empty();
    }
    final long block = ((BlockHeader) wanted.header()).getNumber();
    if (wanted.toWrite()) {
      state.rollTo(block);
      return Optional.of(state);
    }
    lastRead = Optional.of(state.copyAfter(block));
    return Optional.of(lastRead.get());
  }

  /** Which was given out last for reading. */
  ToyState lastRead() {
    return lastRead.orElseThrow();
  }

  @Override
  public ProtocolSchedule getProtocolSchedule() {
    return rules;
  }

  @Override
  public MiningConfiguration getMiningParameters() {
    return null;
  }

  @Override
  public TransactionPool getTransactionPool() {
    return pool;
  }

  @Override
  public SubProtocolConfiguration getSubProtocolConfiguration() {
    return protocols;
  }

  @Override
  public EthPeers getEthPeers() {
    return new Peers();
  }

  private final class Peers extends EthPeers {
    @Override
    public long subscribeConnect(final ConnectCallback callback) {
      return 1;
    }

    @Override
    public int getMaxPeers() {
      return maxPeers;
    }

    @Override
    public Stream<PeerConnection> streamAllActiveConnections() {
      return Stream.empty();
    }
  }

  @Override
  public NodeKey getNodeKey() {
    return new NodeKey();
  }
}
