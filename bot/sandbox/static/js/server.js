// Speaks to the sandbox: reads its state, acts as a user, listens to the live feed.

const EVENTS = ["message", "update", "user", "typing", "menu", "forgotten", "reset"];
const RETRY_MS = 2000;

/** What the page needs at the start. */
export async function readState() {
  return request("GET", "/api/state");
}

/** The whole chat of one user. */
export async function readChat(user) {
  const { messages } = await request("GET", `${path(user)}/messages`);
  return messages;
}

/** Act as a user. The answer comes over the feed, so nothing is waited for here. */
export async function act(user, body) {
  return request("POST", `${path(user)}/messages`, { ...body, wait_ms: 0 });
}

/** Forget a user and their chat. */
export async function forget(user) {
  return request("DELETE", path(user));
}

/** Follow the feed from `position`; after a break it goes on where it stopped. */
export function listen(position, onEvent, onState) {
  let last = position;
  const source = new EventSource(`/api/stream?after=${encodeURIComponent(position)}`);
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      last = event.lastEventId;
      onEvent(name, JSON.parse(event.data));
    });
  }
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => {
    onState(false);
    // Browsers reconnect after a lost connection, but not after an error answer.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(last, onEvent, onState), RETRY_MS);
  });
}

function path(user) {
  return `/api/users/${encodeURIComponent(user)}`;
}

async function request(method, url, body) {
  const options = { method };
  if (body) {
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `HTTP ${response.status}`);
  return answer;
}
