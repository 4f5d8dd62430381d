/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Function;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Keccak256;

/**
 * Says why a contract call reverted: custom errors of the elderberry contracts
 * (docs/spec/l1-contracts.md, "Errors"; none has arguments), and Solidity's Error(string) and
 * Panic(uint256).
 */
public final class RevertReasons {
  private static final List<String> CUSTOM_ERRORS =
      List.of(
          "AccessControlOnlyCanRenounceRolesForSelf",
          "AddressDoNotHaveRequiredRole",
          "AllzkEVMSequencedBatchesMustBeVerified",
          "BatchAlreadyVerified",
          "BatchFeeOutOfRange",
          "BatchNotSequencedOrNotSequenceEnd",
          "ChainIDAlreadyExist",
          "ExceedMaxVerifyBatches",
          "FinalNumBatchBelowLastVerifiedBatch",
          "FinalNumBatchDoesNotMatchPendingState",
          "FinalPendingStateNumInvalid",
          "ForceBatchNotAllowed",
          "ForceBatchTimeoutNotExpired",
          "ForceBatchesAlreadyActive",
          "ForceBatchesDecentralized",
          "ForceBatchesNotAllowedOnEmergencyState",
          "ForceBatchesOverflow",
          "ForcedDataDoesNotMatch",
          "GasTokenNetworkMustBeZeroOnEther",
          "GlobalExitRootNotExist",
          "HaltTimeoutNotExpired",
          "HaltTimeoutNotExpiredAfterEmergencyState",
          "HugeTokenMetadataNotSupported",
          "InitBatchMustMatchCurrentForkID",
          "InitNumBatchAboveLastVerifiedBatch",
          "InitNumBatchDoesNotMatchPendingState",
          "InitSequencedBatchDoesNotMatch",
          "InvalidInitializeTransaction",
          "InvalidProof",
          "InvalidRangeBatchTimeTarget",
          "InvalidRangeForceBatchTimeout",
          "InvalidRangeMultiplierBatchFee",
          "MaxTimestampSequenceInvalid",
          "MerkleTreeFull",
          "MustSequenceSomeBatch",
          "NewAccInputHashDoesNotExist",
          "NewPendingStateTimeoutMustBeLower",
          "NewStateRootNotInsidePrime",
          "NewTrustedAggregatorTimeoutMustBeLower",
          "NotEnoughMaticAmount",
          "NotEnoughPOLAmount",
          "OldAccInputHashDoesNotExist",
          "OldStateRootDoesNotExist",
          "OnlyAdmin",
          "OnlyAllowedContracts",
          "OnlyEmergencyState",
          "OnlyNotEmergencyState",
          "OnlyPendingAdmin",
          "OnlyRollupManager",
          "OnlyTrustedAggregator",
          "OnlyTrustedSequencer",
          "PendingStateDoesNotExist",
          "PendingStateInvalid",
          "PendingStateNotConsolidable",
          "PendingStateTimeoutExceedHaltAggregationTimeout",
          "RollupAddressAlreadyExist",
          "RollupMustExist",
          "RollupTypeDoesNotExist",
          "RollupTypeObsolete",
          "SenderMustBeRollup",
          "SequenceZeroBatches",
          "SequencedTimestampBelowForcedTimestamp",
          "SequencedTimestampInvalid",
          "StoredRootMustBeDifferentThanNewRoot",
          "TransactionsLengthAboveMax",
          "TrustedAggregatorTimeoutExceedHaltAggregationTimeout",
          "TrustedAggregatorTimeoutNotExpired",
          "UpdateNotCompatible",
          "UpdateToSameRollupTypeID");

  private static final Map<Bytes, String> NAME_BY_SELECTOR =
      CUSTOM_ERRORS.stream()
          .collect(Collectors.toUnmodifiableMap(name -> selector(name + "()"), name -> name));

  private static final Bytes ERROR_SELECTOR = selector("Error(string)");
  private static final Bytes PANIC_SELECTOR = selector("Panic(uint256)");

  /** Bytes of unknown revert data that a message repeats. */
  private static final int MAX_SHOWN_BYTES = 68;

  /** Characters of a contract's own text that a message repeats. */
  private static final int MAX_TEXT = 500;

  private RevertReasons() {}

  /**
   * @param data revert data
   * @return the error's name or text; the hex data when it is unknown; empty when there is no data
   */
  public static Optional<String> decode(final Bytes data) {
    if (data.size() < Function.SELECTOR_LEN) {
      return Optional.empty();
    }
    final Bytes selector = data.slice(0, Function.SELECTOR_LEN);
    final String name = NAME_BY_SELECTOR.get(selector);
    if (name != null) {
      return Optional.of(name);
    }
    final Bytes arguments = data.slice(Function.SELECTOR_LEN);
    if (selector.equals(ERROR_SELECTOR)) {
      return Optional.of(text(arguments).orElse(hex(data)));
    }
    if (selector.equals(PANIC_SELECTOR) && arguments.size() == 32) {
      return Optional.of("panic " + arguments.trimLeadingZeros().toShortHexString());
    }
    return Optional.of(hex(data));
  }

  private static Optional<String> text(final Bytes arguments) {
    try {
      final Bytes text = ElderberryAbi.decodeBytes(arguments);
      final String all = new String(text.toArray(), StandardCharsets.UTF_8);
      return Optional.of(all.substring(0, Math.min(MAX_TEXT, all.length())));
    } catch (final IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static String hex(final Bytes data) {
    return data.size() <= MAX_SHOWN_BYTES
        ? data.toHexString()
        : data.slice(0, MAX_SHOWN_BYTES).toHexString() + "...";
  }

  private static Bytes selector(final String signature) {
    return Keccak256.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
        .slice(0, Function.SELECTOR_LEN);
  }
}
