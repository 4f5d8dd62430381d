/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.proto.aggregator.v1.PublicInputsExtended;
import org.zknode.rollup.chain.ChainConfig;

/** A final proof that says something else than the own state never costs gas on L1. */
class FinalProofCheckTest {
  private static final Address AGGREGATOR =
      Address.fromHex("0x00000000000000000000000000000000000000Ab");
  private static final Bytes32 ONE = Bytes32.repeat((byte) 1);
  private static final Bytes32 TWO = Bytes32.repeat((byte) 2);
  private static final Bytes32 THREE = Bytes32.repeat((byte) 3);
  private static final Bytes32 FOUR = Bytes32.repeat((byte) 4);
  private static final Bytes32 FIVE = Bytes32.repeat((byte) 5);
  private static final BatchState BEFORE = new BatchState(ONE, TWO, 10);
  private static final BatchState AFTER = new BatchState(THREE, FOUR, 20);
  private static final String PROOF = "0x" + "0a".repeat(24 * 32);

  private final FinalProofCheck check =
      new FinalProofCheck(new ChainConfig(1001, 8, Address.ZERO, 30_000_000), AGGREGATOR);

  private static ByteString bytes(final Bytes32 value) {
    return ByteString.copyFrom(value.toArray());
  }

  private static PublicInputs.Builder inputs() {
    return PublicInputs.newBuilder()
        .setOldBatchNum(4)
        .setChainId(1001)
        .setForkId(8)
        .setOldStateRoot(bytes(ONE))
        .setOldAccInputHash(bytes(TWO))
        .setAggregatorAddr(AGGREGATOR.toString());
  }

  private static PublicInputsExtended.Builder extended(final PublicInputs.Builder inputs) {
    return PublicInputsExtended.newBuilder()
        .setPublicInputs(inputs)
        .setNewBatchNum(6)
        .setNewStateRoot(bytes(THREE))
        .setNewAccInputHash(bytes(FOUR))
        .setNewLocalExitRoot(bytes(FIVE));
  }

  private List<String> differences(
      final PublicInputs.Builder inputs,
      final Consumer<PublicInputsExtended.Builder> change,
      final String proof) {
    final PublicInputsExtended.Builder extended = extended(inputs);
    change.accept(extended);
    return check.differences(
        FinalProof.newBuilder().setProof(proof).setPublic(extended).build(),
        new BatchRange(5, 6),
        BEFORE,
        AFTER,
        FIVE);
  }

  @Test
  void theOwnStateIsNoDifference() {
    assertThat(differences(inputs(), extended -> {}, PROOF)).isEmpty();
  }

  /** Provers write addresses as they like. */
  @Test
  void anAddressMayHaveAChecksum() {
    assertThat(
            differences(
                inputs().setAggregatorAddr("0x00000000000000000000000000000000000000AB"),
                extended -> {},
                PROOF))
        .isEmpty();
  }

  static Stream<Arguments> wrongInputs() {
    return Stream.of(
        Arguments.of("oldBatchNum is 5, ours 4", inputs().setOldBatchNum(5)),
        Arguments.of("chainId is 1, ours 1001", inputs().setChainId(1)),
        Arguments.of("forkId is 9, ours 8", inputs().setForkId(9)),
        Arguments.of(
            "oldStateRoot is %s, ours %s".formatted(FOUR, ONE),
            inputs().setOldStateRoot(bytes(FOUR))),
        Arguments.of(
            "oldAccInputHash is %s, ours %s".formatted(FOUR, TWO),
            inputs().setOldAccInputHash(bytes(FOUR))),
        Arguments.of("oldStateRoot is 0x, ours %s".formatted(ONE), inputs().clearOldStateRoot()),
        Arguments.of(
            "aggregator is %s, ours %s".formatted(Address.ZERO, AGGREGATOR),
            inputs().setAggregatorAddr(Address.ZERO.toString())),
        Arguments.of(
            "aggregator is , ours %s".formatted(AGGREGATOR), inputs().clearAggregatorAddr()));
  }

  @ParameterizedTest
  @MethodSource("wrongInputs")
  void eachWrongInputIsNamed(final String difference, final PublicInputs.Builder inputs) {
    assertThat(differences(inputs, extended -> {}, PROOF)).containsExactly(difference);
  }

  static Stream<Arguments> wrongResults() {
    return Stream.of(
        wrong("newBatchNum is 7, ours 6", extended -> extended.setNewBatchNum(7)),
        wrong(
            "newStateRoot is %s, ours %s".formatted(ONE, THREE),
            extended -> extended.setNewStateRoot(bytes(ONE))),
        wrong(
            "newAccInputHash is %s, ours %s".formatted(ONE, FOUR),
            extended -> extended.setNewAccInputHash(bytes(ONE))),
        wrong(
            "newLocalExitRoot is %s, ours %s".formatted(ONE, FIVE),
            extended -> extended.setNewLocalExitRoot(bytes(ONE))));
  }

  private static Arguments wrong(
      final String difference, final Consumer<PublicInputsExtended.Builder> change) {
    return Arguments.of(difference, change);
  }

  @ParameterizedTest
  @MethodSource("wrongResults")
  void eachWrongResultIsNamed(
      final String difference, final Consumer<PublicInputsExtended.Builder> change) {
    assertThat(differences(inputs(), change, PROOF)).containsExactly(difference);
  }

  @Test
  void allDifferencesAreNamedAtOnce() {
    assertThat(
            check.differences(
                FinalProof.getDefaultInstance(), new BatchRange(5, 6), BEFORE, AFTER, FIVE))
        .hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "0x", "0x0a", "0a0a",
      })
  void whatIsNoProofForL1IsNamed(final String proof) {
    assertThat(differences(inputs(), extended -> {}, proof))
        .containsExactly(
            "proof is not 0x and 24 words of 32 bytes, it has %d characters"
                .formatted(proof.length()));
  }

  @Test
  void oneDigitTooManyOrAnotherLetterIsNoProof() {
    assertThat(differences(inputs(), extended -> {}, PROOF + "0")).hasSize(1);
    assertThat(differences(inputs(), extended -> {}, PROOF.replace("0x0a", "0x0g"))).hasSize(1);
    assertThat(differences(inputs(), extended -> {}, PROOF.replace("0x", "0X"))).hasSize(1);
    assertThat(differences(inputs(), extended -> {}, PROOF + "\n")).hasSize(1);
  }

  @Test
  void theWordsOfAProofAreInOrder() {
    final StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < 24; i++) {
      text.append("%064x".formatted(i));
    }

    final List<Bytes32> words =
        FinalProofCheck.words(FinalProof.newBuilder().setProof(text.toString()).build());

    assertThat(words).hasSize(24);
    assertThat(words.get(0)).isEqualTo(Bytes32.ZERO);
    assertThat(words.get(23).get(31)).isEqualTo((byte) 23);
  }
}
