// The tokens of an account, by the newest transfers to or from it.
import { callData, decodeResult, topicOf } from './abi.js';
import { hex, num } from './format.js';

/** They are looked for in the logs of so many newest blocks. */
export const TOKEN_BLOCKS = 20_000;

/** Blocks of one eth_getLogs: Besu takes no more unless it is told to. */
const PIECE = 5_000;

const MOST_TOKENS = 15;
const TRANSFER = topicOf('Transfer(address,address,uint256)');
const VIEWS = ['name()', 'symbol()', 'decimals()', 'balanceOf(address)'];

function required(answers) {
  const failed = answers.find((each) => each instanceof Error);
  if (failed) {
    throw failed;
  }
  return answers;
}

const newestFirst = (a, b) => num(b.blockNumber) - num(a.blockNumber) || num(b.logIndex) - num(a.logIndex);

/** Contracts of transfers, the one with the newest first; one above the most when there are more. */
async function contractsOf(l2, address) {
  const head = num(await l2.call('eth_blockNumber'));
  const word = '0x' + address.slice(2).toLowerCase().padStart(64, '0');
  const oldest = Math.max(0, head - TOKEN_BLOCKS + 1);
  const contracts = new Set();
  for (let to = head; to >= oldest && contracts.size <= MOST_TOKENS; to -= PIECE) {
    const range = { fromBlock: hex(Math.max(oldest, to - PIECE + 1)), toBlock: hex(to) };
    const found = required(
      await l2.all([
        ['eth_getLogs', { ...range, topics: [TRANSFER, null, word] }],
        ['eth_getLogs', { ...range, topics: [TRANSFER, word] }],
      ]),
    );
    found
      .flat()
      .sort(newestFirst)
      .forEach((log) => contracts.add(log.address));
  }
  return [...contracts];
}

/**
 * The tokens whose transfers are the newest.
 *
 * @returns {Promise<{tokens: object[], more: boolean}>} more: there are others in those blocks
 */
export async function readTokens(l2, address) {
  const all = await contractsOf(l2, address);
  const contracts = all.slice(0, MOST_TOKENS);
  const answers = await l2.all(
    contracts.flatMap((to) =>
      VIEWS.map((signature) => [
        'eth_call',
        { to, data: callData(signature, signature.endsWith('(address)') ? address : undefined) },
        'latest',
      ]),
    ),
  );
  const tokens = contracts.map((contract, i) => {
    const [name, symbol, decimals, balance] = answers.slice(VIEWS.length * i, VIEWS.length * (i + 1));
    return {
      contract,
      name: decodeResult('string', name) ?? '?',
      symbol: decodeResult('string', symbol) ?? '?',
      decimals: Number(decodeResult('uint256', decimals) ?? 0n),
      balance: decodeResult('uint256', balance),
    };
  });
  return { tokens, more: all.length > MOST_TOKENS };
}
