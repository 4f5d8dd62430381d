// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDevGlobalExitRootManager, IDevRollup, IDevRollupManager, IDevVerifier} from "./Interfaces.sol";

/// Keeps the progress of every rollup and accepts proofs. Pending states, time-outs, rewards
/// and the emergency state of the real one are left out: only the trusted aggregator verifies.
contract DevRollupManager is IDevRollupManager {
    struct RollupType {
        address consensusImplementation;
        address verifier;
        uint64 forkID;
        uint8 rollupCompatibilityID;
        bool obsolete;
        bytes32 genesis;
    }

    struct SequencedBatchData {
        bytes32 accInputHash;
        uint64 sequencedTimestamp;
        uint64 previousLastBatchSequenced;
    }

    struct RollupData {
        address rollupContract;
        uint64 chainID;
        address verifier;
        uint64 forkID;
        bytes32 lastLocalExitRoot;
        uint64 lastBatchSequenced;
        uint64 lastVerifiedBatch;
        uint64 lastPendingState;
        uint64 lastPendingStateConsolidated;
        uint64 lastVerifiedBatchBeforeUpgrade;
        uint64 rollupTypeID;
        uint8 rollupCompatibilityID;
    }

    error AddressDoNotHaveRequiredRole();
    error ChainIDAlreadyExist();
    error ExceedMaxVerifyBatches();
    error FinalNumBatchBelowLastVerifiedBatch();
    error InitNumBatchAboveLastVerifiedBatch();
    error InvalidProof();
    error MustSequenceSomeBatch();
    error NewAccInputHashDoesNotExist();
    error NewStateRootNotInsidePrime();
    error OldAccInputHashDoesNotExist();
    error OldStateRootDoesNotExist();
    error PendingStateDoesNotExist();
    error RollupMustExist();
    error RollupTypeDoesNotExist();
    error SenderMustBeRollup();

    event AddNewRollupType(
        uint32 indexed rollupTypeID,
        address consensusImplementation,
        address verifier,
        uint64 forkID,
        uint8 rollupCompatibilityID,
        bytes32 genesis,
        string description
    );
    event CreateNewRollup(
        uint32 indexed rollupID,
        uint32 rollupTypeID,
        address rollupAddress,
        uint64 chainID,
        address gasTokenAddress
    );
    event OnSequenceBatches(uint32 indexed rollupID, uint64 lastBatchSequenced);
    event VerifyBatchesTrustedAggregator(
        uint32 indexed rollupID, uint64 numBatch, bytes32 stateRoot, bytes32 exitRoot, address indexed aggregator
    );
    event SetBatchFee(uint256 newBatchFee);
    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);

    bytes32 public constant DEFAULT_ADMIN_ROLE = bytes32(0);
    bytes32 private constant TRUSTED_AGGREGATOR_ROLE = keccak256("TRUSTED_AGGREGATOR_ROLE");

    /// A forced batch costs so many times the fee of another.
    uint256 private constant FORCED_BATCH_FEE_FACTOR = 100;
    /// Batches of one proof.
    uint64 private constant MAX_VERIFY_BATCHES = 1000;
    uint256 private constant EXIT_TREE_HEIGHT = 32;
    /// Order of the BN254 scalar field: the public signal is reduced by it.
    uint256 private constant BN254_R =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// Every 64-bit limb of a state root must be a Goldilocks field element.
    uint256 private constant GOLDILOCKS_PRIME = 0xffffffff00000001;

    IDevGlobalExitRootManager public immutable globalExitRootManager;
    address public immutable pol;
    address public immutable bridgeAddress;

    mapping(bytes32 role => mapping(address account => bool)) public hasRole;
    uint32 public rollupTypeCount;
    mapping(uint32 rollupTypeID => RollupType) public rollupTypeMap;
    uint32 public rollupCount;
    mapping(uint32 rollupID => RollupData) public rollupIDToRollupData;
    mapping(address rollup => uint32 rollupID) public rollupAddressToID;
    mapping(uint64 chainID => uint32 rollupID) public chainIDToRollupID;
    uint64 public totalSequencedBatches;
    uint64 public totalVerifiedBatches;
    uint64 public lastAggregationTimestamp;
    uint256 private batchFee;

    mapping(uint32 rollupID => mapping(uint64 batch => SequencedBatchData)) private sequencedBatches;
    mapping(uint32 rollupID => mapping(uint64 batch => bytes32 stateRoot)) private batchNumToStateRoot;

    constructor(
        IDevGlobalExitRootManager _globalExitRootManager,
        address _pol,
        address _bridgeAddress,
        address trustedAggregator
    ) {
        globalExitRootManager = _globalExitRootManager;
        pol = _pol;
        bridgeAddress = _bridgeAddress;
        setRole(DEFAULT_ADMIN_ROLE, msg.sender);
        setRole(TRUSTED_AGGREGATOR_ROLE, trustedAggregator);
    }

    modifier onlyRole(bytes32 role) {
        if (!hasRole[role][msg.sender]) {
            revert AddressDoNotHaveRequiredRole();
        }
        _;
    }

    function grantRole(bytes32 role, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        setRole(role, account);
    }

    function revokeRole(bytes32 role, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        hasRole[role][account] = false;
        emit RoleRevoked(role, account, msg.sender);
    }

    function addNewRollupType(
        address consensusImplementation,
        address verifier,
        uint64 forkID,
        uint8 rollupCompatibilityID,
        bytes32 genesis,
        string calldata description
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint32 typeID = ++rollupTypeCount;
        rollupTypeMap[typeID] = RollupType({
            consensusImplementation: consensusImplementation,
            verifier: verifier,
            forkID: forkID,
            rollupCompatibilityID: rollupCompatibilityID,
            obsolete: false,
            genesis: genesis
        });
        emit AddNewRollupType(
            typeID, consensusImplementation, verifier, forkID, rollupCompatibilityID, genesis, description
        );
    }

    function createNewRollup(
        uint32 rollupTypeID,
        uint64 chainID,
        address admin,
        address sequencer,
        address gasTokenAddress,
        string calldata sequencerURL,
        string calldata networkName
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (rollupTypeID == 0 || rollupTypeID > rollupTypeCount) {
            revert RollupTypeDoesNotExist();
        }
        if (chainIDToRollupID[chainID] != 0) {
            revert ChainIDAlreadyExist();
        }
        RollupType storage rollupType = rollupTypeMap[rollupTypeID];
        uint32 rollupID = ++rollupCount;
        address rollup = cloneOf(rollupType.consensusImplementation);
        rollupAddressToID[rollup] = rollupID;
        chainIDToRollupID[chainID] = rollupID;
        RollupData storage data = rollupIDToRollupData[rollupID];
        data.rollupContract = rollup;
        data.chainID = chainID;
        data.verifier = rollupType.verifier;
        data.forkID = rollupType.forkID;
        data.rollupTypeID = rollupTypeID;
        data.rollupCompatibilityID = rollupType.rollupCompatibilityID;
        batchNumToStateRoot[rollupID][0] = rollupType.genesis;
        emit CreateNewRollup(rollupID, rollupTypeID, rollup, chainID, gasTokenAddress);
        IDevRollup(rollup).initialize(admin, sequencer, rollupID, gasTokenAddress, sequencerURL, networkName);
    }

    /// Called by a rollup: its batches now end newSequencedBatches later, at that hash.
    function onSequenceBatches(uint64 newSequencedBatches, bytes32 newAccInputHash) external returns (uint64) {
        uint32 rollupID = rollupAddressToID[msg.sender];
        if (rollupID == 0) {
            revert SenderMustBeRollup();
        }
        if (newSequencedBatches == 0) {
            revert MustSequenceSomeBatch();
        }
        RollupData storage data = rollupIDToRollupData[rollupID];
        uint64 previousLast = data.lastBatchSequenced;
        uint64 newLast = previousLast + newSequencedBatches;
        totalSequencedBatches += newSequencedBatches;
        data.lastBatchSequenced = newLast;
        sequencedBatches[rollupID][newLast] = SequencedBatchData({
            accInputHash: newAccInputHash,
            sequencedTimestamp: uint64(block.timestamp),
            previousLastBatchSequenced: previousLast
        });
        emit OnSequenceBatches(rollupID, newLast);
        return newLast;
    }

    function verifyBatchesTrustedAggregator(
        uint32 rollupID,
        uint64 pendingStateNum,
        uint64 initNumBatch,
        uint64 finalNewBatch,
        bytes32 newLocalExitRoot,
        bytes32 newStateRoot,
        address, /* beneficiary: there is no reward */
        bytes32[24] calldata proof
    ) external onlyRole(TRUSTED_AGGREGATOR_ROLE) {
        RollupData storage data = existing(rollupID);
        if (pendingStateNum != 0) {
            revert PendingStateDoesNotExist();
        }
        bytes32 oldStateRoot = batchNumToStateRoot[rollupID][initNumBatch];
        if (oldStateRoot == bytes32(0)) {
            revert OldStateRootDoesNotExist();
        }
        if (initNumBatch > data.lastVerifiedBatch) {
            revert InitNumBatchAboveLastVerifiedBatch();
        }
        if (finalNewBatch <= data.lastVerifiedBatch) {
            revert FinalNumBatchBelowLastVerifiedBatch();
        }
        if (finalNewBatch - initNumBatch > MAX_VERIFY_BATCHES) {
            revert ExceedMaxVerifyBatches();
        }
        bytes memory snarkInput = getInputSnarkBytes(
            rollupID, initNumBatch, finalNewBatch, newLocalExitRoot, oldStateRoot, newStateRoot
        );
        if (!IDevVerifier(data.verifier).verifyProof(proof, [uint256(sha256(snarkInput)) % BN254_R])) {
            revert InvalidProof();
        }
        accept(rollupID, data, finalNewBatch, newLocalExitRoot, newStateRoot);
    }

    /// What the proof's public signal is the hash of; the sender of the call is the aggregator.
    function getInputSnarkBytes(
        uint32 rollupID,
        uint64 initNumBatch,
        uint64 finalNewBatch,
        bytes32 newLocalExitRoot,
        bytes32 oldStateRoot,
        bytes32 newStateRoot
    ) public view returns (bytes memory) {
        bytes32 oldAccInputHash = sequencedBatches[rollupID][initNumBatch].accInputHash;
        bytes32 newAccInputHash = sequencedBatches[rollupID][finalNewBatch].accInputHash;
        if (initNumBatch != 0 && oldAccInputHash == bytes32(0)) {
            revert OldAccInputHashDoesNotExist();
        }
        if (newAccInputHash == bytes32(0)) {
            revert NewAccInputHashDoesNotExist();
        }
        if (!isInsidePrime(newStateRoot)) {
            revert NewStateRootNotInsidePrime();
        }
        RollupData storage data = rollupIDToRollupData[rollupID];
        bytes memory head =
            abi.encodePacked(msg.sender, oldStateRoot, oldAccInputHash, initNumBatch, data.chainID, data.forkID);
        return abi.encodePacked(head, newStateRoot, newAccInputHash, newLocalExitRoot, finalNewBatch);
    }

    function getRollupBatchNumToStateRoot(uint32 rollupID, uint64 batchNum) external view returns (bytes32) {
        return batchNumToStateRoot[rollupID][batchNum];
    }

    function getRollupSequencedBatches(uint32 rollupID, uint64 batchNum)
        external
        view
        returns (SequencedBatchData memory)
    {
        return sequencedBatches[rollupID][batchNum];
    }

    function getLastVerifiedBatch(uint32 rollupID) external view returns (uint64) {
        return rollupIDToRollupData[rollupID].lastVerifiedBatch;
    }

    function getBatchFee() external view returns (uint256) {
        return batchFee;
    }

    function getForcedBatchFee() external view returns (uint256) {
        return batchFee * FORCED_BATCH_FEE_FACTOR;
    }

    /// Fee of a batch in the smallest unit of the fee token; zero until it is set.
    function setBatchFee(uint256 newBatchFee) external onlyRole(DEFAULT_ADMIN_ROLE) {
        batchFee = newBatchFee;
        emit SetBatchFee(newBatchFee);
    }

    /// Root of the tree (height 32) over the last local exit root of each rollup, in id order.
    function getRollupExitRoot() public view returns (bytes32) {
        uint256 width = rollupCount;
        bytes32 empty = bytes32(0);
        bytes32[] memory nodes = new bytes32[](width + 1);
        for (uint256 i = 0; i < width; ++i) {
            nodes[i] = rollupIDToRollupData[uint32(i + 1)].lastLocalExitRoot;
        }
        for (uint256 height = 0; height < EXIT_TREE_HEIGHT; ++height) {
            // An odd layer is completed by the root of an empty subtree.
            nodes[width] = empty;
            uint256 parents = (width + 1) / 2;
            for (uint256 i = 0; i < parents; ++i) {
                nodes[i] = keccak256(abi.encodePacked(nodes[2 * i], nodes[2 * i + 1]));
            }
            width = parents;
            empty = keccak256(abi.encodePacked(empty, empty));
        }
        return rollupCount == 0 ? empty : nodes[0];
    }

    function accept(
        uint32 rollupID,
        RollupData storage data,
        uint64 finalNewBatch,
        bytes32 newLocalExitRoot,
        bytes32 newStateRoot
    ) private {
        totalVerifiedBatches += finalNewBatch - data.lastVerifiedBatch;
        lastAggregationTimestamp = uint64(block.timestamp);
        data.lastVerifiedBatch = finalNewBatch;
        batchNumToStateRoot[rollupID][finalNewBatch] = newStateRoot;
        if (newLocalExitRoot != data.lastLocalExitRoot) {
            data.lastLocalExitRoot = newLocalExitRoot;
            globalExitRootManager.updateExitRoot(getRollupExitRoot());
        }
        IDevRollup(data.rollupContract).onVerifyBatches(finalNewBatch, newStateRoot, msg.sender);
        emit VerifyBatchesTrustedAggregator(rollupID, finalNewBatch, newStateRoot, newLocalExitRoot, msg.sender);
    }

    function existing(uint32 rollupID) private view returns (RollupData storage) {
        if (rollupID == 0 || rollupID > rollupCount) {
            revert RollupMustExist();
        }
        return rollupIDToRollupData[rollupID];
    }

    function setRole(bytes32 role, address account) private {
        hasRole[role][account] = true;
        emit RoleGranted(role, account, msg.sender);
    }

    function isInsidePrime(bytes32 stateRoot) private pure returns (bool) {
        for (uint256 limb = 0; limb < 4; ++limb) {
            if (uint64(uint256(stateRoot) >> (64 * limb)) >= GOLDILOCKS_PRIME) {
                return false;
            }
        }
        return true;
    }

    /// Creates an EIP-1167 minimal proxy.
    function cloneOf(address implementation) private returns (address clone) {
        bytes memory code = abi.encodePacked(
            hex"3d602d80600a3d3981f3363d3d373d3d3d363d73", implementation, hex"5af43d82803e903d91602b57fd5bf3"
        );
        assembly ("memory-safe") {
            clone := create(0, add(code, 0x20), mload(code))
        }
        require(clone != address(0), "the rollup contract could not be created");
    }
}
