// Parts of every view.
import { useContext, useState } from 'preact/hooks';
import { count, isZero, pretty, short, since, time } from './format.js';
import { OnL1, useNetwork } from './state.js';

export function Link({ to, children, ...rest }) {
  return (
    <a href={`#/${to}`} {...rest}>
      {children}
    </a>
  );
}

export function Address({ of, full }) {
  const elsewhere = useContext(OnL1);
  if (!of) {
    return '–';
  }
  const text = pretty(of);
  if (elsewhere) {
    return <Hash of={text} full={full} />;
  }
  return (
    <Link to={`address/${of}`} class="mono" title={text}>
      {full ? text : short(text, 8, 6)}
    </Link>
  );
}

export function Hash({ of, to, full }) {
  const text = full ? of : short(of);
  return to ? (
    <Link to={to} class="mono" title={of}>
      {text}
    </Link>
  ) : (
    <span class="mono" title={of}>
      {text}
    </span>
  );
}

export const TxLink = ({ hash, full }) => <Hash of={hash} to={`tx/${hash}`} full={full} />;

export const BlockLink = ({ number }) => <Link to={`block/${number}`}>{count(number)}</Link>;

/** A transaction on L1: at the explorer that was named, or here. */
export function L1Tx({ hash, full }) {
  const { l1Explorer, l1 } = useNetwork();
  if (isZero(hash)) {
    return '–';
  }
  if (l1Explorer) {
    return (
      <a class="mono" href={`${l1Explorer}/tx/${hash}`} title={hash}>
        {full ? hash : short(hash)}
      </a>
    );
  }
  return <Hash of={hash} to={l1 && `l1/tx/${hash}`} full={full} />;
}

export const When = ({ at }) => (
  <time dateTime={new Date(Number(at) * 1000).toISOString()} title={time(at)}>
    {since(at)}
  </time>
);

/** A read that is under way, failed, or gave something. */
export function Read({ state, children }) {
  return (
    <>
      {state.error && <Problem error={state.error} />}
      {state.value === undefined
        ? !state.error && (
            <p class="muted" role="status">
              reading …
            </p>
          )
        : children(state.value)}
    </>
  );
}

export const Problem = ({ error }) => (
  <p class="problem" role="alert">
    {error.message ?? String(error)}
  </p>
);

/** Rows of [name, value]; those without a value are left out. */
export function Facts({ rows }) {
  return (
    <dl class="facts">
      {rows
        .filter((row) => row && row[1] !== undefined && row[1] !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A table that becomes a list of cards on a narrow screen. */
export function Table({ caption, head, rows, empty = 'none' }) {
  if (rows.length === 0) {
    return <p class="muted">{empty}</p>;
  }
  return (
    <table>
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, i) => (
              <td key={head[i]} data-name={head[i]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STAGES = ['trusted', 'virtual', 'verified'];

/** How far a batch, a deposit or a block is. */
export function Stage({ at, open }) {
  const reached = STAGES.indexOf(at);
  return (
    <span class="stage" data-at={at}>
      {STAGES.map((name, i) => (
        <span key={name} class={i <= reached ? 'dot on' : 'dot'} aria-hidden="true" />
      ))}
      {open ? 'open' : at}
    </span>
  );
}

export const Badge = ({ kind, children }) => <span class={`badge ${kind}`}>{children}</span>;

/** Long data, shown when asked for. */
export function Data({ of }) {
  const [open, setOpen] = useState(false);
  if (of === undefined || of.length <= 80) {
    return <code class="data">{of}</code>;
  }
  return (
    <>
      <code class="data">{open ? of : of.slice(0, 74) + '…'}</code>{' '}
      <button type="button" onClick={() => setOpen(!open)} aria-expanded={open}>
        {open ? 'less' : `all ${count((of.length - 2) / 2)} bytes`}
      </button>
    </>
  );
}

/** Elements of an array shown at once. */
const MOST_VALUES = 64;

/** A decoded argument. */
export function Value({ type, value }) {
  if (Array.isArray(value)) {
    const inner = type.replace(/\[\d*\]$/, '');
    const shown = value.slice(0, MOST_VALUES);
    // A proof is zeros at its end.
    while (shown.length > 1 && typeof shown.at(-1) === 'string' && isZero(shown.at(-1))) {
      shown.pop();
    }
    return (
      <>
        <ol class="values">
          {shown.map((each, i) => (
            <li key={i}>
              <Value type={inner} value={each} />
            </li>
          ))}
        </ol>
        {shown.length < value.length && (
          <span class="muted">
            and {value.length - shown.length} more{value.length > MOST_VALUES ? '' : ', all zero'}
          </span>
        )}
      </>
    );
  }
  if (type === 'address') {
    return <Address of={value} full />;
  }
  return typeof value === 'string' && value.startsWith('0x') ? <Data of={value} /> : <span class="long">{String(value)}</span>;
}

export function Decoded({ call, empty }) {
  if (!call) {
    return empty ?? null;
  }
  return (
    <div class="decoded">
      <strong class="mono">{call.name}</strong>
      <Facts rows={call.args.map(({ name, type, value }) => [name, <Value type={type} value={value} />])} />
    </div>
  );
}

export function Pager({ newer, older }) {
  return (
    <nav class="pager" aria-label="pages">
      {newer === undefined ? <span /> : <Link to={newer}>← newer</Link>}
      {older === undefined ? <span /> : <Link to={older}>older →</Link>}
    </nav>
  );
}
