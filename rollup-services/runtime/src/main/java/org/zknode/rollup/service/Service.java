/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

/** A part of the node with a life: started once, stopped once; stop waits until it is quiet. */
public interface Service {
  String name();

  void start();

  void stop();
}
