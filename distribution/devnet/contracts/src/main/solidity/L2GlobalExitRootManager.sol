// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGlobalExitRootManager} from "./BridgeInterfaces.sol";
import {MerkleProof} from "./MerkleProof.sol";

/// Exit roots on L2. Global exit roots of L1 come in by a proof against an L1 info root, which an L2
/// block has as its parent beacon block root (docs/spec/bridge.md, "Global exit roots on L2"). No key
/// is trusted, and the state changes by transactions only.
contract L2GlobalExitRootManager is IGlobalExitRootManager {
    error OnlyAllowedContracts();
    /// No L2 block of the last 8191 with that timestamp names an L1 info root.
    error L1InfoRootUnknown(uint64 l2Timestamp);
    error InvalidSmtProof();

    event GlobalExitRootProven(bytes32 indexed globalExitRoot, uint32 leafIndex, uint64 l1Timestamp);

    /// EIP-4788.
    address private constant BEACON_ROOTS = 0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02;

    /// Global exit root to the timestamp of its L1 block; zero if unknown. Slot 0.
    mapping(bytes32 globalExitRoot => uint256 timestamp) public globalExitRootMap;

    /// Root of this network's exit tree. Slot 1: whoever proves a batch reads it there.
    bytes32 public lastRollupExitRoot;

    address public bridgeAddress;

    constructor(address _bridgeAddress) {
        bridgeAddress = _bridgeAddress;
    }

    function updateExitRoot(bytes32 newRoot) external {
        if (msg.sender != bridgeAddress) {
            revert OnlyAllowedContracts();
        }
        lastRollupExitRoot = newRoot;
    }

    /// Makes a global exit root known that the L1 info tree has; without effect when it is known.
    /// l2Timestamp is of an L2 block that names an L1 info root with this leaf in it; leafIndex
    /// counts from 0; l1BlockHash and l1Timestamp are what the leaf has besides.
    function proveGlobalExitRoot(
        uint64 l2Timestamp,
        uint32 leafIndex,
        bytes32 globalExitRoot,
        bytes32 l1BlockHash,
        uint64 l1Timestamp,
        bytes32[32] calldata smtProof
    ) external {
        if (globalExitRootMap[globalExitRoot] != 0) {
            return;
        }
        bytes32 leaf = keccak256(abi.encodePacked(globalExitRoot, l1BlockHash, l1Timestamp));
        if (MerkleProof.rootOf(leaf, smtProof, leafIndex) != l1InfoRoot(l2Timestamp)) {
            revert InvalidSmtProof();
        }
        globalExitRootMap[globalExitRoot] = l1Timestamp;
        emit GlobalExitRootProven(globalExitRoot, leafIndex, l1Timestamp);
    }

    function l1InfoRoot(uint64 l2Timestamp) private view returns (bytes32 root) {
        (bool success, bytes memory data) = BEACON_ROOTS.staticcall(abi.encode(l2Timestamp));
        if (success && data.length == 32) {
            root = abi.decode(data, (bytes32));
        }
        if (root == bytes32(0)) {
            revert L1InfoRootUnknown(l2Timestamp);
        }
    }
}
