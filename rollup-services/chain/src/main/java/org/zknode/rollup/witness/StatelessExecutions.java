/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Where a {@link StatelessExecution} comes from in a process that is no node: by {@link
 * ServiceLoader} from an EVM on the class path.
 */
public interface StatelessExecutions {

  /**
   * By the rules of a genesis file.
   *
   * @throws IllegalStateException the file cannot be read or has other rules than the rollup's, or
   *     the EVM lacks something for this platform; one sentence
   */
  Chain open(Path genesis);

  /**
   * @param id chain id of the genesis file
   */
  record Chain(long id, StatelessExecution execution) {}

  /**
   * The one that is there.
   *
   * @throws IllegalStateException there is none; one sentence
   */
  static StatelessExecutions find() {
    return ServiceLoader.load(StatelessExecutions.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no EVM is on the class path: zknode starts this with the libraries of a Besu"));
  }
}
