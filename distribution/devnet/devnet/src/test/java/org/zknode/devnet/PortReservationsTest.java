/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortReservationsTest {
  private static final int FIRST = 15_000;

  @TempDir Path temp;

  private int next(final Path folder) {
    return new PortReservations(folder)
        .choose(
            reserved ->
                IntStream.iterate(FIRST, port -> port + 1)
                    .filter(port -> !reserved.test(port))
                    .limit(1)
                    .toArray())[0];
  }

  @Test
  void whatWasChosenIsNotChosenAgainAlthoughNobodyListensThere() {
    assertThat(next(temp)).isEqualTo(FIRST);
    assertThat(next(temp)).isEqualTo(FIRST + 1);
    assertThat(next(temp.resolve("of-somebody-else"))).isEqualTo(FIRST);
  }

  @Test
  void aReservationEnds() throws Exception {
    next(temp);
    next(temp);
    Files.setLastModifiedTime(
        temp.resolve(Integer.toString(FIRST)),
        FileTime.from(Instant.now().minus(PortReservations.LASTS)));
    assertThat(next(temp)).isEqualTo(FIRST);
    assertThat(next(temp)).isEqualTo(FIRST + 2);
  }

  @Test
  void allOfTheThreadsGetOthers() {
    assertThat(IntStream.range(0, 50).parallel().map(i -> next(temp)).toArray())
        .doesNotHaveDuplicates();
  }
}
