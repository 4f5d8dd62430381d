import { RpcError } from '../rpc.js';
import { functionName } from '../abi.js';
import { count, gwei, hex, num, units } from '../format.js';
import { useNetwork, useRead } from '../state.js';
import { Address, Badge, BlockLink, Facts, Hash, Link, Pager, Read, Stage, Table, TxLink, When } from '../parts.jsx';

const PAGE = 15;
const TRANSACTIONS = 25;

export async function readBlocks(l2, before, size) {
  const [latest, safe, finalized] = await l2.all([
    ['eth_blockNumber'],
    ['eth_getBlockByNumber', 'safe', false],
    ['eth_getBlockByNumber', 'finalized', false],
  ]);
  if (latest instanceof RpcError) {
    throw latest;
  }
  const last = num(latest);
  const from = Number.isFinite(before) ? Math.min(before - 1, last) : last;
  const numbers = Array.from({ length: Math.min(size, from + 1) }, (_, i) => from - i);
  const blocks = await l2.all(numbers.map((number) => ['eth_getBlockByNumber', hex(number), false]));
  const of = (block) => (block && !(block instanceof RpcError) ? num(block.number) : 0);
  return {
    last,
    safe: of(safe),
    finalized: of(finalized),
    blocks: blocks.filter((block) => block && !(block instanceof RpcError)),
  };
}

const stage = (number, { safe, finalized }) =>
  number <= finalized ? 'verified' : number <= safe ? 'virtual' : 'trusted';

export function BlockTable({ read }) {
  return (
    <Table
      caption="Blocks, newest first"
      head={['Block', 'Stage', 'Age', 'Transactions', 'Gas used', 'Hash']}
      rows={read.blocks.map((block) => ({
        key: block.hash,
        cells: [
          <BlockLink number={num(block.number)} />,
          <Stage at={stage(num(block.number), read)} />,
          <When at={num(block.timestamp)} />,
          block.transactions.length,
          count(block.gasUsed),
          <Hash of={block.hash} to={`block/${num(block.number)}`} />,
        ],
      }))}
    />
  );
}

export function Blocks({ before }) {
  const { l2 } = useNetwork();
  const state = useRead(() => readBlocks(l2, before, PAGE), [l2, before], { refresh: true });
  return (
    <>
      <h1 tabIndex={-1}>Blocks</h1>
      <Read state={state}>
        {(read) => {
          const first = read.blocks.length ? num(read.blocks[0].number) : 0;
          const end = read.blocks.length ? num(read.blocks.at(-1).number) : 0;
          return (
            <>
              <BlockTable read={read} />
              <Pager
                newer={first < read.last ? `blocks?before=${first + PAGE + 1}` : undefined}
                older={end > 0 ? `blocks?before=${end}` : undefined}
              />
            </>
          );
        }}
      </Read>
    </>
  );
}

/** A page of a block's transactions: ots_ gives them with receipts, other nodes without. */
async function readBlock(l2, id, page) {
  const block = await l2.call(
    String(id).startsWith('0x') ? 'eth_getBlockByHash' : 'eth_getBlockByNumber',
    String(id).startsWith('0x') ? id : hex(id),
    false,
  );
  if (!block) {
    return null;
  }
  const number = num(block.number);
  const part = await l2.optional('ots_getBlockTransactions', number, page, TRANSACTIONS);
  const batch = await l2.optional('zkevm_batchNumberByBlockNumber', hex(number));
  if (part) {
    return { block, batch, transactions: part.fullblock.transactions, receipts: part.receipts };
  }
  const full = await l2.call('eth_getBlockByNumber', hex(number), true);
  const from = page * TRANSACTIONS;
  return { block, batch, transactions: full.transactions.slice(from, from + TRANSACTIONS), receipts: [] };
}

export function Block({ id, page }) {
  const { l2 } = useNetwork();
  const state = useRead(() => readBlock(l2, id, page), [l2, id, page]);
  return (
    <>
      <h1 tabIndex={-1}>Block {String(id).startsWith('0x') ? '' : id}</h1>
      <Read state={state}>
        {(read) => (read === null ? <p>There is no such block.</p> : <BlockFacts {...read} page={page} />)}
      </Read>
    </>
  );
}

function BlockFacts({ block, batch, transactions, receipts, page }) {
  const number = num(block.number);
  const all = block.transactions.length;
  return (
    <>
      <Pager newer={`block/${number + 1}`} older={number > 0 ? `block/${number - 1}` : undefined} />
      <Facts
        rows={[
          ['Hash', <Hash of={block.hash} full />],
          ['Parent', <Hash of={block.parentHash} to={number > 0 && `block/${number - 1}`} full />],
          ['Time', <When at={num(block.timestamp)} />],
          ['Batch', batch ? <Link to={`batch/${num(batch)}`}>{count(num(batch))}</Link> : '–'],
          ['Coinbase', <Address of={block.miner} full />],
          ['Gas used', `${count(block.gasUsed)} of ${count(block.gasLimit)}`],
          ['Base fee', gwei(block.baseFeePerGas ?? 0)],
          ['State root', <Hash of={block.stateRoot} full />],
          ['L1 info root', block.parentBeaconBlockRoot && <Hash of={block.parentBeaconBlockRoot} full />],
        ]}
      />
      <h2>Transactions</h2>
      <TransactionTable transactions={transactions} receipts={receipts} empty="the block is empty" />
      {all > TRANSACTIONS && (
        <Pager
          newer={page > 0 ? `block/${number}?page=${page - 1}` : undefined}
          older={(page + 1) * TRANSACTIONS < all ? `block/${number}?page=${page + 1}` : undefined}
        />
      )}
    </>
  );
}

/** Function by name if it is known, else its selector. */
function action(tx) {
  if (!tx.to) {
    return 'new contract';
  }
  if (tx.input === '0x') {
    return 'transfer';
  }
  return functionName(tx.input) ?? tx.input.slice(0, 10);
}

export function TransactionTable({ transactions, receipts, empty, withBlock }) {
  const head = ['Transaction', withBlock && 'Block', 'Status', 'From', 'To', 'What', 'Value'].filter(Boolean);
  return (
    <Table
      caption="Transactions"
      head={head}
      empty={empty}
      rows={transactions.map((tx, i) => ({
        key: tx.hash,
        cells: [
          <TxLink hash={tx.hash} />,
          withBlock && <BlockLink number={num(tx.blockNumber)} />,
          receipts[i] ? <Status of={receipts[i]} /> : '–',
          <Address of={tx.from} />,
          tx.to ? <Address of={tx.to} /> : '–',
          action(tx),
          units(tx.value),
        ].filter((cell) => cell !== undefined && cell !== false),
      }))}
    />
  );
}

export const Status = ({ of }) =>
  num(of.status) === 1 ? <Badge kind="good">success</Badge> : <Badge kind="bad">failed</Badge>;
