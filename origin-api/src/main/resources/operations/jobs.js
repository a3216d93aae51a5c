// The operators' page: everything it shows comes from /cron with the operator's token, which lives in this tab only.
'use strict';

const TEXTS = {
  ko: {
    title: '예약 작업', leave: '나가기', token: '운영자 토큰', enter: '들어가기',
    tokenWhere: 'origin-api의 비밀 폴더에 있는 cron-bearer.token 파일의 내용입니다. 이 탭에만 보관됩니다.',
    wrongToken: '토큰이 맞지 않습니다.', away: '서버가 응답하지 않습니다. 잠시 뒤 다시 시도합니다.',
    next: '다음 예정', last: '마지막 실행', result: '마지막 결과', took: '걸린 시간', items: '처리 / 실패 / 재시도', policy: '놓친 실행', limit: '최대 실행 시간',
    never: '없음', none: '아직 실행한 적이 없습니다.', paused: '일시 중지', overdue: '호출이 오지 않음', running: '실행 중', ok: '정상',
    runNow: '지금 실행', cancel: '실행 취소', pause: '일시 중지', resume: '다시 시작', history: '최근 실행 50건', plot: '실행마다 걸린 시간 (초), 왼쪽이 오래된 실행',
    sureCancel: '지금 하는 항목까지 마치고 이 실행을 멈춥니다. 계속할까요?', surePause: '이 작업을 멈춥니다. 다시 시작할 때까지 호출은 건너뜁니다. 계속할까요?',
    started: '실행을 맡겼습니다.', skipped: '실행하지 않음', done: '반영했습니다.',
    outbox: '보낸 메시지', outboxIntro: 'auto_send가 회원에게 전하는 최근 메시지 50건입니다.', noMessages: '아직 메시지가 없습니다.',
    attempts: '시도', takeovers: '인계', served: '응답한 서버',
    SKIP: '건너뜀', FIRE_ONCE: '한 번으로 대신', ALL: '모두 보충',
    QUEUED: '대기', RUNNING: '실행 중', SUCCEEDED: '성공', FAILED: '실패', TIMED_OUT: '시간 초과', CANCELLED: '취소됨',
    SKIPPED_OVERLAP: '건너뜀 (실행 중)', SKIPPED_MISFIRE: '건너뜀 (늦음)', SKIPPED_PAUSED: '건너뜀 (중지)', PENDING: '대기', SENT: '보냄', DEAD: '포기',
    other: 'English',
  },
  en: {
    title: 'Jobs', leave: 'Leave', token: 'Operator token', enter: 'Enter',
    tokenWhere: "The content of cron-bearer.token in origin-api's folder of secrets. It is kept in this tab only.",
    wrongToken: 'The token is not right.', away: 'The server does not answer. Trying again shortly.',
    next: 'Next due', last: 'Last run', result: 'Last outcome', took: 'Took', items: 'Done / failed / retrying', policy: 'Missed runs', limit: 'Max runtime',
    never: 'never', none: 'It has not run yet.', paused: 'Paused', overdue: 'Not called', running: 'Running', ok: 'Well',
    runNow: 'Run now', cancel: 'Cancel run', pause: 'Pause', resume: 'Resume', history: 'Latest 50 runs', plot: 'Seconds each run took, oldest on the left',
    sureCancel: 'The run stops after the item at hand. Go on?', surePause: 'The job stops, and calls are skipped until it is resumed. Go on?',
    started: 'The run was taken.', skipped: 'Not run', done: 'Done.',
    outbox: 'Messages', outboxIntro: 'The latest 50 messages that auto_send brings to members.', noMessages: 'There are no messages yet.',
    attempts: 'tries', takeovers: 'takeovers', served: 'Answered by',
    SKIP: 'Skipped', FIRE_ONCE: 'One stands for all', ALL: 'All made up for',
    QUEUED: 'Queued', RUNNING: 'Running', SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'Timed out', CANCELLED: 'Cancelled',
    SKIPPED_OVERLAP: 'Skipped (one ran)', SKIPPED_MISFIRE: 'Skipped (late)', SKIPPED_PAUSED: 'Skipped (paused)', PENDING: 'Pending', SENT: 'Sent', DEAD: 'Given up',
    other: '한국어',
  },
};
const REFRESH_MS = 5000;
const TIMEOUT_MS = 10000;
const SVG = 'http://www.w3.org/2000/svg';

const asked = new URLSearchParams(location.search).get('lang');
let lang = asked === 'en' || asked === 'ko' ? asked
  : (navigator.languages || []).map((l) => l.slice(0, 2)).find((l) => l === 'ko' || l === 'en') || 'ko';
let token = sessionStorage.getItem('naru-operator') || '';
let open = new Set();
let timer = 0;

const byId = (id) => document.getElementById(id);
const t = (key) => TEXTS[lang][key] || key;

// Every text goes in as text: what a note or a message holds is never markup.
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => { if (value !== null) made.setAttribute(key, value); });
  made.append(...children.filter((child) => child !== null));
  return made;
}

function time(iso) {
  if (!iso) return t('never');
  return new Intl.DateTimeFormat(lang, { timeZone: 'Asia/Seoul', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
    .format(new Date(iso));
}

function seconds(s) {
  if (s === null) return '–';
  return s < 10 ? s.toFixed(1) + ' s' : s < 120 ? Math.round(s) + ' s' : Math.round(s / 60) + ' min';
}

function tookS(run) {
  if (!run.startedAt) return null;
  const end = run.finishedAt ? new Date(run.finishedAt) : new Date();
  return Math.max(0, (end - new Date(run.startedAt)) / 1000);
}

async function call(method, path) {
  const answer = await fetch(path, { method, headers: { Authorization: 'Bearer ' + token }, signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-store', credentials: 'omit' });
  byId('served').textContent = t('served') + ' ' + (answer.headers.get('X-Naru-Replica') || '');
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.detail || answer.status + ' ' + answer.statusText), { status: answer.status });
  return body;
}

function notice(text, bad) {
  byId('notice').textContent = text;
  byId('notice').className = bad ? 'bad' : '';
}

function failed(error) {
  if (error.status === 401) {
    leave();
    notice(t('wrongToken'), true);
  } else {
    notice(error.status ? error.message : t('away'), true);
  }
}

function tone(status) {
  if (status === 'SUCCEEDED' || status === 'SENT') return 'good';
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'DEAD') return 'bad';
  if (status === 'RUNNING' || status === 'QUEUED') return 'busy';
  return 'warn';
}

// One bar a run, as high as it took long; the highest is named.
function plot(runs) {
  const bars = runs.filter((run) => run.startedAt).slice(0, 40).reverse();
  const highest = Math.max(0.1, ...bars.map(tookS));
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 320 80');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('plot'));
  const add = (name, attributes, text) => {
    const part = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
    if (text) part.textContent = text;
    svg.append(part);
    return part;
  };
  add('line', { x1: 0, x2: 320, y1: 79, y2: 79, class: 'axis' });
  bars.forEach((run, i) => {
    const height = Math.max(2, 66 * tookS(run) / highest);
    const bar = add('rect', { x: i * 8 + 1, y: 79 - height, width: 6, height, rx: 1, class: run.status });
    bar.append(Object.assign(document.createElementNS(SVG, 'title'), { textContent: time(run.scheduledAt) + ' · ' + seconds(tookS(run)) + ' · ' + t(run.status) }));
  });
  return el('div', {}, svg, el('p', { class: 'soft' }, t('plot') + (bars.length ? ' · max ' + seconds(highest) : '')));
}

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function button(text, kind, work) {
  const made = el('button', { type: 'button', class: kind }, text);
  made.addEventListener('click', async () => {
    made.disabled = true;
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

function act(work) {
  return async () => {
    await work();
    await refresh();
  };
}

function items(run) {
  return run.items.done.toLocaleString(lang) + ' / ' + run.items.failed.toLocaleString(lang) + ' / ' + run.items.retrying.toLocaleString(lang);
}

function line(run) {
  const more = [run.takeovers ? t('takeovers') + ' ' + run.takeovers : '', run.owner || '', run.caller, run.note || ''].filter(Boolean).join(' · ');
  return el('li', {},
    el('span', { class: 'badge ' + tone(run.status) }, t(run.status)), ' ' + time(run.scheduledAt) + ' · ' + seconds(tookS(run)) + ' · ' + items(run),
    el('p', { class: 'soft' }, more));
}

function card(job, runs) {
  const last = runs.find((run) => run.startedAt) || null;
  const active = runs.find((run) => run.status === 'RUNNING' || run.status === 'QUEUED') || null;
  const state = job.pausedReason ? ['warn', t('paused')] : job.overdueSince ? ['bad', t('overdue')] : active ? ['busy', t('running')] : ['good', t('ok')];
  const details = el('details', open.has(job.name) ? { open: '' } : {}, el('summary', {}, t('history')), el('ul', { class: 'rows' }, ...runs.map(line)));
  details.addEventListener('toggle', () => (details.open ? open.add(job.name) : open.delete(job.name)));
  const path = '/cron/' + encodeURIComponent(job.name);
  return el('article', { id: 'job-' + job.name },
    el('div', { class: 'head' }, el('h2', {}, job.name), el('span', { class: 'badge ' + state[0] }, state[1])),
    el('dl', {},
      fact(t('next'), job.pausedReason ? '–' : time(job.nextDueAt)), fact(t('last'), time(last && last.startedAt)),
      fact(t('result'), last ? t(last.status) : '–'), fact(t('took'), last ? seconds(tookS(last)) : '–'),
      fact(t('items'), last ? items(last) : '–'), fact(t('limit'), seconds(job.maxRuntimeS)), fact(t('policy'), t(job.misfire))),
    last && last.note ? el('p', { class: 'soft' }, last.note) : null,
    last ? plot(runs) : el('p', { class: 'soft' }, t('none')),
    el('div', { class: 'act' },
      button(t('runNow'), 'first', act(async () => {
        const run = await call('POST', path + '/now');
        notice(run.status.startsWith('SKIPPED') ? t('skipped') + ': ' + (run.note || t(run.status)) : t('started'), run.status.startsWith('SKIPPED'));
      })),
      active ? button(t('cancel'), 'danger', act(async () => { if (confirm(t('sureCancel'))) { await call('POST', '/cron/runs/' + active.runId + '/cancel'); notice(t('done')); } })) : null,
      job.pausedReason ? button(t('resume'), '', act(async () => { await call('POST', path + '/resume'); notice(t('done')); }))
        : button(t('pause'), 'danger', act(async () => { if (confirm(t('surePause'))) { await call('POST', path + '/pause'); notice(t('done')); } }))),
    details);
}

function message(m) {
  return el('li', {},
    el('span', { class: 'badge ' + tone(m.status) }, t(m.status)), ' ' + time(m.sentAt || m.nextTryAt || m.createdAt) + ' · ' + m.memberId + ' · ', el('b', {}, m.subject),
    el('p', {}, m.body), m.lastError ? el('p', { class: 'soft' }, m.attempts + ' ' + t('attempts') + ' · ' + m.lastError) : null);
}

async function refresh() {
  clearTimeout(timer);
  if (!token) return;
  try {
    const { jobs } = await call('GET', '/cron/jobs');
    const [histories, outbox] = await Promise.all([
      Promise.all(jobs.map((job) => call('GET', '/cron/' + encodeURIComponent(job.name) + '/runs'))), call('GET', '/cron/messages')]);
    byId('jobs').replaceChildren(...jobs.map((job, i) => card(job, histories[i].runs)));
    byId('messages').replaceChildren(...(outbox.messages.length ? outbox.messages.map(message) : [el('li', {}, t('noMessages'))]));
    if (byId('notice').className === 'bad' && byId('notice').textContent === t('away')) notice('');
    show(true);
  } catch (error) {
    failed(error);
  }
  // A button that has the focus would lose it: then the next refresh waits for the one after.
  if (token) timer = setTimeout(tick, REFRESH_MS);
}

function tick() {
  if (document.hidden || byId('jobs').contains(document.activeElement)) timer = setTimeout(tick, REFRESH_MS);
  else refresh();
}

function show(inside) {
  byId('login').hidden = inside;
  ['jobs', 'outbox', 'leave'].forEach((id) => { byId(id).hidden = !inside; });
}

function leave() {
  token = '';
  sessionStorage.removeItem('naru-operator');
  byId('jobs').replaceChildren();
  byId('messages').replaceChildren();
  show(false);
  notice('');
}

function translate() {
  document.documentElement.lang = lang;
  document.title = 'Naru · ' + t('title');
  document.querySelectorAll('[data-t]').forEach((node) => { node.textContent = t(node.dataset.t); });
  byId('language').textContent = t('other');
}

byId('language').addEventListener('click', () => { lang = lang === 'ko' ? 'en' : 'ko'; translate(); refresh(); });
byId('leave').addEventListener('click', leave);
byId('login').addEventListener('submit', (event) => {
  event.preventDefault();
  token = byId('token').value.trim();
  byId('token').value = '';
  sessionStorage.setItem('naru-operator', token);
  notice('');
  refresh();
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });

translate();
show(Boolean(token));
refresh();
