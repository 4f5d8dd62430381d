// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDaiPermit, IERC20, IPermit} from "./BridgeInterfaces.sol";

/// Moves tokens into and out of the calling contract, also of tokens that return nothing.
library TokenTransfer {
    error NotValidOwner();
    error NotValidSpender();
    error NotValidAmount();
    error NotValidSignature();
    error TokenTransferFailed(address token);

    /// Takes tokens from an account; returns what arrived, which is less where the token keeps a fee.
    function pull(address token, address from, uint256 amount) internal returns (uint256) {
        uint256 before = IERC20(token).balanceOf(address(this));
        call(token, abi.encodeCall(IERC20.transferFrom, (from, address(this), amount)));
        return IERC20(token).balanceOf(address(this)) - before;
    }

    function push(address token, address to, uint256 amount) internal {
        call(token, abi.encodeCall(IERC20.transfer, (to, amount)));
    }

    /// Passes the caller's signed allowance on to the token. The token's refusal is not looked at:
    /// somebody else may have used the signature before, and without an allowance nothing is moved.
    function permit(address token, uint256 amount, bytes calldata permitData) internal {
        bytes4 method = bytes4(permitData[:4]);
        address owner;
        address spender;
        if (method == IPermit.permit.selector) {
            uint256 value;
            (owner, spender, value) = abi.decode(permitData[4:], (address, address, uint256));
            if (value != amount) {
                revert NotValidAmount();
            }
        } else if (method == IDaiPermit.permit.selector) {
            (owner, spender) = abi.decode(permitData[4:], (address, address));
        } else {
            revert NotValidSignature();
        }
        if (owner != msg.sender) {
            revert NotValidOwner();
        }
        if (spender != address(this)) {
            revert NotValidSpender();
        }
        (bool ignored,) = token.call(permitData);
        ignored;
    }

    function call(address token, bytes memory data) private {
        (bool success, bytes memory result) = token.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        // What is no contract returns nothing either.
        if (result.length == 0 ? token.code.length == 0 : !abi.decode(result, (bool))) {
            revert TokenTransferFailed(token);
        }
    }
}
