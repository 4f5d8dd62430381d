// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Hooked} from "./Hooked.sol";

/// A token that answers whatever it is told to answer. Everybody may mint.
contract OddToken is Hooked {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address holder => uint256) public nonces;

    bytes private nameAnswer;
    bytes private symbolAnswer;
    bytes private decimalsAnswer;
    bytes private moveAnswer = abi.encode(true);
    /// Of 100.
    uint256 private fee;

    /// An empty answer is a revert.
    function setMetadata(bytes calldata name_, bytes calldata symbol_, bytes calldata decimals_) external {
        nameAnswer = name_;
        symbolAnswer = symbol_;
        decimalsAnswer = decimals_;
    }

    function setMoves(bytes calldata answer_, uint256 feePercent) external {
        moveAnswer = answer_;
        fee = feePercent;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    /// DAI's permit; the signature is of keccak256(holder, spender, nonce, expiry, allowed) alone.
    function permit(
        address holder,
        address spender,
        uint256 nonce,
        uint256 expiry,
        bool allowed,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(expiry == 0 || block.timestamp <= expiry, "expired");
        require(nonce == nonces[holder]++, "nonce");
        bytes32 content = keccak256(abi.encode(holder, spender, nonce, expiry, allowed));
        require(holder != address(0) && ecrecover(content, v, r, s) == holder, "signature");
        allowance[holder][spender] = allowed ? type(uint256).max : 0;
    }

    function transfer(address to, uint256 amount) external {
        move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
    }

    function name() external view {
        tell(nameAnswer);
    }

    function symbol() external view {
        tell(symbolAnswer);
    }

    function decimals() external view {
        tell(decimalsAnswer);
    }

    function move(address from, address to, uint256 amount) private {
        hook();
        balanceOf[from] -= amount;
        balanceOf[to] += amount - (amount * fee) / 100;
        bytes memory result = moveAnswer;
        assembly ("memory-safe") {
            return(add(result, 0x20), mload(result))
        }
    }

    function tell(bytes memory result) private pure {
        require(result.length > 0, "no such thing");
        assembly ("memory-safe") {
            return(add(result, 0x20), mload(result))
        }
    }
}
