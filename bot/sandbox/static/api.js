// Talk to the sandbox: read, act, and hear what is new.

export async function read(what, query) {
  return answer(await fetch(`/sandbox/${what}?${new URLSearchParams(query)}`));
}

export async function act(action, body) {
  return answer(await fetch(`/sandbox/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

async function answer(response) {
  let body = null;
  try { body = await response.json(); } catch { /* not JSON: told by the status */ }
  if (!response.ok) throw new Error(body?.error ?? `The sandbox answered ${response.status}`);
  return body;
}

// Keep a socket open for one person; returns how to end it. `again` is called when it was lost and is back.
export function live(person, hear, again) {
  let ended = false, socket, wait = 250, lost = false;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/sandbox/live?${new URLSearchParams({ as: person })}`);
    socket.onopen = () => { wait = 250; if (lost) again(true); lost = false; };
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = () => {
      if (ended) return;
      if (!lost) again(false);
      lost = true;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 4000);
    };
  };
  open();
  return () => { ended = true; socket.close(); };
}

export function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, type: file.type, data: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
