// Sounds: what is too large is said before it is sent, the microphone records into the file field, and the server plays
// what callers will hear.
const PARTS = 250; // ms between two looks at the clock

const time = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const megabytes = (bytes) => String(Math.round(bytes / 2 ** 20));

const tooLarge = (field) => {
  const place = document.querySelector(`[data-problem-of="${field.id}"]`);
  const size = field.files[0]?.size ?? 0;
  const most = Number(field.dataset.most);
  const wrong = size > most;
  const text = place.dataset.tooLarge.replace("{size}", megabytes(size)).replace("{most}", megabytes(most));
  place.textContent = wrong ? text : "";
  return wrong;
};

for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    tooLarge(field);
    document.getElementById("file-heard")?.replaceChildren(); // what was heard is another sound
  });
  field.form.addEventListener("submit", (event) => {
    if (!tooLarge(field)) return;
    event.preventDefault();
    field.focus();
  });
}

const put = (field, name, parts, type) => {
  const chosen = new DataTransfer();
  chosen.items.add(new File(parts, `${name}.${type.includes("mp4") ? "m4a" : "webm"}`, { type }));
  field.files = chosen.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

const recorder = (box) => {
  const [start, stop, state] = ["[data-record]", "[data-stop]", "[data-state]"].map((part) => box.querySelector(part));
  const field = document.getElementById(box.dataset.recordsFor);
  const show = (running) => { start.hidden = running; stop.hidden = !running; (running ? stop : start).focus(); };
  const said = (text, seconds) => { state.textContent = text.replace("{time}", time(seconds)); };

  const record = (stream) => {
    const media = new MediaRecorder(stream);
    const parts = [];
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    said(box.dataset.running, 0);
    const clock = setInterval(() => said(box.dataset.running, seconds()), PARTS);
    media.addEventListener("dataavailable", (event) => parts.push(event.data));
    media.addEventListener("stop", () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      put(field, box.dataset.name, parts, media.mimeType);
      said(box.dataset.ended, seconds());
      show(false);
    });
    stop.addEventListener("click", () => media.stop(), { once: true });
    media.start();
    show(true);
  };

  start.addEventListener("click", async () => {
    try {
      record(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch (problem) {
      state.textContent = problem.name === "NotFoundError" ? box.dataset.missing : box.dataset.refused;
    }
  });
  box.hidden = false;
};

if (navigator.mediaDevices && window.MediaRecorder) document.querySelectorAll("[data-records-for]").forEach(recorder);

for (const button of document.querySelectorAll("[data-empties]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.empties);
    field.value = ""; // what is recorded by telephone comes in its place
    tooLarge(field);
  });
}

for (const button of document.querySelectorAll("[data-tries]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = button.form.querySelector("input[type=file]");
    if (button.dataset.source === "file" && tooLarge(field)) return;
    const data = new FormData(button.form);
    data.set("source", button.dataset.source);
    button.disabled = true;
    const answer = await fetch(button.dataset.tries, { method: "POST", body: data }).finally(() => { button.disabled = false; });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const heard = document.getElementById(button.dataset.heardIn);
    heard.replaceChildren(...fresh.body.childNodes);
    window.htmx?.process(heard); // a long one tells how far it is
    heard.querySelector("[data-plays]")?.play().catch(() => {}); // a browser may want a click on the player itself
  });
}
