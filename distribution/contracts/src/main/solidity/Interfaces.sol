// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// What the dev contracts call on each other. Names, argument order and types are those of the
/// elderberry ABI, so that a node cannot tell the difference.

interface IDevVerifier {
    function verifyProof(bytes32[24] calldata proof, uint256[1] calldata pubSignals) external view returns (bool);
}

interface IDevGlobalExitRootManager {
    function updateExitRoot(bytes32 newRoot) external;

    function getRoot() external view returns (bytes32);
}

interface IDevRollup {
    function initialize(
        address _admin,
        address sequencer,
        uint32 networkID,
        address _gasTokenAddress,
        string calldata sequencerURL,
        string calldata _networkName
    ) external;

    function onVerifyBatches(uint64 lastVerifiedBatch, bytes32 newStateRoot, address aggregator) external;
}

interface IDevRollupManager {
    function onSequenceBatches(uint64 newSequencedBatches, bytes32 newAccInputHash) external returns (uint64);
}
