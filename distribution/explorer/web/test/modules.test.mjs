// What the page makes of data, without a browser: node --test
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { callData, checksum, decodeCall, decodeLog, decodeResult, revertText } from '../src/abi.js';
import { advice } from '../src/advice.js';
import { delays, OF_L1 } from '../src/delays.js';
import { age, units } from '../src/format.js';
import { readTokens } from '../src/tokens.js';

const word = (value) => BigInt(value).toString(16).padStart(64, '0');

test('a call of a known function has names and values', () => {
  const to = '70997970c51812dc3a010c7d01b50e0d17dc79c8';
  assert.deepEqual(decodeCall('0xa9059cbb' + to.padStart(64, '0') + word(5)), {
    name: 'transfer',
    args: [
      { name: 'to', type: 'address', value: '0x' + to },
      { name: 'amount', type: 'uint256', value: 5n },
    ],
  });
  assert.equal(decodeCall('0x12345678'), undefined);
  assert.equal(decodeCall('0x'), undefined);
});

test('tuples, arrays and bytes are decoded', () => {
  const input =
    '0xdef57e54' +
    [
      word(128), word(7), word(1), word(9), // batches, times and coinbase
      word(1), word(32), // one batch
      word(128), word(3), word(4), word(5), // its bytes are behind its other fields
      word(2), 'abcd'.padEnd(64, '0'),
    ].join('');
  const call = decodeCall(input);
  assert.equal(call.name, 'sequenceBatches');
  assert.deepEqual(call.args[0].value, [['0xabcd', '0x' + word(3), 4n, '0x' + word(5)]]);
  assert.equal(call.args[3].value, '0x' + word(9).slice(24));
});

test('what does not decode is shown as it is, and quickly', () => {
  for (const tail of [
    '',
    word(1),
    'ff'.repeat(32).repeat(4),
    word(128) + word(0).repeat(3) + 'ff'.repeat(32),
    word(128) + word(0).repeat(3) + word(10_000) + word(0).repeat(3),
    'zz'.repeat(128),
  ]) {
    const start = Date.now();
    assert.doesNotThrow(() => decodeCall('0xdef57e54' + tail));
    assert.ok(Date.now() - start < 1_000);
  }
  assert.equal(decodeCall('0xa9059cbb' + word(1)), undefined);
});

test('an event is told from its like by the number of its topics', () => {
  const transfer = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
  const topics = [transfer, '0x' + word(1), '0x' + word(2)];
  assert.equal(decodeLog({ topics, data: '0x' + word(3) }).args[2].name, 'value');
  const token = decodeLog({ topics: [...topics, '0x' + word(3)], data: '0x' });
  assert.deepEqual(token.args[2], { name: 'tokenId', type: 'uint256', value: 3n });
  assert.equal(decodeLog({ topics: [], data: '0x' }), undefined);
  assert.equal(decodeLog({ topics, data: '0x' }), undefined);
});

test('a revert is a sentence if it is one', () => {
  const reason = '0x08c379a0' + word(32) + word(2) + '6e6f'.padEnd(64, '0');
  assert.equal(revertText(reason), 'no');
  assert.equal(revertText('0x08c379a0'), '0x08c379a0');
  assert.equal(revertText('0x4e487b71' + word(17)), 'Panic(0x11)');
  assert.equal(revertText('0xdeadbeef'), '0xdeadbeef');
  assert.equal(revertText('0x'), 'without data');
});

test('calls and results of tokens', () => {
  assert.equal(callData('decimals()'), '0x313ce567');
  assert.equal(callData('balanceOf(address)', '0x' + 'Ab'.repeat(20)), '0x70a08231' + 'ab'.repeat(20).padStart(64, '0'));
  assert.equal(decodeResult('uint256', '0x' + word(18)), 18n);
  assert.equal(decodeResult('string', '0x'), undefined);
  assert.equal(decodeResult('string', '0x' + word(9)), undefined);
});

/** A node that answers eth_getLogs as Besu does: for 5,000 blocks at the most. */
function nodeWith(head, logs) {
  const answer = (method, range) => {
    if (method !== 'eth_getLogs') {
      return '0x';
    }
    const [from, to] = [Number(range.fromBlock), Number(range.toBlock)];
    if (to - from + 1 > 5_000) {
      return new Error('Requested range exceeds maximum range limit');
    }
    return logs.filter((log) => range.topics[1] === null && log.blockNumber >= from && log.blockNumber <= to);
  };
  return { call: async () => head, all: async (calls) => calls.map(([method, range]) => answer(method, range)) };
}

test('tokens are those of the newest transfers, read in ranges that a node takes', async () => {
  const account = '0x' + '11'.repeat(20);
  const transfer = (address, blockNumber, logIndex = 0) => ({ address, blockNumber, logIndex });
  const read = (head, logs) => readTokens(nodeWith(head, logs), account);
  const names = ({ tokens }) => tokens.map((token) => token.contract);

  // Each block is in one range, the oldest is head - 19,999.
  const edges = [5_000, 5_001, 10_000, 10_001, 15_000, 15_001, 20_000, 20_001, 24_999].map((block) =>
    transfer(`token of ${block}`, block),
  );
  const all = await read(24_999, [transfer('too old', 4_999), ...edges]);
  assert.deepEqual(names(all), edges.map((log) => log.address).reverse());
  assert.equal(all.more, false);

  const young = await read(3, [transfer('a', 0), transfer('b', 3, 1), transfer('c', 3, 2), transfer('b', 1)]);
  assert.deepEqual(names(young), ['c', 'b', 'a']);

  const many = Array.from({ length: 16 }, (_, i) => transfer(`token ${i}`, 6_000 + i));
  const newest = await read(24_999, many);
  assert.deepEqual(names(newest), many.slice(1).map((log) => log.address).reverse());
  assert.equal(newest.more, true);
  assert.equal((await read(24_999, many.slice(1))).more, false);
});

test('amounts are exact, addresses have a checksum (EIP-55)', () => {
  assert.equal(units('1234567890000000000000'), '1,234.56789');
  assert.equal(units(1n), '0.000000000000000001');
  assert.equal(units(0n), '0');
  assert.equal(units(1_500n, 0), '1,500');
  assert.equal(checksum('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'), '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed');
  assert.equal(age(59), '59 s ago');
  assert.equal(age(3_700), '1 h ago');
});

test('each reason and halt of the operators\' page has an advice', async () => {
  const known = advice(await readFile(process.env.OPERATIONS, 'utf8'));
  for (const key of ['synchronizer', 'l1-sync', 'standby', 'engine-anvil', 'trusted-reorg', 'defect']) {
    const [means, todo] = known.get(key);
    assert.ok(means && todo, key);
    assert.doesNotMatch(means + todo, /[`*]|\]\(/);
  }
  assert.ok(known.size > 50);
  assert.equal(advice(undefined).size, 0);
});

test('what keeps a node from following L1 is told where deposits are, and explained', async () => {
  const status = {
    reasons: [
      { key: 'not-enough-verifiers', text: 'batch 7 has 0 of 1' },
      { key: 'l1-standstill', text: 'no L1 endpoint has a block after 10 for 40 s' },
    ],
  };
  assert.deepEqual(delays(status), [status.reasons[1]]);
  assert.deepEqual(delays({ reasons: [] }), []);
  assert.deepEqual(delays(undefined), []);
  const known = advice(await readFile(process.env.OPERATIONS, 'utf8'));
  OF_L1.forEach((key) => assert.equal(known.get(key)?.length, 2, key));
});
