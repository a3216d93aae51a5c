'use strict';
// The token lives as long as this tab does, and goes nowhere but to this origin.
const words = {
  ko: {
    title: '나루 결제 운영', token: '운영자 토큰 (cron-bearer.token)', open: '열기', none: '없습니다.',
    refused: '토큰이 맞지 않습니다.', away: '지금은 읽을 수 없습니다. 잠시 후 다시 시도해 주세요.',
    unsettled: '결과를 모르는 결제', differences: 'PG와 다른 결제', settlements: '정산 대사', refusedRefunds: 'PG가 거절한 환불', audit: '처리 기록', dead: '전달하지 못한 이벤트',
    yes: '처리됨', no: '확인 필요',
    proposal: {
      PG_ONLY: '자동 처리: 결제로 반영하거나, 끝난 주문이면 환불합니다.',
      DATABASE_ONLY: '배송을 멈추고 PG에 확인한 뒤 주문을 취소하세요.',
      AMOUNT_DIFFERS: 'PG 영수증과 비교한 뒤 차액을 돌려주세요.',
      STATUS_DIFFERS: '결제 이력을 보고 뒤처진 쪽을 맞추세요.',
    },
    kind: { PG_ONLY: 'PG에만 있음', DATABASE_ONLY: 'DB에만 있음', AMOUNT_DIFFERS: '금액 다름', STATUS_DIFFERS: '상태 다름' },
    columns: {
      orderNo: '주문', pgOrderId: 'PG 주문번호', provider: 'PG', status: '상태', amount: '금액', since: '시작', attempts: '시도', nextAttemptAt: '다음 시도',
      reason: '사유', kind: '구분', ours: '우리', theirs: 'PG', fixed: '처리', seenAt: '발견', proposal: '제안', rounds: '회차', answer: 'PG 응답', at: '시각',
      actor: '누가', server: '서버', event: '무엇을', key: '키', detail: '내용', subscriber: '받는 곳', id: '이벤트', error: '오류',
      day: '날짜', lines: '줄', sold: '판매', givenBack: '환불', fees: '수수료', comparedAt: '비교', differences: '차이',
    },
  },
  en: {
    title: 'Naru payments, operations', token: 'Operator token (cron-bearer.token)', open: 'Open', none: 'None.',
    refused: 'The token is wrong.', away: 'This cannot be read right now. Try again in a moment.',
    unsettled: 'Payments with an unknown outcome', differences: 'Differences with the gateway', settlements: 'Settlement files', refusedRefunds: 'Refunds the gateway refuses', audit: 'Audit',
    dead: 'Events nobody took', yes: 'fixed', no: 'needs a person',
    proposal: {
      PG_ONLY: 'Done by itself: settled, or given back when the order is dead.',
      DATABASE_ONLY: 'Stop the delivery, ask the gateway, then cancel the order.',
      AMOUNT_DIFFERS: 'Compare with the receipt at the gateway, then give the difference back.',
      STATUS_DIFFERS: 'Look at the timeline, then bring the side that is behind up to date.',
    },
    kind: { PG_ONLY: 'only at the gateway', DATABASE_ONLY: 'only in the database', AMOUNT_DIFFERS: 'amount differs', STATUS_DIFFERS: 'status differs' },
    columns: {
      orderNo: 'order', pgOrderId: 'order at the gateway', provider: 'gateway', status: 'status', amount: 'amount', since: 'since', attempts: 'attempts',
      nextAttemptAt: 'next attempt', reason: 'reason', kind: 'class', ours: 'here', theirs: 'gateway', fixed: 'fix', seenAt: 'seen', proposal: 'proposed fix',
      rounds: 'rounds', answer: 'answer', at: 'time', actor: 'who', server: 'server', event: 'what', key: 'key', detail: 'detail', subscriber: 'receiver',
      id: 'event', error: 'error', day: 'day', lines: 'lines', sold: 'sold', givenBack: 'given back', fees: 'fees', comparedAt: 'compared',
      differences: 'differences',
    },
  },
};
const storage = window.sessionStorage;
let lang = navigator.language.startsWith('en') ? 'en' : 'ko';
let data = null;

function cell(name, value, row) {
  if (value === null || value === undefined) return '';
  if (name === 'fixed') return words[lang][value ? 'yes' : 'no'];
  if (name === 'kind') return words[lang].kind[value] || value;
  if (name === 'proposal') return words[lang].proposal[row.kind] || value;
  if (/^(amount|sold|givenBack|fees)$/.test(name)) return new Intl.NumberFormat('ko-KR').format(value);
  if (/^(at|since|seenAt|nextAttemptAt|comparedAt)$/.test(name)) return new Date(value).toLocaleString(lang === 'ko' ? 'ko-KR' : 'en-GB');
  return String(value);
}

function table(title, rows) {
  const section = document.createElement('section');
  const head = section.appendChild(document.createElement('h2'));
  head.textContent = words[lang][title] + ' (' + rows.length + ')';
  if (rows.length === 0) {
    const none = section.appendChild(document.createElement('p'));
    none.className = 'none';
    none.textContent = words[lang].none;
    return section;
  }
  const scroll = section.appendChild(document.createElement('div'));
  scroll.className = 'scroll';
  const grid = scroll.appendChild(document.createElement('table'));
  const names = Object.keys(rows[0]);
  const first = grid.createTHead().insertRow();
  for (const name of names) {
    const th = first.appendChild(document.createElement('th'));
    th.scope = 'col';
    th.textContent = words[lang].columns[name] || name;
  }
  const body = grid.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const name of names) {
      const td = line.insertCell();
      td.textContent = cell(name, row[name], row);
      if (/^(detail|answer|reason|error|proposal|key)$/.test(name)) td.className = 'wide';
      if (name === 'fixed' && !row[name]) td.className = 'bad';
    }
  }
  return section;
}

function show() {
  document.documentElement.lang = lang;
  document.title = words[lang].title;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = words[lang][element.dataset.text];
  const overview = document.getElementById('overview');
  overview.hidden = data === null;
  document.getElementById('login').hidden = data !== null;
  if (data !== null) {
    overview.replaceChildren(...['unsettled', 'differences', 'settlements', 'refusedRefunds', 'dead', 'audit'].map(name => table(name, data[name])));
  }
}

async function read(path, token) {
  const answer = await fetch(path, { headers: { Authorization: 'Bearer ' + token, Accept: 'application/json' } });
  if (answer.status === 401) throw new Error('refused');
  if (!answer.ok) throw new Error('away');
  return answer.json();
}

async function load() {
  const token = storage.getItem('token');
  if (!token) return;
  try {
    const [payments, events] = await Promise.all([read('/operations/payments', token), read('/operations/events/dead', token)]);
    data = { ...payments, ...events };
    document.getElementById('problem').textContent = '';
  } catch (failure) {
    data = null;
    if (failure.message === 'refused') storage.removeItem('token');
    document.getElementById('problem').textContent = words[lang][failure.message === 'refused' ? 'refused' : 'away'];
  }
  show();
}

document.getElementById('login').addEventListener('submit', event => {
  event.preventDefault();
  storage.setItem('token', document.getElementById('token').value.trim());
  load();
});
for (const button of document.querySelectorAll('[data-lang]')) {
  button.addEventListener('click', () => {
    lang = button.dataset.lang;
    show();
  });
}
show();
load();
setInterval(load, 10000);
