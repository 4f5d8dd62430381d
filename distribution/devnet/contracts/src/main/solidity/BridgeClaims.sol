// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BridgeBase} from "./BridgeBase.sol";
import {IBridgeMessageReceiver} from "./BridgeInterfaces.sol";
import {MerkleProof} from "./MerkleProof.sol";
import {TokenTransfer} from "./TokenTransfer.sol";

/// The way in: who proves that a leaf is in a known global exit root gets what it says, once. Anybody
/// may claim for anybody. A claim is marked before anything is called, so calling back finds it taken.
abstract contract BridgeClaims is BridgeBase {
    error EtherTransferFailed();
    error MessageFailed();
    error GlobalExitRootInvalid();
    error InvalidSmtProof();
    error AlreadyClaimed();

    event ClaimEvent(
        uint256 globalIndex,
        uint32 originNetwork,
        address originAddress,
        address destinationAddress,
        uint256 amount
    );

    /// Bit of a global index that says: the leaf is in the exit tree of L1.
    uint256 private constant MAINNET_FLAG = 1 << 64;
    uint32 private constant L1_NETWORK = 0;
    /// The rollup whose claims on L1 have no network in their index.
    uint32 private constant FIRST_ROLLUP = 1;

    function claimAsset(
        bytes32[32] calldata smtProofLocalExitRoot,
        bytes32[32] calldata smtProofRollupExitRoot,
        uint256 globalIndex,
        bytes32 mainnetExitRoot,
        bytes32 rollupExitRoot,
        uint32 originNetwork,
        address originTokenAddress,
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bytes calldata metadata
    ) external {
        if (destinationNetwork != networkID) {
            revert DestinationNetworkInvalid();
        }
        take(
            smtProofLocalExitRoot,
            smtProofRollupExitRoot,
            globalIndex,
            mainnetExitRoot,
            rollupExitRoot,
            getLeafValue(
                LEAF_TYPE_ASSET,
                originNetwork,
                originTokenAddress,
                destinationNetwork,
                destinationAddress,
                amount,
                keccak256(metadata)
            )
        );
        pay(originNetwork, originTokenAddress, destinationAddress, amount, metadata);
        emit ClaimEvent(globalIndex, originNetwork, originTokenAddress, destinationAddress, amount);
    }

    function claimMessage(
        bytes32[32] calldata smtProofLocalExitRoot,
        bytes32[32] calldata smtProofRollupExitRoot,
        uint256 globalIndex,
        bytes32 mainnetExitRoot,
        bytes32 rollupExitRoot,
        uint32 originNetwork,
        address originAddress,
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bytes calldata metadata
    ) external {
        if (destinationNetwork != networkID) {
            revert DestinationNetworkInvalid();
        }
        take(
            smtProofLocalExitRoot,
            smtProofRollupExitRoot,
            globalIndex,
            mainnetExitRoot,
            rollupExitRoot,
            getLeafValue(
                LEAF_TYPE_MESSAGE,
                originNetwork,
                originAddress,
                destinationNetwork,
                destinationAddress,
                amount,
                keccak256(metadata)
            )
        );
        deliver(originNetwork, originAddress, destinationAddress, amount, metadata);
        emit ClaimEvent(globalIndex, originNetwork, originAddress, destinationAddress, amount);
    }

    function isClaimed(uint32 leafIndex, uint32 sourceBridgeNetwork) external view returns (bool) {
        (uint256 word, uint256 mask) = claimPosition(leafIndex, sourceBridgeNetwork);
        return claimedBitMap[word] & mask != 0;
    }

    function pay(
        uint32 originNetwork,
        address originTokenAddress,
        address to,
        uint256 amount,
        bytes calldata metadata
    ) private {
        // As in the deployed contract: address 0 is ether whatever network the leaf names.
        if (originTokenAddress == address(0)) {
            if (address(WETHToken) == address(0)) {
                payNative(to, amount);
            } else {
                WETHToken.mint(to, amount);
            }
        } else if (originTokenAddress == gasTokenAddress && originNetwork == gasTokenNetwork) {
            payNative(to, amount);
        } else if (originNetwork == networkID) {
            TokenTransfer.push(originTokenAddress, to, amount);
        } else {
            mintWrapped(originNetwork, originTokenAddress, to, amount, metadata);
        }
    }

    function payNative(address to, uint256 amount) private {
        (bool success,) = to.call{value: amount}("");
        if (!success) {
            revert EtherTransferFailed();
        }
    }

    function deliver(
        uint32 originNetwork,
        address originAddress,
        address to,
        uint256 amount,
        bytes calldata metadata
    ) private {
        uint256 value = amount;
        if (address(WETHToken) != address(0)) {
            WETHToken.mint(to, amount);
            value = 0;
        }
        (bool success,) = to.call{value: value}(
            abi.encodeCall(IBridgeMessageReceiver.onMessageReceived, (originAddress, originNetwork, metadata))
        );
        if (!success) {
            revert MessageFailed();
        }
    }

    /// Checks that the leaf is under a known global exit root and not claimed, and marks it.
    function take(
        bytes32[32] calldata localProof,
        bytes32[32] calldata rollupProof,
        uint256 globalIndex,
        bytes32 mainnetExitRoot,
        bytes32 rollupExitRoot,
        bytes32 leaf
    ) private {
        if (globalExitRootManager.globalExitRootMap(MerkleProof.join(mainnetExitRoot, rollupExitRoot)) == 0) {
            revert GlobalExitRootInvalid();
        }
        // Bits that mean nothing are not looked at: not above the flag, nor a rollup beside the flag.
        uint32 leafIndex = uint32(globalIndex);
        uint32 source = L1_NETWORK;
        bytes32 root = MerkleProof.rootOf(leaf, localProof, leafIndex);
        bytes32 expected = mainnetExitRoot;
        if (globalIndex & MAINNET_FLAG == 0) {
            uint32 rollupIndex = uint32(globalIndex >> 32);
            source = rollupIndex + 1;
            root = MerkleProof.rootOf(root, rollupProof, rollupIndex);
            expected = rollupExitRoot;
        }
        if (root != expected) {
            revert InvalidSmtProof();
        }
        (uint256 word, uint256 mask) = claimPosition(leafIndex, source);
        uint256 claimed = claimedBitMap[word];
        if (claimed & mask != 0) {
            revert AlreadyClaimed();
        }
        claimedBitMap[word] = claimed | mask;
    }

    function claimPosition(uint32 leafIndex, uint32 source) private view returns (uint256 word, uint256 mask) {
        uint256 index = uint256(leafIndex);
        if (networkID != L1_NETWORK || source != FIRST_ROLLUP) {
            index += uint256(source) << 32;
        }
        return (index >> 8, 1 << (index & 0xff));
    }
}
