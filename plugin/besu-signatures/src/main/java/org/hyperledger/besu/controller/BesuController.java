/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.controller;

import org.hyperledger.besu.cryptoservices.NodeKey;
import org.hyperledger.besu.ethereum.ProtocolContext;
import org.hyperledger.besu.ethereum.core.MiningConfiguration;
import org.hyperledger.besu.ethereum.eth.manager.EthPeers;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.p2p.config.SubProtocolConfiguration;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BesuController {
  protected BesuController() {}

  public ProtocolContext getProtocolContext() {
    throw new DeclarationOnly();
  }

  public ProtocolSchedule getProtocolSchedule() {
    throw new DeclarationOnly();
  }

  public MiningConfiguration getMiningParameters() {
    throw new DeclarationOnly();
  }

  public TransactionPool getTransactionPool() {
    throw new DeclarationOnly();
  }

  public SubProtocolConfiguration getSubProtocolConfiguration() {
    throw new DeclarationOnly();
  }

  public EthPeers getEthPeers() {
    throw new DeclarationOnly();
  }

  public NodeKey getNodeKey() {
    throw new DeclarationOnly();
  }
}
