// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDevVerifier} from "./Interfaces.sol";

/// Verifier of the devnet. A dev proof is bound to its public input: word 0 is
/// keccak256("zknode-dev-proof-v1" || public signal), the other 23 words are zero. So a proof made
/// for another input (other state root, other batches, other aggregator) is refused on chain. It
/// proves nothing about the execution and must never guard value.
contract DevVerifier is IDevVerifier {
    function verifyProof(bytes32[24] calldata proof, uint256[1] calldata pubSignals)
        external
        pure
        returns (bool)
    {
        if (proof[0] != keccak256(abi.encodePacked("zknode-dev-proof-v1", pubSignals[0]))) {
            return false;
        }
        for (uint256 word = 1; word < 24; ++word) {
            if (proof[word] != bytes32(0)) {
                return false;
            }
        }
        return true;
    }
}
