// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDevGlobalExitRootManager} from "./Interfaces.sol";

/// Global exit roots and the L1 info tree: an append-only keccak tree of height 32 whose empty
/// leaves are zero. On the devnet the "bridge" is the deployer's account.
contract DevGlobalExitRootManager is IDevGlobalExitRootManager {
    error OnlyAllowedContracts();
    error MerkleTreeFull();

    event UpdateL1InfoTree(bytes32 indexed mainnetExitRoot, bytes32 indexed rollupExitRoot);

    uint256 private constant TREE_HEIGHT = 32;
    uint256 private constant MAX_LEAVES = 2 ** TREE_HEIGHT - 1;

    address public immutable rollupManager;
    address public immutable bridgeAddress;

    bytes32 public lastRollupExitRoot;
    bytes32 public lastMainnetExitRoot;

    /// Global exit root to the timestamp of the block that brought it; zero if unknown.
    mapping(bytes32 globalExitRoot => uint256 timestamp) public globalExitRootMap;

    /// Number of leaves in the L1 info tree.
    uint256 public depositCount;

    /// filledSubtrees[h] = root of the newest complete subtree of height h that is a left child.
    bytes32[TREE_HEIGHT] private filledSubtrees;

    constructor(address _rollupManager, address _bridgeAddress) {
        rollupManager = _rollupManager;
        bridgeAddress = _bridgeAddress;
    }

    /// The rollup manager sets the rollup exit root, the bridge the mainnet exit root. A global
    /// exit root that is already known adds no leaf.
    function updateExitRoot(bytes32 newRoot) external {
        if (msg.sender == rollupManager) {
            lastRollupExitRoot = newRoot;
        } else if (msg.sender == bridgeAddress) {
            lastMainnetExitRoot = newRoot;
        } else {
            revert OnlyAllowedContracts();
        }
        bytes32 globalExitRoot = getLastGlobalExitRoot();
        if (globalExitRootMap[globalExitRoot] != 0) {
            return;
        }
        globalExitRootMap[globalExitRoot] = block.timestamp;
        append(getLeafValue(globalExitRoot, uint256(blockhash(block.number - 1)), uint64(block.timestamp)));
        emit UpdateL1InfoTree(lastMainnetExitRoot, lastRollupExitRoot);
    }

    function getLastGlobalExitRoot() public view returns (bytes32) {
        return keccak256(abi.encodePacked(lastMainnetExitRoot, lastRollupExitRoot));
    }

    function getLeafValue(bytes32 newGlobalExitRoot, uint256 lastBlockHash, uint64 timestamp)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(newGlobalExitRoot, lastBlockHash, timestamp));
    }

    /// Root of the L1 info tree now.
    function getRoot() external view returns (bytes32 root) {
        bytes32 empty = bytes32(0);
        uint256 leaves = depositCount;
        for (uint256 height = 0; height < TREE_HEIGHT; ++height) {
            root = (leaves >> height) & 1 == 1
                ? keccak256(abi.encodePacked(filledSubtrees[height], root))
                : keccak256(abi.encodePacked(root, empty));
            empty = keccak256(abi.encodePacked(empty, empty));
        }
    }

    function calculateRoot(bytes32 leafHash, bytes32[32] calldata smtProof, uint32 index)
        public
        pure
        returns (bytes32 root)
    {
        root = leafHash;
        for (uint256 height = 0; height < TREE_HEIGHT; ++height) {
            root = (uint256(index) >> height) & 1 == 1
                ? keccak256(abi.encodePacked(smtProof[height], root))
                : keccak256(abi.encodePacked(root, smtProof[height]));
        }
    }

    function verifyMerkleProof(bytes32 leafHash, bytes32[32] calldata smtProof, uint32 index, bytes32 root)
        external
        pure
        returns (bool)
    {
        return calculateRoot(leafHash, smtProof, index) == root;
    }

    function append(bytes32 leaf) private {
        if (depositCount >= MAX_LEAVES) {
            revert MerkleTreeFull();
        }
        uint256 leaves = depositCount;
        depositCount = leaves + 1;
        bytes32 node = leaf;
        // Every left sibling below the first 0 bit of the old leaf count is complete: fold it in.
        uint256 height = 0;
        while ((leaves >> height) & 1 == 1) {
            node = keccak256(abi.encodePacked(filledSubtrees[height], node));
            ++height;
        }
        filledSubtrees[height] = node;
    }
}
