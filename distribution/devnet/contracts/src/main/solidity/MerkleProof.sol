// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Binary keccak trees of height 32 whose missing leaves are zero.
library MerkleProof {
    uint256 internal constant HEIGHT = 32;

    /// Root that follows from a leaf, its siblings from the bottom and its index.
    function rootOf(bytes32 leaf, bytes32[32] calldata siblings, uint32 index)
        internal
        pure
        returns (bytes32 root)
    {
        root = leaf;
        for (uint256 height = 0; height < HEIGHT; ++height) {
            root = (uint256(index) >> height) & 1 == 1 ? join(siblings[height], root) : join(root, siblings[height]);
        }
    }

    function join(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            node := keccak256(0x00, 0x40)
        }
    }
}
