// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDevGlobalExitRootManager, IDevRollup, IDevRollupManager} from "./Interfaces.sol";

/// Consensus contract of the devnet: takes batches from the trusted sequencer. Used behind a
/// minimal proxy that the rollup manager creates, so state is set by initialize. There is no initial
/// batch, no fee and no forced batch.
contract DevRollup is IDevRollup {
    struct BatchData {
        bytes transactions;
        bytes32 forcedGlobalExitRoot;
        uint64 forcedTimestamp;
        bytes32 forcedBlockHashL1;
    }

    error OnlyAdmin();
    error OnlyRollupManager();
    error OnlyTrustedSequencer();
    error SequenceZeroBatches();
    error ExceedMaxVerifyBatches();
    error MaxTimestampSequenceInvalid();
    error InitSequencedBatchDoesNotMatch();
    error TransactionsLengthAboveMax();
    error ForceBatchNotAllowed();
    error ForcedDataDoesNotMatch();

    event Initialized(uint8 version);
    event SequenceBatches(uint64 indexed numBatch, bytes32 l1InfoRoot);
    event VerifyBatches(uint64 indexed numBatch, bytes32 stateRoot, address indexed aggregator);
    event SetTrustedSequencer(address newTrustedSequencer);
    event SetTrustedSequencerURL(string newTrustedSequencerURL);

    /// Bytes of one batch.
    uint256 private constant MAX_TRANSACTIONS_BYTE_LENGTH = 120000;
    /// Batches of one sequence.
    uint256 private constant MAX_BATCHES_PER_SEQUENCE = 1000;
    /// Seconds that a sequence's timestamp limit may lie ahead of the L1 block.
    uint256 public constant TIMESTAMP_RANGE = 36;

    IDevGlobalExitRootManager public immutable globalExitRootManager;
    address public immutable pol;
    address public immutable bridgeAddress;
    IDevRollupManager public immutable rollupManager;

    address public admin;
    address public trustedSequencer;
    string public trustedSequencerURL;
    string public networkName;
    bytes32 public lastAccInputHash;
    uint64 public lastForceBatch;
    uint64 public lastForceBatchSequenced;

    constructor(
        IDevGlobalExitRootManager _globalExitRootManager,
        address _pol,
        address _bridgeAddress,
        IDevRollupManager _rollupManager
    ) {
        globalExitRootManager = _globalExitRootManager;
        pol = _pol;
        bridgeAddress = _bridgeAddress;
        rollupManager = _rollupManager;
    }

    modifier onlyAdmin() {
        if (msg.sender != admin) {
            revert OnlyAdmin();
        }
        _;
    }

    modifier onlyRollupManager() {
        if (msg.sender != address(rollupManager)) {
            revert OnlyRollupManager();
        }
        _;
    }

    /// Called once by the rollup manager, in the transaction that creates the proxy.
    function initialize(
        address _admin,
        address sequencer,
        uint32, /* networkID */
        address, /* _gasTokenAddress */
        string calldata sequencerURL,
        string calldata _networkName
    ) external onlyRollupManager {
        admin = _admin;
        trustedSequencer = sequencer;
        trustedSequencerURL = sequencerURL;
        networkName = _networkName;
        emit Initialized(1);
    }

    function sequenceBatches(
        BatchData[] calldata batches,
        uint64 maxSequenceTimestamp,
        uint64 initSequencedBatch,
        address l2Coinbase
    ) external {
        if (msg.sender != trustedSequencer) {
            revert OnlyTrustedSequencer();
        }
        if (batches.length == 0) {
            revert SequenceZeroBatches();
        }
        if (batches.length > MAX_BATCHES_PER_SEQUENCE) {
            revert ExceedMaxVerifyBatches();
        }
        if (maxSequenceTimestamp > block.timestamp + TIMESTAMP_RANGE) {
            revert MaxTimestampSequenceInvalid();
        }
        bytes32 l1InfoRoot = globalExitRootManager.getRoot();
        bytes32 accInputHash = lastAccInputHash;
        for (uint256 i = 0; i < batches.length; ++i) {
            BatchData calldata batch = batches[i];
            // Nothing was ever forced here, so no forced batch can match what was queued.
            if (batch.forcedTimestamp > 0) {
                revert ForcedDataDoesNotMatch();
            }
            if (batch.transactions.length > MAX_TRANSACTIONS_BYTE_LENGTH) {
                revert TransactionsLengthAboveMax();
            }
            accInputHash = keccak256(
                abi.encodePacked(
                    accInputHash,
                    keccak256(batch.transactions),
                    l1InfoRoot,
                    maxSequenceTimestamp,
                    l2Coinbase,
                    bytes32(0)
                )
            );
        }
        lastAccInputHash = accInputHash;
        uint64 lastBatch = rollupManager.onSequenceBatches(uint64(batches.length), accInputHash);
        if (initSequencedBatch != lastBatch - uint64(batches.length)) {
            revert InitSequencedBatchDoesNotMatch();
        }
        emit SequenceBatches(lastBatch, l1InfoRoot);
    }

    /// Forced batches are not part of the devnet.
    function forceBatch(bytes calldata, uint256) external pure {
        revert ForceBatchNotAllowed();
    }

    function onVerifyBatches(uint64 lastVerifiedBatch, bytes32 newStateRoot, address aggregator)
        external
        onlyRollupManager
    {
        emit VerifyBatches(lastVerifiedBatch, newStateRoot, aggregator);
    }

    function setTrustedSequencer(address newTrustedSequencer) external onlyAdmin {
        trustedSequencer = newTrustedSequencer;
        emit SetTrustedSequencer(newTrustedSequencer);
    }

    function setTrustedSequencerURL(string calldata newTrustedSequencerURL) external onlyAdmin {
        trustedSequencerURL = newTrustedSequencerURL;
        emit SetTrustedSequencerURL(newTrustedSequencerURL);
    }
}
