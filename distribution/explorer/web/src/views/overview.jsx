import { useNetwork, useRead } from '../state.js';
import { count } from '../format.js';
import { Link, Read, Stage } from '../parts.jsx';
import { BatchTable, readBatches } from './batches.jsx';
import { BlockTable, readBlocks } from './blocks.jsx';
import { NodeState } from './nodes.jsx';

export function Overview() {
  const { l2 } = useNetwork();
  const batches = useRead(() => readBatches(l2, undefined, 5), [l2], { refresh: true });
  const blocks = useRead(() => readBlocks(l2, undefined, 6), [l2], { refresh: true });
  return (
    <>
      <h1 tabIndex={-1}>Overview</h1>
      {/* Read with the blocks below. */}
      {blocks.value && (
        <ul class="tiles">
          <Tile name="trusted" block={blocks.value.last} />
          <Tile name="virtual" block={blocks.value.safe} />
          <Tile name="verified" block={blocks.value.finalized} />
        </ul>
      )}
      <h2>
        <Link to="batches">Batches</Link>
      </h2>
      <Read state={batches}>{(read) => <BatchTable batches={read.batches} />}</Read>
      <h2>
        <Link to="blocks">Blocks</Link>
      </h2>
      <Read state={blocks}>{(read) => <BlockTable read={read} />}</Read>
      <h2>
        <Link to="nodes">Nodes</Link>
      </h2>
      <NodeList />
    </>
  );
}

function Tile({ name, block }) {
  return (
    <li>
      <Stage at={name} />
      <Link to={`block/${block}`}>block {count(block)}</Link>
    </li>
  );
}

function NodeList() {
  const { nodes } = useNetwork();
  return (
    <ul class="plain">
      {nodes.map((node) => (
        <NodeLine key={node.url} node={node} />
      ))}
    </ul>
  );
}

function NodeLine({ node }) {
  const state = useRead(() => node.call('zknode_status'), [node], { refresh: true });
  return (
    <li>
      <span class="long">{node.url}</span>{' '}
      {state.loading && <span role="status">reading …</span>}
      {state.error ? (
        <span class="problem">{state.error.message}</span>
      ) : (
        state.value && (
          <>
            <NodeState of={state.value.state} /> {state.value.roles.join(', ')}
          </>
        )
      )}
    </li>
  );
}
