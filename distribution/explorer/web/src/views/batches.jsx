import { RpcError } from '../rpc.js';
import { count, hex, isZero, num } from '../format.js';
import { useNetwork, useRead } from '../state.js';
import { Address, BlockLink, Facts, Hash, L1Tx, Pager, Read, Stage, Table, TxLink, When } from '../parts.jsx';

const PAGE = 10;

export function stage(batch) {
  if (!isZero(batch.verifyBatchTxHash)) {
    return 'verified';
  }
  return isZero(batch.sendSequencesTxHash) ? 'trusted' : 'virtual';
}

/** Last batch, and the page's batches, newest first, each with its signatures. */
export async function readBatches(l2, before, size) {
  const last = num(await l2.call('zkevm_batchNumber'));
  const from = Number.isFinite(before) ? Math.min(before - 1, last) : last;
  const numbers = [];
  for (let number = from; number >= 0 && numbers.length < size; number--) {
    numbers.push(number);
  }
  const answers = await l2.all(
    numbers.flatMap((number) => [
      ['zkevm_getBatchByNumber', hex(number), false],
      ['zknode_getBatchSignatures', hex(number)],
    ]),
  );
  const batches = numbers.map((number, i) => ({
    number,
    batch: answers[2 * i],
    signatures: answers[2 * i + 1],
  }));
  const failed = batches.find(({ batch }) => batch instanceof RpcError);
  if (failed) {
    throw failed.batch;
  }
  return { last, batches: batches.filter(({ batch }) => batch !== null) };
}

const signed = (signatures) =>
  signatures instanceof RpcError ? '?' : signatures.length === 0 ? '–' : String(signatures.length);

export function BatchTable({ batches }) {
  return (
    <Table
      caption="Batches, newest first"
      head={['Batch', 'Stage', 'Blocks', 'Transactions', 'Signatures', 'Age', 'Sequence on L1', 'Proof on L1']}
      rows={batches.map(({ number, batch, signatures }) => ({
        key: number,
        cells: [
          <a href={`#/batch/${number}`}>{count(number)}</a>,
          <Stage at={stage(batch)} open={!batch.closed} />,
          batch.blocks.length,
          batch.transactions.length,
          signed(signatures),
          num(batch.timestamp) ? <When at={num(batch.timestamp)} /> : '–',
          <L1Tx hash={batch.sendSequencesTxHash} />,
          <L1Tx hash={batch.verifyBatchTxHash} />,
        ],
      }))}
    />
  );
}

export function Batches({ before }) {
  const { l2 } = useNetwork();
  const state = useRead(() => readBatches(l2, before, PAGE), [l2, before], { refresh: true });
  return (
    <>
      <h1 tabIndex={-1}>Batches</h1>
      <p class="muted">
        The sequencer closes a batch (trusted), its data is in a sequence on L1 (virtual), its proof is accepted there
        (verified).
      </p>
      <Read state={state}>
        {({ last, batches }) => (
          <>
            <BatchTable batches={batches} />
            <Pager
              newer={batches[0]?.number < last ? `batches?before=${batches[0].number + PAGE + 1}` : undefined}
              older={batches.at(-1)?.number > 0 ? `batches?before=${batches.at(-1).number}` : undefined}
            />
          </>
        )}
      </Read>
    </>
  );
}

export function Batch({ number }) {
  const { l2 } = useNetwork();
  const state = useRead(
    async () => {
      const [batch, signatures] = await l2.all([
        ['zkevm_getBatchByNumber', hex(number), true],
        ['zknode_getBatchSignatures', hex(number)],
      ]);
      if (batch instanceof RpcError) {
        throw batch;
      }
      return { batch, signatures };
    },
    [l2, number],
    { refresh: true },
  );
  return (
    <>
      <h1 tabIndex={-1}>Batch {number}</h1>
      <Read state={state}>
        {({ batch, signatures }) =>
          batch === null ? <p>There is no batch {number} yet.</p> : <BatchFacts batch={batch} signatures={signatures} />
        }
      </Read>
    </>
  );
}

function BatchFacts({ batch, signatures }) {
  const list = signatures instanceof RpcError ? [] : signatures;
  return (
    <>
      <Facts
        rows={[
          ['Stage', <Stage at={stage(batch)} open={!batch.closed} />],
          ['Sequence on L1', <L1Tx hash={batch.sendSequencesTxHash} full />],
          ['Proof on L1', <L1Tx hash={batch.verifyBatchTxHash} full />],
          num(batch.timestamp) && ['Last block', <When at={num(batch.timestamp)} />],
          ['Coinbase', <Address of={batch.coinbase} full />],
          batch.forcedBatchNumber && ['Forced batch', num(batch.forcedBatchNumber)],
          ['State root', <Hash of={batch.stateRoot} full />],
          ['Local exit root', <Hash of={batch.localExitRoot} full />],
          ['Global exit root', <Hash of={batch.globalExitRoot} full />],
          !isZero(batch.accInputHash) && ['Accumulated input hash', <Hash of={batch.accInputHash} full />],
          ['Data for L1', `${count((batch.batchL2Data.length - 2) / 2)} bytes`],
        ]}
      />
      <h2>Signatures</h2>
      <Table
        caption="Verifiers that signed this batch"
        head={['Verifier', 'Signature']}
        empty="no verifier has signed it"
        rows={list.map(({ signer, signature }) => ({
          key: signer,
          cells: [<Address of={signer} full />, <Hash of={signature} />],
        }))}
      />
      <h2>Blocks</h2>
      <Table
        caption="Blocks of this batch"
        head={['Block', 'Age', 'Transactions', 'Gas used', 'Hash']}
        rows={batch.blocks.map((block) => ({
          key: block.hash,
          cells: [
            <BlockLink number={num(block.number)} />,
            <When at={num(block.timestamp)} />,
            block.transactions.length,
            count(block.gasUsed),
            <Hash of={block.hash} to={`block/${num(block.number)}`} />,
          ],
        }))}
      />
      <h2>Transactions</h2>
      <Table
        caption="Transactions of this batch"
        head={['Transaction', 'Block', 'From', 'To']}
        rows={batch.transactions.map((tx) => ({
          key: tx.hash,
          cells: [
            <TxLink hash={tx.hash} />,
            <BlockLink number={num(tx.blockNumber)} />,
            <Address of={tx.from} />,
            tx.to ? <Address of={tx.to} /> : 'new contract',
          ],
        }))}
      />
    </>
  );
}
