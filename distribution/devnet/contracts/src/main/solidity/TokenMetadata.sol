// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Metadata} from "./BridgeInterfaces.sol";

/// Reads name, symbol and decimals of any token, however it answers.
library TokenMetadata {
    string private constant NOT_VALID = "NOT_VALID_ENCODING";
    uint8 private constant DEFAULT_DECIMALS = 18;

    /// abi.encode(name, symbol, decimals).
    function read(address token) internal view returns (bytes memory) {
        return abi.encode(name(token), symbol(token), decimals(token));
    }

    function name(address token) internal view returns (string memory) {
        (bool success, bytes memory data) = token.staticcall(abi.encodeCall(IERC20Metadata.name, ()));
        return success ? text(data) : "NO_NAME";
    }

    function symbol(address token) internal view returns (string memory) {
        (bool success, bytes memory data) = token.staticcall(abi.encodeCall(IERC20Metadata.symbol, ()));
        return success ? text(data) : "NO_SYMBOL";
    }

    function decimals(address token) internal view returns (uint8) {
        (bool success, bytes memory data) = token.staticcall(abi.encodeCall(IERC20Metadata.decimals, ()));
        if (!success || data.length != 32) {
            return DEFAULT_DECIMALS;
        }
        uint256 value = word(data, 0);
        return value > type(uint8).max ? DEFAULT_DECIMALS : uint8(value);
    }

    /// A string, or a bytes32 that is filled up with zeros.
    function text(bytes memory data) private pure returns (string memory) {
        if (data.length == 32) {
            uint256 length = 0;
            while (length < 32 && data[length] != 0) {
                ++length;
            }
            return length == 0 ? NOT_VALID : string(slice(data, 0, length));
        }
        if (data.length < 64) {
            return NOT_VALID;
        }
        uint256 offset = word(data, 0);
        if (offset > data.length - 32) {
            return NOT_VALID;
        }
        uint256 size = word(data, offset);
        return size > data.length - 32 - offset ? NOT_VALID : string(slice(data, offset + 32, size));
    }

    function word(bytes memory data, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(data, 0x20), offset))
        }
    }

    function slice(bytes memory data, uint256 offset, uint256 size) private pure returns (bytes memory part) {
        part = new bytes(size);
        assembly ("memory-safe") {
            mcopy(add(part, 0x20), add(add(data, 0x20), offset), size)
        }
    }
}
