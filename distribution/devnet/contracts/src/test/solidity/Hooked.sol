// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Calls something, once, when it is called itself.
abstract contract Hooked {
    address private target;
    bytes private data;
    bool public called;
    bool public succeeded;
    bytes public answer;

    /// What it calls back when it is called next.
    function setHook(address _target, bytes calldata _data) external {
        target = _target;
        data = _data;
    }

    function hook() internal {
        address to = target;
        if (to != address(0)) {
            target = address(0);
            called = true;
            (succeeded, answer) = to.call(data);
        }
    }

    /// Calls something in this contract's name.
    function run(address to, uint256 value, bytes calldata input) external payable {
        (bool success, bytes memory result) = to.call{value: value}(input);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }
}
