// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AppendOnlyTree} from "./AppendOnlyTree.sol";
import {IGlobalExitRootManager} from "./BridgeInterfaces.sol";
import {TokenMetadata} from "./TokenMetadata.sol";
import {WrappedToken} from "./WrappedToken.sol";

/// What a bridge is of, and the wrapped tokens that it has created. There are no immutables and there
/// is no proxy, so that it can stand in a genesis file with these slots written out.
abstract contract BridgeBase is AppendOnlyTree {
    struct TokenInformation {
        uint32 originNetwork;
        address originTokenAddress;
    }

    error DestinationNetworkInvalid();
    error GasTokenNetworkMustBeZeroOnEther();
    error FailedTokenWrappedDeployment();
    error AlreadyInitialized();
    error OnlyInitializer();

    event NewWrappedToken(
        uint32 originNetwork, address originTokenAddress, address wrappedTokenAddress, bytes metadata
    );

    uint8 internal constant LEAF_TYPE_ASSET = 0;
    uint8 internal constant LEAF_TYPE_MESSAGE = 1;

    /// 0 on L1, the rollup id on a rollup.
    uint32 public networkID;
    IGlobalExitRootManager public globalExitRootManager;
    /// Deposits that the exit root manager knows of.
    uint32 public lastUpdatedDepositCount;

    /// 256 claims a word, by index (docs/spec/bridge.md, "Claims").
    mapping(uint256 word => uint256) public claimedBitMap;
    mapping(bytes32 tokenInfo => address) public tokenInfoToWrappedToken;
    mapping(address wrappedToken => TokenInformation) public wrappedTokenToTokenInfo;

    address public polygonRollupManager;

    /// Zero where ether pays for gas.
    address public gasTokenAddress;
    uint32 public gasTokenNetwork;
    bytes public gasTokenMetadata;
    /// Stands for ether where another token pays for gas.
    WrappedToken public WETHToken;

    /// Who may initialize: who created the contract. In a genesis file nobody, its slots are written out.
    address private initializer;

    constructor() {
        initializer = msg.sender;
    }

    function initialize(
        uint32 _networkID,
        address _gasTokenAddress,
        uint32 _gasTokenNetwork,
        IGlobalExitRootManager _globalExitRootManager,
        address _polygonRollupManager,
        bytes calldata _gasTokenMetadata
    ) external {
        if (address(globalExitRootManager) != address(0)) {
            revert AlreadyInitialized();
        }
        if (initializer != msg.sender) {
            revert OnlyInitializer();
        }
        networkID = _networkID;
        globalExitRootManager = _globalExitRootManager;
        polygonRollupManager = _polygonRollupManager;
        delete initializer;
        if (_gasTokenAddress == address(0)) {
            if (_gasTokenNetwork != 0) {
                revert GasTokenNetworkMustBeZeroOnEther();
            }
            return;
        }
        gasTokenAddress = _gasTokenAddress;
        gasTokenNetwork = _gasTokenNetwork;
        gasTokenMetadata = _gasTokenMetadata;
        WETHToken = createToken(bytes32(0), abi.encode("Wrapped Ether", "WETH", uint8(18)));
    }

    /// What a wrapped token is created with, before its metadata.
    function BASE_INIT_BYTECODE_WRAPPED_TOKEN() public pure returns (bytes memory) {
        return type(WrappedToken).creationCode;
    }

    function getTokenWrappedAddress(uint32 originNetwork, address originTokenAddress)
        external
        view
        returns (address)
    {
        return tokenInfoToWrappedToken[tokenInfo(originNetwork, originTokenAddress)];
    }

    /// Where the wrapped token of this token is or will be, if it has this metadata on its network.
    function precalculatedWrapperAddress(
        uint32 originNetwork,
        address originTokenAddress,
        string memory name,
        string memory symbol,
        uint8 decimals
    ) public view returns (address) {
        return address(
            uint160(
                uint256(
                    keccak256(
                        abi.encodePacked(
                            bytes1(0xff),
                            address(this),
                            tokenInfo(originNetwork, originTokenAddress),
                            keccak256(
                                abi.encodePacked(
                                    BASE_INIT_BYTECODE_WRAPPED_TOKEN(), abi.encode(name, symbol, decimals)
                                )
                            )
                        )
                    )
                )
            )
        );
    }

    /// The same with the metadata that a token of this network has.
    function calculateTokenWrapperAddress(uint32 originNetwork, address originTokenAddress, address token)
        external
        view
        returns (address)
    {
        return precalculatedWrapperAddress(
            originNetwork,
            originTokenAddress,
            TokenMetadata.name(token),
            TokenMetadata.symbol(token),
            TokenMetadata.decimals(token)
        );
    }

    /// abi.encode(name, symbol, decimals).
    function getTokenMetadata(address token) public view returns (bytes memory) {
        return TokenMetadata.read(token);
    }

    /// Mints the token that stands for another network's, creating it at its first claim.
    function mintWrapped(
        uint32 originNetwork,
        address originTokenAddress,
        address to,
        uint256 amount,
        bytes calldata metadata
    ) internal {
        bytes32 info = tokenInfo(originNetwork, originTokenAddress);
        address token = tokenInfoToWrappedToken[info];
        if (token == address(0)) {
            token = address(createToken(info, metadata));
            tokenInfoToWrappedToken[info] = token;
            wrappedTokenToTokenInfo[token] = TokenInformation(originNetwork, originTokenAddress);
            emit NewWrappedToken(originNetwork, originTokenAddress, token, metadata);
        }
        WrappedToken(token).mint(to, amount);
    }

    function tokenInfo(uint32 originNetwork, address originTokenAddress) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(originNetwork, originTokenAddress));
    }

    /// The metadata is what the constructor is called with, byte for byte: the address depends on it.
    function createToken(bytes32 salt, bytes memory metadata) private returns (WrappedToken token) {
        bytes memory code = abi.encodePacked(BASE_INIT_BYTECODE_WRAPPED_TOKEN(), metadata);
        assembly ("memory-safe") {
            token := create2(0, add(code, 0x20), mload(code), salt)
        }
        if (address(token) == address(0)) {
            revert FailedTokenWrappedDeployment();
        }
    }

    function getLeafValue(
        uint8 leafType,
        uint32 originNetwork,
        address originAddress,
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bytes32 metadataHash
    ) public pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                leafType, originNetwork, originAddress, destinationNetwork, destinationAddress, amount, metadataHash
            )
        );
    }
}
