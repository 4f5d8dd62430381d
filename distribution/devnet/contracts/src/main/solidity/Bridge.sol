// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BridgeClaims} from "./BridgeClaims.sol";
import {BridgeDeposits} from "./BridgeDeposits.sol";

/// The bridge of L1 and of every rollup, with the ABI of the deployed one (docs/spec/bridge.md).
contract Bridge is BridgeDeposits, BridgeClaims {}
