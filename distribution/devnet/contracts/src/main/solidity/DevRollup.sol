// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDevFeeToken, IDevGlobalExitRootManager, IDevRollup, IDevRollupManager} from "./Interfaces.sol";

/// Consensus contract of the devnet: takes batches from the trusted sequencer, and batches that
/// users force. Used behind a minimal proxy that the rollup manager creates, so state is set by
/// initialize. There is no initial batch; fees are paid when there is a fee token.
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
    error ForceBatchesOverflow();
    error ForceBatchTimeoutNotExpired();
    error ForceBatchesDecentralized();
    error InvalidRangeForceBatchTimeout();
    error NotEnoughPOLAmount();

    event Initialized(uint8 version);
    event SequenceBatches(uint64 indexed numBatch, bytes32 l1InfoRoot);
    event ForceBatch(
        uint64 indexed forceBatchNum, bytes32 lastGlobalExitRoot, address sequencer, bytes transactions
    );
    event SequenceForceBatches(uint64 indexed numBatch);
    event SetForceBatchTimeout(uint64 newforceBatchTimeout);
    event SetForceBatchAddress(address newForceBatchAddress);
    event VerifyBatches(uint64 indexed numBatch, bytes32 stateRoot, address indexed aggregator);
    event SetTrustedSequencer(address newTrustedSequencer);
    event SetTrustedSequencerURL(string newTrustedSequencerURL);

    /// Bytes of one batch.
    uint256 private constant MAX_TRANSACTIONS_BYTE_LENGTH = 120000;
    /// Bytes of one forced batch.
    uint256 private constant MAX_FORCE_BATCH_BYTE_LENGTH = 5000;
    /// Seconds that the sequencer has for a forced batch, before anybody may sequence it.
    uint64 private constant INITIAL_FORCE_BATCH_TIMEOUT = 5 days;
    /// The longest such time.
    uint64 private constant MAX_FORCE_BATCH_TIMEOUT = 7 days;
    /// Batches of one sequence.
    uint256 private constant MAX_BATCHES_PER_SEQUENCE = 1000;
    /// Seconds that a sequence's timestamp limit may lie ahead of the L1 block.
    uint256 public constant TIMESTAMP_RANGE = 36;

    IDevGlobalExitRootManager public immutable globalExitRootManager;
    /// The fee token; zero when there are no fees.
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
    uint64 public forceBatchTimeout;
    /// The only account that may force batches; zero when everybody may.
    address public forceBatchAddress;

    /// Forced batches that wait: hash of transactions' hash, global exit root, timestamp and parent
    /// hash of the L1 block that they were forced in.
    mapping(uint64 forceBatchNum => bytes32) public forcedBatches;

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

    modifier onlyForcer() {
        if (forceBatchAddress != address(0) && forceBatchAddress != msg.sender) {
            revert ForceBatchNotAllowed();
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
    ) external virtual onlyRollupManager {
        setUp(_admin, sequencer, sequencerURL, _networkName);
    }

    function setUp(
        address _admin,
        address sequencer,
        string calldata sequencerURL,
        string calldata _networkName
    ) internal {
        admin = _admin;
        trustedSequencer = sequencer;
        trustedSequencerURL = sequencerURL;
        networkName = _networkName;
        forceBatchAddress = _admin;
        forceBatchTimeout = INITIAL_FORCE_BATCH_TIMEOUT;
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
        checkCount(batches.length);
        if (maxSequenceTimestamp > block.timestamp + TIMESTAMP_RANGE) {
            revert MaxTimestampSequenceInvalid();
        }
        bytes32 l1InfoRoot = globalExitRootManager.getRoot();
        bytes32 accInputHash = lastAccInputHash;
        uint64 forced = 0;
        for (uint256 i = 0; i < batches.length; ++i) {
            BatchData calldata batch = batches[i];
            if (batch.forcedTimestamp > 0) {
                accInputHash = takeForced(batch, lastForceBatchSequenced + ++forced, accInputHash, l2Coinbase);
                continue;
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
        payForForced(forced);
        if (pol != address(0)) {
            pull(rollupManager.getBatchFee() * (batches.length - forced), address(rollupManager));
        }
        uint64 lastBatch = sequenced(uint64(batches.length), accInputHash);
        if (initSequencedBatch != lastBatch - uint64(batches.length)) {
            revert InitSequencedBatchDoesNotMatch();
        }
        emit SequenceBatches(lastBatch, l1InfoRoot);
    }

    /// Puts transactions (no block header before them) into the queue that the sequencer must take
    /// its next forced batches from.
    function forceBatch(bytes calldata transactions, uint256 polAmount) external onlyForcer {
        uint256 fee = rollupManager.getForcedBatchFee();
        if (fee > polAmount) {
            revert NotEnoughPOLAmount();
        }
        if (transactions.length > MAX_FORCE_BATCH_BYTE_LENGTH) {
            revert TransactionsLengthAboveMax();
        }
        pull(fee, address(this));
        bytes32 exitRoot = globalExitRootManager.getLastGlobalExitRoot();
        uint64 number = ++lastForceBatch;
        forcedBatches[number] =
            queued(keccak256(transactions), exitRoot, uint64(block.timestamp), blockhash(block.number - 1));
        // Who calls directly has the data in the calldata already.
        emit ForceBatch(number, exitRoot, msg.sender, msg.sender == tx.origin ? bytes("") : transactions);
    }

    /// Sequences forced batches that the sequencer left lying for longer than the timeout.
    function sequenceForceBatches(BatchData[] calldata batches) external onlyForcer {
        checkCount(batches.length);
        if (lastForceBatchSequenced + batches.length > lastForceBatch) {
            revert ForceBatchesOverflow();
        }
        if (batches[batches.length - 1].forcedTimestamp + forceBatchTimeout > block.timestamp) {
            revert ForceBatchTimeoutNotExpired();
        }
        bytes32 accInputHash = lastAccInputHash;
        uint64 forced = 0;
        while (forced < batches.length) {
            BatchData calldata batch = batches[forced];
            accInputHash = takeForced(batch, lastForceBatchSequenced + ++forced, accInputHash, msg.sender);
        }
        payForForced(forced);
        emit SequenceForceBatches(sequenced(forced, accInputHash));
    }

    /// What each forced batch that waits brings to the rollup manager when it is sequenced.
    function calculatePolPerForceBatch() public view returns (uint256) {
        if (pol == address(0) || lastForceBatch == lastForceBatchSequenced) {
            return 0;
        }
        return IDevFeeToken(pol).balanceOf(address(this)) / (lastForceBatch - lastForceBatchSequenced);
    }

    function checkCount(uint256 batches) private pure {
        if (batches == 0) {
            revert SequenceZeroBatches();
        }
        if (batches > MAX_BATCHES_PER_SEQUENCE) {
            revert ExceedMaxVerifyBatches();
        }
    }

    /// Checks one batch against the queue and takes it out; returns the next accumulated input hash.
    function takeForced(BatchData calldata batch, uint64 number, bytes32 accInputHash, address coinbase)
        private
        returns (bytes32)
    {
        if (number > lastForceBatch) {
            revert ForceBatchesOverflow();
        }
        bytes32 dataHash = keccak256(batch.transactions);
        if (
            forcedBatches[number]
                != queued(dataHash, batch.forcedGlobalExitRoot, batch.forcedTimestamp, batch.forcedBlockHashL1)
        ) {
            revert ForcedDataDoesNotMatch();
        }
        delete forcedBatches[number];
        return keccak256(
            abi.encodePacked(
                accInputHash,
                dataHash,
                batch.forcedGlobalExitRoot,
                batch.forcedTimestamp,
                coinbase,
                batch.forcedBlockHashL1
            )
        );
    }

    function queued(bytes32 dataHash, bytes32 exitRoot, uint64 timestamp, bytes32 parentHash)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(dataHash, exitRoot, timestamp, parentHash));
    }

    /// Passes on what the forced batches paid, and counts them as sequenced.
    function payForForced(uint64 forced) private {
        if (forced == 0) {
            return;
        }
        uint256 amount = calculatePolPerForceBatch() * forced;
        lastForceBatchSequenced += forced;
        if (amount > 0) {
            require(IDevFeeToken(pol).transfer(address(rollupManager), amount), "fee token refuses");
        }
    }

    function pull(uint256 amount, address to) private {
        if (amount > 0) {
            require(IDevFeeToken(pol).transferFrom(msg.sender, to, amount), "fee token refuses");
        }
    }

    function sequenced(uint64 batches, bytes32 accInputHash) internal returns (uint64) {
        lastAccInputHash = accInputHash;
        return rollupManager.onSequenceBatches(batches, accInputHash);
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

    /// It can only be made shorter, so that nobody who forced a batch waits longer than promised.
    function setForceBatchTimeout(uint64 newforceBatchTimeout) external onlyAdmin {
        if (newforceBatchTimeout > MAX_FORCE_BATCH_TIMEOUT || newforceBatchTimeout >= forceBatchTimeout) {
            revert InvalidRangeForceBatchTimeout();
        }
        forceBatchTimeout = newforceBatchTimeout;
        emit SetForceBatchTimeout(newforceBatchTimeout);
    }

    /// Once everybody may force batches (zero), that stays so.
    function setForceBatchAddress(address newForceBatchAddress) external onlyAdmin {
        if (forceBatchAddress == address(0)) {
            revert ForceBatchesDecentralized();
        }
        forceBatchAddress = newForceBatchAddress;
        emit SetForceBatchAddress(newForceBatchAddress);
    }
}
