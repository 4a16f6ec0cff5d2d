// A person at a browser: opens an address in a headless Chromium, signs in as ada, agrees, and
// closes it once the browser is back at the listener.
//
// chromium.mjs FOLDER URL. Its profile is a new folder in that one: two browsers cannot share one.
// It speaks the DevTools protocol over the WebSocket of Node.js.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// Longer than a login takes on a busy machine.
const LONG = 120_000;

const [folder, url] = process.argv.slice(2);
const profile = mkdtempSync(join(folder, 'profile-'));
const home = new URL(url).origin;

const browser = spawn(
  'chromium',
  [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-dev-shm-usage',
    '--no-proxy-server',
    // Nothing leaves this machine.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
browser.on('error', (error) => {
  console.error(`chromium does not start; run ./tests/run, which installs it: ${error.message}`);
  process.exit(1);
});
let code = 1;
browser.on('exit', () => {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
});
const end = (wanted) => {
  code = wanted;
  browser.kill();
};
setTimeout(() => end(1), LONG);

// Where it is spoken to, it says itself.
const address = await new Promise((resolve) => {
  let said = '';
  browser.stderr.on('data', (bytes) => {
    said += bytes;
    const found = /DevTools listening on (ws:\S+)/.exec(said);
    if (found) resolve(found[1]);
  });
});

const socket = new WebSocket(address);
await new Promise((resolve) => socket.addEventListener('open', resolve));
let id = 0;
const waiting = new Map();
const listeners = [];
socket.addEventListener('message', ({ data }) => {
  const message = JSON.parse(data);
  if (message.id) {
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else resolve(message.result);
  } else {
    for (const listener of listeners) listener(message);
  }
});
const call = (method, params = {}, sessionId = undefined) =>
  new Promise((resolve, reject) => {
    id += 1;
    waiting.set(id, { resolve, reject });
    socket.send(JSON.stringify({ id, method, params, sessionId }));
  });

const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });

// What a person does with each page of the provider; elsewhere, the page that says it is over.
const act = `(() => {
  const name = document.querySelector('input[name=login]');
  if (name) {
    name.value = 'ada';
    document.querySelector('input[name=password]').value = 'any';
  }
  const button = document.querySelector('button[type=submit]');
  if (location.origin === ${JSON.stringify(home)}) {
    if (button) button.click();
    return 'on the way';
  }
  return document.body.innerText;
})()`;

listeners.push(async (message) => {
  if (message.sessionId !== sessionId || message.method !== 'Page.loadEventFired') return;
  try {
    const { result } = await call('Runtime.evaluate', { expression: act }, sessionId);
    if (/Tokenscope has the answer/.test(result.value ?? '')) end(0);
  } catch {
    // The page went on meanwhile; the next is told of as well.
  }
});
await call('Page.enable', {}, sessionId);
await call('Page.navigate', { url }, sessionId);
