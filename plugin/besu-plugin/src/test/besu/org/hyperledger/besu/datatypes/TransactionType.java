/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

/** Stands for Besu's in unit tests; has the type, too, that no batch carries. */
public enum TransactionType {
  FRONTIER,
  ACCESS_LIST,
  EIP1559,
  BLOB,
  DELEGATE_CODE
}
