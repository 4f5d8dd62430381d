/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.frame;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.evm.Code;
import org.hyperledger.besu.evm.operation.Operation;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class MessageFrame {
  private MessageFrame() {}

  public Bytes getStackItem(int offset) {
    throw new DeclarationOnly();
  }

  public int stackSize() {
    throw new DeclarationOnly();
  }

  public Bytes getInputData() {
    throw new DeclarationOnly();
  }

  public Address getContractAddress() {
    throw new DeclarationOnly();
  }

  public Operation getCurrentOperation() {
    throw new DeclarationOnly();
  }

  public Address getSenderAddress() {
    throw new DeclarationOnly();
  }

  public Address getRecipientAddress() {
    throw new DeclarationOnly();
  }

  public Wei getApparentValue() {
    throw new DeclarationOnly();
  }

  public Bytes getOutputData() {
    throw new DeclarationOnly();
  }

  public Code getCode() {
    throw new DeclarationOnly();
  }

  public Type getType() {
    throw new DeclarationOnly();
  }

  public State getState() {
    throw new DeclarationOnly();
  }

  public WorldUpdater getWorldUpdater() {
    throw new DeclarationOnly();
  }

  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  public enum State {
    COMPLETED_SUCCESS
  }

  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  public enum Type {
    CONTRACT_CREATION
  }
}
