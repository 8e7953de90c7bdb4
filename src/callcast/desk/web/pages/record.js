"use strict";

const TEXTS = {
  "zh-Hant": {
    faults: {
      long: "錄得太長了。只念畫面上這一句，念完就停。", short: "太短了。按下、念、停一下，再按。", loud: "聲音太大、破音了。手機拿遠一點，或小聲一點。",
      soft: "聽不到聲音。靠近麥克風一點，確認麥克風有開。", noisy: "環境太吵，或前後沒有停頓。換個安靜的地方，念之前和之後都停一下。",
      cut: "開頭或結尾被切掉了。按下後停一下再念，念完停一下再按。", unreadable: "這不是能讀的錄音。請再錄一次。",
    },
    title: "錄自己的聲音", lead: "照畫面一句一句念，錄完就能用這個聲音叫號。安靜的房間、手機拿在面前一個手掌遠，就夠好了。",
    name: "聲音的名字（小寫英文、數字）", language: "語言", places: "櫃檯、診間最多幾號", letters: "號碼前的英文字母",
    kinds: "要用在", counter: "櫃檯", room: "診間", window: "窗口", "pick-up": "取餐", missed: "過號", closing: "結束營業",
    start: "開始錄音", go_on: "繼續錄", back: "‹ 返回", previous: "‹ 上一句", next: "下一句 ›", listen: "聽聽看", file: "用手機錄音機／檔案",
    use: "使用這個聲音", record: "按一下開始", stop: "念完再按", busy: "處理中…", count: "{taken}／{total}",
    took: "錄好了，{seconds} 秒。", used: "已經可以用了：{voice}。還有 {missing} 句沒錄，缺的由其他聲音念。", used_all: "全部錄好了，已經可以用了：{voice}。",
    denied: "瀏覽器沒有麥克風權限。請在網址列旁允許麥克風，或改用「用手機錄音機／檔案」。",
    insecure: "這個網址不能直接用麥克風（需要 https 或本機）。請按「用手機錄音機／檔案」。", big: "這個檔案太大了；只錄畫面上這一句，20 秒以內。", lost: "連不上伺服器，請再試一次。",
  },
  "zh-Hans": {
    faults: {
      long: "录得太长了。只念画面上这一句，念完就停。", short: "太短了。按下、念、停一下，再按。", loud: "声音太大、破音了。手机拿远一点，或小声一点。",
      soft: "听不到声音。靠近麦克风一点，确认麦克风已打开。", noisy: "环境太吵，或前后没有停顿。换个安静的地方，念之前和之后都停一下。",
      cut: "开头或结尾被切掉了。按下后停一下再念，念完停一下再按。", unreadable: "这不是能读的录音。请再录一次。",
    },
    title: "录自己的声音", lead: "照画面一句一句念，录完就能用这个声音叫号。安静的房间、手机拿在面前一个手掌远，就够好了。",
    name: "声音的名字（小写英文、数字）", language: "语言", places: "柜台、诊室最多几号", letters: "号码前的英文字母",
    kinds: "要用在", counter: "柜台", room: "诊室", window: "窗口", "pick-up": "取餐", missed: "过号", closing: "结束营业",
    start: "开始录音", go_on: "继续录", back: "‹ 返回", previous: "‹ 上一句", next: "下一句 ›", listen: "听一听", file: "用手机录音机／文件",
    use: "使用这个声音", record: "按一下开始", stop: "念完再按", busy: "处理中…", count: "{taken}／{total}",
    took: "录好了，{seconds} 秒。", used: "已经可以用了：{voice}。还有 {missing} 句没录，缺的由其他声音念。", used_all: "全部录好了，已经可以用了：{voice}。",
    denied: "浏览器没有麦克风权限。请在地址栏旁允许麦克风，或改用“用手机录音机／文件”。",
    insecure: "这个网址不能直接用麦克风（需要 https 或本机）。请按“用手机录音机／文件”。", big: "这个文件太大了；只录画面上这一句，20 秒以内。", lost: "连不上服务器，请再试一次。",
  },
  en: {
    faults: {},
    title: "Record your own voice", lead: "Read what is shown, phrase by phrase, and calls are made in your voice. A quiet room and a phone held a hand's width away will do.",
    name: "Name of the voice (a-z, 0-9)", language: "Language", places: "Highest number of a counter or room", letters: "Letters before ticket numbers",
    kinds: "Used for", counter: "Counter", room: "Room", window: "Window", "pick-up": "Pick-up", missed: "Missed call", closing: "Closing",
    start: "Begin", go_on: "Go on recording", back: "‹ Back", previous: "‹ Previous", next: "Next ›", listen: "Listen", file: "Phone's recorder or a file",
    use: "Use this voice", record: "Press and read", stop: "Press when done", busy: "One moment…", count: "{taken} of {total}",
    took: "Taken: {seconds} s.", used: "It can be used: {voice}. {missing} phrases are not recorded; another voice says those.", used_all: "All is recorded. It can be used: {voice}.",
    denied: "The browser may not use the microphone. Allow it beside the address, or use “Phone's recorder or a file”.",
    insecure: "A page at this address may not use the microphone (that takes https, or this machine). Use “Phone's recorder or a file”.", big: "That file is too large; record only what is shown, 20 s at most.", lost: "The server does not answer. Please try again.",
  },
  ja: {
    faults: {
      long: "長すぎます。表示された言葉だけを読んで止めてください。", short: "短すぎます。押して、読んで、少し待ってから押してください。", loud: "音が大きすぎて割れています。電話を少し離すか、小さめの声で。",
      soft: "声が聞こえません。マイクに近づいて、オンになっているか確認してください。", noisy: "まわりがうるさいか、前後に間がありません。静かな場所で、前後に少し間をおいてください。",
      cut: "はじめか終わりが切れています。押してから少し待って読み、読み終えて少し待ってから押してください。", unreadable: "読める録音ではありません。もう一度録音してください。",
    },
    title: "自分の声を録音する", lead: "表示された言葉をひとつずつ読むと、その声で呼び出せます。静かな部屋で、電話を口から手のひらひとつ分離して持てば十分です。",
    name: "声の名前（英小文字・数字）", language: "言語", places: "窓口・部屋の番号の最大", letters: "番号の前の英字",
    kinds: "使う場面", counter: "カウンター", room: "診察室", window: "窓口", "pick-up": "お渡し", missed: "不在の方", closing: "終了",
    start: "録音を始める", go_on: "続きから", back: "‹ 戻る", previous: "‹ 前へ", next: "次へ ›", listen: "聞く", file: "電話の録音・ファイル",
    use: "この声を使う", record: "押して読む", stop: "読み終えたら押す", busy: "処理中…", count: "{taken}／{total}",
    took: "録音しました（{seconds}秒）。", used: "使えるようになりました：{voice}。未録音の{missing}件は別の声で読みます。", used_all: "すべて録音しました。使えるようになりました：{voice}。",
    denied: "マイクが許可されていません。アドレスの横で許可するか、「電話の録音・ファイル」を使ってください。",
    insecure: "このアドレスではマイクを使えません（https かこの端末が必要です）。「電話の録音・ファイル」を使ってください。", big: "ファイルが大きすぎます。表示された言葉だけを20秒以内で録音してください。", lost: "サーバーにつながりません。もう一度お試しください。",
  },
};

/** The best of our languages for what the browser asks for. */
function pageLanguage() {
  for (const tag of navigator.languages || [navigator.language]) {
    if (/^zh-(CN|SG|Hans)/i.test(tag)) return "zh-Hans";
    if (/^zh/i.test(tag)) return "zh-Hant";
    if (/^ja/i.test(tag)) return "ja";
    if (/^en/i.test(tag)) return "en";
  }
  return "en";
}

const LONGEST = 20; // seconds; the server takes no longer phrase
const LARGEST = 12 * 1024 * 1024; // bytes; nor a larger file
const lang = pageLanguage();
const texts = TEXTS[lang];
const $ = (id) => document.getElementById(id);
const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

let pack = null; // as the API has it
let at = 0; // index of the phrase on stage
let recorder = null; // while it records
let busy = false; // a take is on its way
let csrf = ""; // of our session

/** An answer as JSON; an Error with a sentence for who records otherwise. */
async function ask(path, options = {}) {
  let answer;
  const headers = { ...options.headers };
  if (options.method) headers["X-CSRF-Token"] = csrf; // what changes something must prove that it comes from this page
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    throw new Error(texts.lost);
  }
  if (answer.status === 401) location.assign("/sign-in?next=/record");
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(texts.faults[body.kind] || body.detail || texts.lost);
  return body;
}

const json = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const path = (...parts) => "/api/packs/" + parts.map(encodeURIComponent).join("/");

// -- the first page ---------------------------------------------------------------------------------------------------

async function begin() {
  pack = null;
  $("studio").hidden = true;
  $("begin").hidden = false;
  csrf = (await ask("/api/session")).csrf || "";
  const { items } = await ask("/api/packs");
  $("packs").hidden = !items.length;
  $("packs").querySelector("ul").replaceChildren(...items.map((one) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.className = "quiet";
    button.append(span(one.name), span(say("count", one)));
    button.onclick = () => open(one.name).catch(complain($("new")));
    row.append(button);
    return row;
  }));
}

function span(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

function complain(where) {
  return (error) => { where.querySelector(".fault").textContent = error.message; };
}

$("new").onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  complain(form)({ message: "" });
  const data = new FormData(form);
  const wanted = {
    name: data.get("name"), language: data.get("language"), kinds: data.getAll("kinds"),
    places: Number(data.get("places")), letters: data.get("letters").toUpperCase(),
  };
  try {
    await ask("/api/packs", json("POST", wanted));
    await open(wanted.name);
  } catch (error) {
    complain(form)(error);
  }
};

// -- the studio -------------------------------------------------------------------------------------------------------

async function open(name) {
  pack = await ask(path(name));
  at = Math.max(0, pack.prompts.findIndex((one) => one.seconds === null));
  $("begin").hidden = true;
  $("studio").hidden = false;
  $("pack").textContent = pack.name;
  $("used").textContent = "";
  $("list").replaceChildren(...pack.prompts.map((one, index) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.textContent = one.text;
    button.lang = pack.language;
    button.onclick = () => go(index);
    row.append(button);
    return row;
  }));
  $("phrase").lang = pack.language;
  go(at);
}

function go(index) {
  if (recorder || busy) return;
  at = Math.min(Math.max(index, 0), pack.prompts.length - 1);
  $("said").textContent = "";
  $("fault").textContent = "";
  $("wave").getContext("2d").clearRect(0, 0, $("wave").width, $("wave").height);
  show();
}

function show() {
  const prompt = pack.prompts[at];
  const taken = pack.prompts.filter((one) => one.seconds !== null).length;
  $("phrase").textContent = prompt.text;
  $("hint").textContent = prompt.hint;
  $("count").textContent = say("count", { taken, total: pack.prompts.length });
  $("progress").value = taken / pack.prompts.length;
  $("record").setAttribute("aria-pressed", String(Boolean(recorder)));
  $("record").querySelector("span").textContent = busy ? texts.busy : recorder ? texts.stop : texts.record;
  $("record").disabled = busy;
  $("previous").disabled = at === 0 || busy || Boolean(recorder);
  $("next").disabled = at === pack.prompts.length - 1 || busy || Boolean(recorder);
  $("listen").disabled = prompt.seconds === null || busy || Boolean(recorder);
  $("use").disabled = taken === 0 || busy || Boolean(recorder);
  Array.from($("list").querySelectorAll("button")).forEach((button, index) => {
    button.classList.toggle("taken", pack.prompts[index].seconds !== null);
    button.setAttribute("aria-current", String(index === at));
  });
}

$("back").onclick = () => { if (!recorder && !busy) begin().catch(complain($("new"))); };
$("previous").onclick = () => go(at - 1);
$("next").onclick = () => go(at + 1);
$("listen").onclick = listen;
$("record").onclick = () => (recorder ? recorder.stop() : record());
$("file").querySelector("input").onchange = (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file && pack) take(file);
};

document.addEventListener("keydown", (event) => {
  if (!pack || event.repeat || event.target.matches("input, select")) return;
  const acts = { ArrowLeft: $("previous"), ArrowRight: $("next"), l: $("listen"), r: $("record") };
  if (event.key in acts && !acts[event.key].disabled) acts[event.key].click();
});

async function record() {
  $("fault").textContent = "";
  $("player").pause();
  if (!navigator.mediaDevices) {
    $("fault").textContent = texts.insecure;
    return;
  }
  let stream;
  try {
    // As the microphone hears it: what a telephone does to speech makes recordings differ from one to the next.
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
    stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
  } catch (error) {
    $("fault").textContent = texts.denied;
    return;
  }
  const parts = [];
  const made = new MediaRecorder(stream, { audioBitsPerSecond: 192000 });
  const meter = watch(stream);
  const limit = setTimeout(() => made.stop(), LONGEST * 1000);
  made.ondataavailable = (event) => parts.push(event.data);
  made.onstop = () => {
    clearTimeout(limit);
    meter.close();
    stream.getTracks().forEach((track) => track.stop());
    recorder = null;
    take(new Blob(parts, { type: made.mimeType }));
  };
  recorder = made;
  made.start();
  show();
}

/** Draw what the microphone hears until it is closed. */
function watch(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const canvas = $("wave");
  const pen = canvas.getContext("2d");
  const peaks = [];
  let frame = requestAnimationFrame(function draw() {
    analyser.getFloatTimeDomainData(samples);
    const peak = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    peaks.push(peak);
    if (peaks.length > canvas.width / 3) peaks.shift();
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    peaks.forEach((one, index) => {
      const height = Math.max(2, one * canvas.height);
      pen.fillRect(index * 3, (canvas.height - height) / 2, 2, height);
    });
    $("level").style.width = `${Math.min(100, 100 * Math.max(0, 1 + Math.log10(peak + 1e-6) / 3))}%`;
    $("level").classList.toggle("loud", peak > 0.97);
    frame = requestAnimationFrame(draw);
  });
  return { close() { cancelAnimationFrame(frame); context.close(); $("level").style.width = "0"; } };
}

/** Send a recording of the phrase on stage; what the server made of it can be heard then. */
async function take(sound) {
  const prompt = pack.prompts[at];
  if (sound.size > LARGEST) {
    $("fault").textContent = texts.big;
    return;
  }
  busy = true;
  $("fault").textContent = "";
  show();
  try {
    const got = await ask(path(pack.name, "takes", prompt.id), {
      method: "PUT", headers: { "Content-Type": sound.type || "application/octet-stream" }, body: sound,
    });
    prompt.seconds = got.seconds;
    $("said").textContent = say("took", { seconds: got.seconds.toFixed(1) });
  } catch (error) {
    $("fault").textContent = error.message;
    busy = false;
    show();
    return;
  }
  busy = false;
  show();
  listen();
}

function listen() {
  const player = $("player");
  player.src = `${path(pack.name, "takes", pack.prompts[at].id)}?${Date.now()}`;
  player.play().catch(() => {}); // a browser that plays nothing unasked: the button is there
}

$("use").onclick = async () => {
  try {
    const got = await ask(path(pack.name, "use"), { method: "POST" });
    $("used").textContent = say(got.missing ? "used" : "used_all", got);
  } catch (error) {
    $("used").textContent = error.message;
  }
};

// -- start ------------------------------------------------------------------------------------------------------------

document.documentElement.lang = lang;
document.querySelectorAll("[data-t]").forEach((one) => { one.textContent = texts[one.dataset.t]; });
document.title = `${texts.title} · Callcast`;
begin().catch(complain($("new")));
