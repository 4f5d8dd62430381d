// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MerkleProof} from "./MerkleProof.sol";

/// Append-only tree of height 32: the L1 info tree, and the local exit tree of a network.
abstract contract AppendOnlyTree {
    error MerkleTreeFull();

    /// The last place stays empty, so that the number of leaves fits 32 bits.
    uint256 private constant MAX_LEAVES = 2 ** MerkleProof.HEIGHT - 1;

    /// Number of leaves.
    uint256 public depositCount;

    /// filledSubtrees[h] = root of the newest complete subtree of height h that is a left child.
    bytes32[32] private filledSubtrees;

    /// Root of the tree with all leaves.
    function getRoot() public view returns (bytes32 root) {
        bytes32 empty = bytes32(0);
        uint256 leaves = depositCount;
        for (uint256 height = 0; height < MerkleProof.HEIGHT; ++height) {
            root = (leaves >> height) & 1 == 1
                ? MerkleProof.join(filledSubtrees[height], root)
                : MerkleProof.join(root, empty);
            empty = MerkleProof.join(empty, empty);
        }
    }

    function calculateRoot(bytes32 leafHash, bytes32[32] calldata smtProof, uint32 index)
        public
        pure
        returns (bytes32)
    {
        return MerkleProof.rootOf(leafHash, smtProof, index);
    }

    function verifyMerkleProof(bytes32 leafHash, bytes32[32] calldata smtProof, uint32 index, bytes32 root)
        public
        pure
        returns (bool)
    {
        return MerkleProof.rootOf(leafHash, smtProof, index) == root;
    }

    function append(bytes32 leaf) internal {
        uint256 leaves = depositCount;
        if (leaves >= MAX_LEAVES) {
            revert MerkleTreeFull();
        }
        depositCount = leaves + 1;
        bytes32 node = leaf;
        // Every left sibling below the first 0 bit of the old leaf count is complete: fold it in.
        uint256 height = 0;
        while ((leaves >> height) & 1 == 1) {
            node = MerkleProof.join(filledSubtrees[height], node);
            ++height;
        }
        filledSubtrees[height] = node;
    }
}
