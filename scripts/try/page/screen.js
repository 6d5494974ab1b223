import RFB from '/novnc/core/rfb.js';

const AGAIN_MS = 1_000;
const TRIES = 5;
const KEPT = 'secret';

const home = document.getElementById('screen');
const line = document.getElementById('state');

/** Says how it stands, in the words that the page brought along. */
function tell(state) {
  line.textContent = line.dataset[state];
  line.dataset.state = state;
  home.dataset.state = state;
}

/** The token of the address becomes the page's secret once; a page that is loaded again has kept it for its tab. */
async function secretOfPage() {
  const token = /^#t=([\w-]+)$/.exec(location.hash)?.[1];
  history.replaceState(null, '', location.pathname);
  if (token === undefined) return sessionStorage.getItem(KEPT);
  const answer = await fetch('/open', { method: 'POST', body: token });
  if (!answer.ok) return sessionStorage.getItem(KEPT);
  const { secret } = await answer.json();
  sessionStorage.setItem(KEPT, secret);
  return secret;
}

/** Opens the socket and proves that this page may use it; what comes after `ready` is the screen's. */
function openSocket(secret) {
  const socket = new WebSocket(`ws://${location.host}/screen`);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(secret);
    socket.onmessage = () => resolve(socket);
    socket.onclose = ({ code }) => reject(code === 4401 ? 'used' : 'lost');
  });
}

/** Resolves when the screen is gone again: true where it was there. */
async function show(secret) {
  const socket = await openSocket(secret);
  const rfb = new RFB(home, socket, { shared: true });
  rfb.scaleViewport = true;
  rfb.focusOnClick = true;
  rfb.background = 'transparent';
  home.querySelector('canvas').setAttribute('aria-label', home.dataset.label);
  home.querySelector('canvas').setAttribute('role', 'application');
  return new Promise((resolve) => {
    rfb.addEventListener('connect', () => {
      tell('live');
      rfb.focus();
    });
    rfb.addEventListener('disconnect', resolve);
  });
}

async function run() {
  tell('connecting');
  const secret = await secretOfPage();
  if (secret === null) return tell('used');
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      await show(secret);
      tries = 0;
    } catch (why) {
      if (why === 'used') return tell('used');
    }
    tell('lost');
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  tell('gone');
}

run();
