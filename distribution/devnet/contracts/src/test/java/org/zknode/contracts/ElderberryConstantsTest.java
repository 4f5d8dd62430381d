/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/**
 * Selectors, topics and error names are those of the elderberry ABI (docs/spec/l1-contracts.md,
 * "Functions").
 */
class ElderberryConstantsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DevRollup|def57e54|sequenceBatches((bytes,bytes32,uint64,bytes32)[],uint64,uint64,address)",
        "DevRollup|32c2d153|onVerifyBatches(uint64,bytes32,address)",
        "DevRollup|71257022|initialize(address,address,uint32,address,string,string)",
        "DevRollup|eaeb077b|forceBatch(bytes,uint256)",
        "DevRollup|9f26f840|sequenceForceBatches((bytes,bytes32,uint64,bytes32)[])",
        "DevRollup|91cafe32|setForceBatchAddress(address)",
        "DevRollup|4e487706|setForceBatchTimeout(uint64)",
        "DevRollup|6ff512cc|setTrustedSequencer(address)",
        "DevRollup|c89e42df|setTrustedSequencerURL(string)",
        "DevRollupManager|1489ed10|verifyBatchesTrustedAggregator(uint32,uint64,uint64,uint64,bytes32,bytes32,address,bytes32[24])",
        "DevRollupManager|9a908e73|onSequenceBatches(uint64,bytes32)",
        "DevRollupManager|f34eb8eb|addNewRollupType(address,address,uint64,uint8,bytes32,string)",
        "DevRollupManager|727885e9|createNewRollup(uint32,uint64,address,address,address,string,string)",
        "DevRollupManager|2f2ff15d|grantRole(bytes32,address)",
        "DevRollupManager|d547741f|revokeRole(bytes32,address)",
        "DevGlobalExitRootManager|33d6247d|updateExitRoot(bytes32)",
        "L2GlobalExitRootManager|33d6247d|updateExitRoot(bytes32)",
        "L2GlobalExitRootManager|257b3632|globalExitRootMap(bytes32)",
        "L2GlobalExitRootManager|01fd9044|lastRollupExitRoot()",
        "L2GlobalExitRootManager|a3c573eb|bridgeAddress()",
        "Bridge|cd586579|bridgeAsset(uint32,address,uint256,address,bool,bytes)",
        "Bridge|240ff378|bridgeMessage(uint32,address,bool,bytes)",
        "Bridge|b8b284d0|bridgeMessageWETH(uint32,address,uint256,bool,bytes)",
        "Bridge|79e2cf97|updateGlobalExitRoot()",
        "Bridge|ccaa2d11|claimAsset(bytes32[32],bytes32[32],uint256,bytes32,bytes32,uint32,address,uint32,address,uint256,bytes)",
        "Bridge|f5efcd79|claimMessage(bytes32[32],bytes32[32],uint256,bytes32,bytes32,uint32,address,uint32,address,uint256,bytes)",
        "Bridge|cc461632|isClaimed(uint32,uint32)",
        "Bridge|ee25560b|claimedBitMap(uint256)",
        "Bridge|f811bff7|initialize(uint32,address,uint32,address,address,bytes)",
        "Bridge|22e95f2c|getTokenWrappedAddress(uint32,address)",
        "Bridge|aaa13cc2|precalculatedWrapperAddress(uint32,address,string,string,uint8)",
        "Bridge|5ca1e165|getRoot()",
        "Bridge|2dfdf0b5|depositCount()",
        "Bridge|be5831c7|lastUpdatedDepositCount()",
        "Bridge|bab161bf|networkID()",
        "Bridge|3c351e10|gasTokenAddress()",
        "Bridge|3cbc795b|gasTokenNetwork()",
        "Bridge|4b2f336d|WETHToken()",
        "Bridge|d02103ca|globalExitRootManager()",
        "Bridge|318aee3d|wrappedTokenToTokenInfo(address)",
      })
  void selectors(final String contract, final String selector, final String signature) {
    assertThat(ContractArtifact.load(contract).methodIdentifiers().path(signature).asText())
        .isEqualTo(selector);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DevRollup|SequenceBatches|0x3e54d0825ed78523037d00a81759237eb436ce774bd546993ee67a1b67b6e766",
        "DevRollup|VerifyBatches|0x9c72852172521097ba7e1482e6b44b351323df0155f97f4ea18fcec28e1f5966",
        "DevRollup|ForceBatch|0xf94bb37db835f1ab585ee00041849a09b12cd081d77fa15ca070757619cbc931",
        "DevRollup|SequenceForceBatches|0x648a61dd2438f072f5a1960939abd30f37aea80d2e94c9792ad142d3e0a490a4",
        "DevRollup|SetForceBatchAddress|0x5fbd7dd171301c4a1611a84aac4ba86d119478560557755f7927595b082634fb",
        "DevRollup|SetForceBatchTimeout|0xa7eb6cb8a613eb4e8bddc1ac3d61ec6cf10898760f0b187bcca794c6ca6fa40b",
        "DevRollupWithInitialBatch|InitialSequenceBatches|0x060116213bcbf54ca19fd649dc84b59ab2bbd200ab199770e4d923e222a28e7f",
        "DevRollup|Initialized|0x7f26b83ff96e1f2b6a682f133852f6798a09c465da95921460cefb3847402498",
        "DevRollup|SetTrustedSequencer|0xf54144f9611984021529f814a1cb6a41e22c58351510a0d9f7e822618abb9cc0",
        "DevRollup|SetTrustedSequencerURL|0x6b8f723a4c7a5335cafae8a598a0aa0301be1387c037dccc085b62add6448b20",
        "DevRollupManager|AddNewRollupType|0xa2970448b3bd66ba7e524e7b2a5b9cf94fa29e32488fb942afdfe70dd4b77b52",
        "DevRollupManager|CreateNewRollup|0x194c983456df6701c6a50830b90fe80e72b823411d0d524970c9590dc277a641",
        "DevRollupManager|OnSequenceBatches|0x1d9f30260051d51d70339da239ea7b080021adcaabfa71c9b0ea339a20cf9a25",
        "DevRollupManager|VerifyBatchesTrustedAggregator|0xd1ec3a1216f08b6eff72e169ceb548b782db18a6614852618d86bb19f3f9b0d3",
        "DevRollupManager|RoleGranted|0x2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d",
        "DevRollupManager|RoleRevoked|0xf6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b",
        "Bridge|BridgeEvent|0x501781209a1f8899323b96b4ef08b168df93e0a90c673d1e4cce39366cb62f9b",
        "Bridge|ClaimEvent|0x1df3f2a973a00d6635911755c260704e95e8a5876997546798770f76396fda4d",
        "Bridge|NewWrappedToken|0x490e59a1701b938786ac72570a1efeac994a3dbe96e2e883e19e902ace6e6a39",
        "DevGlobalExitRootManager|UpdateL1InfoTree|0xda61aa7823fcd807e37b95aabcbe17f03a6f3efd514176444dae191d27fd66b3",
      })
  void topics(final String contract, final String event, final String topic) {
    final Bytes text =
        Bytes.wrap(signature(contract, "event", event).getBytes(StandardCharsets.US_ASCII));
    assertThat(Keccak256.hash(text).toHexString()).isEqualTo(topic);
  }

  @Test
  void indexedArgumentsAreThoseOfTheTables() {
    assertThat(indexed("DevRollup", "SequenceBatches")).containsExactly("numBatch");
    assertThat(indexed("DevRollup", "VerifyBatches")).containsExactly("numBatch", "aggregator");
    assertThat(indexed("DevRollupManager", "CreateNewRollup")).containsExactly("rollupID");
    assertThat(indexed("DevRollupManager", "OnSequenceBatches")).containsExactly("rollupID");
    assertThat(indexed("DevRollupManager", "VerifyBatchesTrustedAggregator"))
        .containsExactly("rollupID", "aggregator");
    assertThat(indexed("Bridge", "BridgeEvent")).isEmpty();
    assertThat(indexed("Bridge", "ClaimEvent")).isEmpty();
    assertThat(indexed("Bridge", "NewWrappedToken")).isEmpty();
    assertThat(indexed("DevGlobalExitRootManager", "UpdateL1InfoTree"))
        .containsExactly("mainnetExitRoot", "rollupExitRoot");
  }

  @Test
  void theNodesConstantsAreTheSame() {
    assertThat(ElderberryAbi.SEQUENCE_BATCHES_SELECTOR.toUnprefixedHexString())
        .isEqualTo("def57e54");
    assertThat(ElderberryAbi.VERIFY_BATCHES_SELECTOR.toUnprefixedHexString()).isEqualTo("1489ed10");
    assertThat(ElderberryAbi.SEQUENCE_BATCHES_TOPIC.toHexString())
        .isEqualTo("0x3e54d0825ed78523037d00a81759237eb436ce774bd546993ee67a1b67b6e766");
    assertThat(ElderberryAbi.VERIFY_BATCHES_TOPIC.toHexString())
        .isEqualTo("0x9c72852172521097ba7e1482e6b44b351323df0155f97f4ea18fcec28e1f5966");
    assertThat(ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC.toHexString())
        .isEqualTo("0xda61aa7823fcd807e37b95aabcbe17f03a6f3efd514176444dae191d27fd66b3");
  }

  @ParameterizedTest
  @CsvSource({
    "DevRollup,OnlyTrustedSequencer",
    "DevRollup,MaxTimestampSequenceInvalid",
    "DevRollup,InitSequencedBatchDoesNotMatch",
    "DevRollup,TransactionsLengthAboveMax",
    "DevRollup,SequenceZeroBatches",
    "DevRollup,ForceBatchNotAllowed",
    "DevRollup,ForcedDataDoesNotMatch",
    "DevRollupManager,AddressDoNotHaveRequiredRole",
    "DevRollupManager,InvalidProof",
    "DevRollupManager,NewAccInputHashDoesNotExist",
    "DevRollupManager,OldAccInputHashDoesNotExist",
    "DevRollupManager,OldStateRootDoesNotExist",
    "DevRollupManager,FinalNumBatchBelowLastVerifiedBatch",
    "DevRollupManager,InitNumBatchAboveLastVerifiedBatch",
    "DevRollupManager,NewStateRootNotInsidePrime",
    "DevRollupManager,SenderMustBeRollup",
    "DevGlobalExitRootManager,OnlyAllowedContracts",
  })
  void customErrorsHaveNoArguments(final String contract, final String error) {
    assertThat(signature(contract, "error", error)).isEqualTo(error + "()");
  }

  private static String signature(final String contract, final String type, final String name) {
    final List<String> types = new ArrayList<>();
    entry(contract, type, name)
        .get("inputs")
        .forEach(input -> types.add(input.get("type").asText()));
    return types.stream().collect(Collectors.joining(",", name + "(", ")"));
  }

  private static List<String> indexed(final String contract, final String event) {
    final List<String> names = new ArrayList<>();
    for (final JsonNode input : entry(contract, "event", event).get("inputs")) {
      if (input.get("indexed").asBoolean()) {
        names.add(input.get("name").asText());
      }
    }
    return names;
  }

  private static JsonNode entry(final String contract, final String type, final String name) {
    for (final JsonNode entry : ContractArtifact.load(contract).abi()) {
      if (entry.path("type").asText().equals(type) && entry.path("name").asText().equals(name)) {
        return entry;
      }
    }
    throw new AssertionError("%s has no %s %s".formatted(contract, type, name));
  }
}
