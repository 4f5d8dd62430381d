/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

class ValueTypesTest {
  private static final String INSERT =
      """
      INSERT INTO value (data, hash, address, amount, time, kind, hashes, perhaps_hash,
        perhaps_number, perhaps_text, inner_number, inner_hash, perhaps_inner_number,
        perhaps_inner_hash)
      VALUES (:data, :hash, :address, :amount, :time, :kind, :hashes, :perhapsHash,
        :perhapsNumber, :perhapsText, :inner.number, :inner.hash, :perhapsInner.number,
        :perhapsInner.hash)""";

  private static final String SELECT =
      "SELECT *, inner_number AS inner, perhaps_inner_number AS perhaps_inner FROM value";

  private static final Bytes32 HASH = Bytes32.repeat((byte) 0xab);

  private static final Value FULL =
      new Value(
          Bytes.of(1, 2),
          HASH,
          new Address(Bytes.repeat((byte) 7, Address.SIZE)),
          BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
          Instant.ofEpochMilli(1_234),
          Kind.SECOND,
          List.of(HASH, Bytes32.ZERO),
          Optional.of(HASH),
          OptionalLong.of(Long.MAX_VALUE),
          Optional.of("text"),
          new Inner(1, HASH),
          Optional.of(new Inner(0, Bytes32.ZERO)));

  private static final Value EMPTY =
      new Value(
          Bytes.EMPTY,
          Bytes32.ZERO,
          Address.ZERO,
          BigInteger.ZERO,
          Instant.EPOCH,
          Kind.FIRST,
          List.of(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          new Inner(0, Bytes32.ZERO),
          Optional.empty());

  public enum Kind {
    FIRST,
    SECOND
  }

  public record Inner(long number, Bytes32 hash) {}

  public record Value(
      Bytes data,
      Bytes32 hash,
      Address address,
      BigInteger amount,
      Instant time,
      Kind kind,
      List<Bytes32> hashes,
      Optional<Bytes32> perhapsHash,
      OptionalLong perhapsNumber,
      Optional<String> perhapsText,
      Inner inner,
      Optional<Inner> perhapsInner) {

    /** The canonical constructor is the one that counts. */
    Value(final Bytes data) {
      this(
          data,
          EMPTY.hash,
          EMPTY.address,
          EMPTY.amount,
          EMPTY.time,
          EMPTY.kind,
          EMPTY.hashes,
          EMPTY.perhapsHash,
          EMPTY.perhapsNumber,
          EMPTY.perhapsText,
          EMPTY.inner,
          EMPTY.perhapsInner);
    }
  }

  private Handle handle;

  @BeforeEach
  void table() {
    final TestDatabase database = TestDatabases.fresh();
    handle =
        Jdbi.create(database.url(), database.user(), "").installPlugin(new ValueTypes()).open();
    handle.execute(
        """
        CREATE TABLE value (data bytea, hash bytea, address bytea, amount numeric(78, 0),
          time bigint, kind text, hashes bytea, perhaps_hash bytea, perhaps_number bigint,
          perhaps_text text, inner_number bigint, inner_hash bytea, perhaps_inner_number bigint,
          perhaps_inner_hash bytea)""");
  }

  @AfterEach
  void close() {
    handle.close();
  }

  private void insert(final Value value) {
    handle
        .createUpdate(INSERT)
        .bindNamedArgumentFinder(new OptionalMethods("perhapsInner", value.perhapsInner()))
        .bindMethods(value)
        .execute();
  }

  @Test
  void aRecordIsReadAsItWasWritten() {
    for (final Value value : List.of(FULL, EMPTY)) {
      handle.execute("DELETE FROM value");
      insert(value);
      assertThat(handle.createQuery(SELECT).mapTo(Value.class).one()).isEqualTo(value);
    }
  }

  @Test
  void whatIsEmptyIsNull() {
    insert(EMPTY);
    assertThat(
            handle
                .createQuery(
                    """
                    SELECT num_nulls(perhaps_hash, perhaps_number, perhaps_text,
                      perhaps_inner_number, perhaps_inner_hash) FROM value""")
                .mapTo(Integer.class)
                .one())
        .isEqualTo(5);
  }

  @Test
  void columnsAloneAreValuesToo() {
    insert(FULL);
    assertThat(
            handle
                .createQuery("SELECT address FROM value WHERE hash = :hash AND time < :end")
                .bind("hash", HASH)
                .bind("end", Instant.ofEpochMilli(1_235))
                .mapTo(Address.class)
                .list())
        .containsExactly(FULL.address());
  }

  @Test
  void aMissingColumnIsAnError() {
    insert(FULL);
    assertThatThrownBy(() -> handle.createQuery("SELECT hash FROM value").mapTo(Inner.class).one())
        .hasMessageContaining("number");
  }
}
