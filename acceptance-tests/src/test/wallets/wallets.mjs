// What viem and ethers make of a node's answers: node wallets.mjs URL PRIVATE_KEY; a line of JSON for each transaction.
import { JsonRpcProvider, Wallet } from 'ethers';
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const [url, key] = process.argv.slice(2);
/** Init code that logs nothing but its address, and leaves an empty contract. */
const LOGS = '0x60006000a000';
const WAIT = 8_000;

const show = (library, call, early, final) =>
  console.log(
    JSON.stringify({ library, call, early, final }, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  );

/** Some write addresses with a checksum. */
const lower = (address) => address?.toLowerCase() ?? null;

/** What has to stay as it was told first. */
const kept = (receipt, status, index) => ({
  hash: receipt.transactionHash ?? receipt.hash,
  block: receipt.blockNumber,
  index,
  status,
  gas: receipt.gasUsed,
  contract: lower(receipt.contractAddress),
  logs: receipt.logs.map((log) => ({ address: lower(log.address), topics: log.topics, data: log.data })),
});

async function viem() {
  const account = privateKeyToAccount(key);
  const probe = createPublicClient({ transport: http(url) });
  const chain = defineChain({
    id: await probe.getChainId(),
    name: 'rollup',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const reader = createPublicClient({ chain, transport: http(url), pollingInterval: 100 });
  const wallet = createWalletClient({ account, chain, transport: http(url) });
  const view = (receipt) => kept(receipt, receipt.status, receipt.transactionIndex);
  for (const [call, request] of [
    ['transfer', { to: account.address, value: 1n }],
    ['creation', { data: LOGS }],
  ]) {
    const early = await wallet.sendTransactionSync({ ...request, timeout: WAIT });
    const final = await reader.waitForTransactionReceipt({ hash: early.transactionHash, timeout: WAIT });
    show('viem', call, view(early), { ...view(final), blockHash: final.blockHash });
  }
  const request = await wallet.prepareTransactionRequest({ to: account.address, value: 1n });
  const serializedTransaction = await wallet.signTransaction(request);
  try {
    await wallet.sendRawTransactionSync({ serializedTransaction, timeout: 1 });
    show('viem', 'timeout', { answered: true });
  } catch (error) {
    const answer = error.walk((each) => each.data !== undefined);
    const final = await reader.waitForTransactionReceipt({ hash: answer.data, timeout: WAIT });
    show('viem', 'timeout', { code: answer.code, data: answer.data }, view(final));
  }
}

async function ethers() {
  const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 100 });
  const wallet = new Wallet(key, provider);
  const sent = await wallet.sendTransaction({ to: wallet.address, value: 1n });
  const mined = await sent.wait(1, WAIT);
  show('ethers', 'sendTransaction', { hash: sent.hash, status: 1 }, { hash: mined.hash, status: mined.status });

  const raw = await wallet.signTransaction(await wallet.populateTransaction({ data: LOGS }));
  const early = await provider.send('eth_sendRawTransactionSync', [raw, WAIT]);
  const final = await provider.waitForTransaction(early.transactionHash, 1, WAIT);
  show(
    'ethers',
    'eth_sendRawTransactionSync',
    kept(
      { ...early, blockNumber: Number(early.blockNumber), gasUsed: Number(early.gasUsed) },
      Number(early.status),
      Number(early.transactionIndex),
    ),
    kept(final, final.status, final.index),
  );
  provider.destroy();
}

await viem();
await ethers();
