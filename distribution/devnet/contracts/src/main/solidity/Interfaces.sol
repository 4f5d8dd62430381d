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

    function getLastGlobalExitRoot() external view returns (bytes32);
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

    function getBatchFee() external view returns (uint256);

    function getForcedBatchFee() external view returns (uint256);
}

/// The part of ERC-20 that fees need.
interface IDevFeeToken {
    function balanceOf(address account) external view returns (uint256);

    function transfer(address to, uint256 amount) external returns (bool);

    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}
