// What the page says, in Korean and English. The words of the configuration stay English in both: they are what an operator types.

const WORDS = {
  en: {
    title: "edge", skip: "Skip to the contents", sections: "Sections", traffic: "Traffic", deployment: "Deployment", topology: "Topology",
    explain: "Explain", events: "Events", eventLog: "What happened", audit: "Who changed what", language: "한국어", leave: "Log out",
    login: "Log in", loginHelp: "With the token in the file that admin.tokenFile names. It stays in this browser until you log out, 12 hours at most.",
    token: "Token", wrongToken: "That is not the token.", upstream: "Upstream", group: "Group", server: "Server", site: "Site", route: "Route",
    match: "Match", action: "Action", weight: "Weight", state: "State", rate: "Requests/s", latency: "First byte, ms", inFlight: "In flight",
    idle: "Idle", time: "time", requests: "Requests", all: "all", perSecond: "requests/s", p95: "p95 ms", p99: "p99 ms", errors4: "4xx/s", errors5: "5xx/s",
    failed: "failures/s", open: "open connections", waiting: "waiting", listener: "Listener", address: "Address", openNow: "Open",
    up: "up", down: "down", ready: "ready", drain: "drain", maintenance: "maintenance", draining: "draining", drained: "drained: safe to stop",
    backup: "backup", panic: "panic: too few are healthy, so all are used", resume: "Resume", listening: "listening",
    method: "Method", client: "Client address", headers: "Headers, one a line", explainIt: "Explain", cancel: "Cancel",
    setWeight: "Set weight", weightOf: "Weight of {0}", noDeployments: "There was no deployment yet.",
    follows: "This edge follows {0}, which leads the deployments: steer them there.", noController: "No deployment is configured: the key deployments of edge.yaml names the upstream and its groups.",
    start: "Start", startTitle: "Start a deployment", to: "New group", steps: "Steps, %", bake: "At least, s", then: "Afterwards", swap: "swap roles",
    even: "even split", dryRun: "Only show the plan", hold: "Hold", rollback: "Roll back", abort: "Abort", report: "Report",
    holdText: "The weights stay as they are until somebody goes on. The guard watches on.", resumeText: "The deployment goes on where it was held.",
    rollbackText: "All users go back to {0}, at once.", abortText: "The weights stay as they are, and nobody watches them any more.",
    startText: "{0} takes over from {1} step by step; the guard may hold it or take it back.",
    drainText: "{0} gets no new requests; what is in flight finishes.", readyText: "{0} takes requests again.",
    maintenanceText: "{0} gets no requests at all, not even of users who are bound to it.", drainListener: "{0} takes no new connections; open ones end after their requests.",
    oldGroup: "old", newGroup: "new", wait: "wait", "go-on": "go on", "roll-back": "roll back", numbers: "numbers", asked: "asked", observed: "observed", verdict: "Verdict", step: "Step", share: "Share", errorShare: "5xx share",
    lost: "lost", repeated: "repeated", repeatedUnsafe: "POSTs repeated", stayed: "of 10,000 user buckets stayed", moved: "user buckets moved once", accepted: "requests",
    done: "Done.", lostEdge: "The edge does not answer; trying again.", since: "since", reloads: "reloads", config: "configuration",
    badReload: "The last reload was refused: {0}", notSeen: "no requests yet", was: "configured {0}", history: "Earlier deployments", ended: "Ended",
    idleState: "idle", preparing: "preparing", shifting: "shifting", held: "held", finishing: "finishing", doneState: "done", rolledBack: "rolled back", aborted: "aborted",
  },
  ko: {
    title: "엣지", skip: "본문으로 건너뛰기", sections: "구역", traffic: "트래픽", deployment: "배포", topology: "구성",
    explain: "경로 설명", events: "이벤트", eventLog: "일어난 일", audit: "변경 기록", language: "English", leave: "로그아웃",
    login: "로그인", loginHelp: "admin.tokenFile 파일에 있는 토큰을 입력하세요. 로그아웃할 때까지, 길어도 12시간 동안 이 브라우저에 남습니다.",
    token: "토큰", wrongToken: "토큰이 맞지 않습니다.", upstream: "업스트림", group: "그룹", server: "서버", site: "사이트", route: "라우트",
    match: "조건", action: "동작", weight: "가중치", state: "상태", rate: "초당 요청", latency: "첫 바이트, ms", inFlight: "처리 중",
    idle: "유휴", time: "시각", requests: "요청", all: "전체", perSecond: "초당 요청", p95: "p95 ms", p99: "p99 ms", errors4: "초당 4xx", errors5: "초당 5xx",
    failed: "초당 실패", open: "열린 연결", waiting: "대기", listener: "리스너", address: "주소", openNow: "열림",
    up: "정상", down: "내려감", ready: "투입", drain: "비우기", maintenance: "점검", draining: "비우는 중", drained: "비워짐: 멈춰도 안전",
    backup: "예비", panic: "패닉: 정상 서버가 모자라 모두 사용", resume: "다시 시작", listening: "받는 중",
    method: "메서드", client: "클라이언트 주소", headers: "헤더, 한 줄에 하나", explainIt: "설명하기", cancel: "취소",
    setWeight: "가중치 바꾸기", weightOf: "{0}의 가중치", noDeployments: "아직 배포가 없습니다.",
    follows: "이 엣지는 배포를 이끄는 {0}을(를) 따릅니다. 배포는 그쪽에서 조작하세요.", noController: "설정된 배포가 없습니다. edge.yaml의 deployments에 업스트림과 그룹을 적으세요.",
    start: "시작", startTitle: "배포 시작", to: "새 그룹", steps: "단계, %", bake: "단계별 최소 초", then: "끝난 뒤", swap: "역할 교대",
    even: "반반으로", dryRun: "계획만 보기", hold: "보류", rollback: "되돌리기", abort: "중단", report: "보고서",
    holdText: "누군가 다시 시작할 때까지 가중치를 그대로 둡니다. 감시는 계속합니다.", resumeText: "보류한 곳에서 이어 갑니다.",
    rollbackText: "모든 사용자가 곧바로 {0}(으)로 돌아갑니다.", abortText: "가중치는 지금 그대로 남고, 더는 감시하지 않습니다.",
    startText: "{1}에서 {0}(으)로 단계적으로 옮깁니다. 감시 장치가 보류하거나 되돌릴 수 있습니다.",
    drainText: "{0}에 새 요청을 보내지 않습니다. 처리 중인 요청은 끝까지 갑니다.", readyText: "{0}이(가) 다시 요청을 받습니다.",
    maintenanceText: "{0}에 아무 요청도 보내지 않습니다. 묶여 있던 사용자도 옮깁니다.", drainListener: "{0}은(는) 새 연결을 받지 않고, 열린 연결은 요청이 끝나면 닫습니다.",
    oldGroup: "기존", newGroup: "신규", wait: "지켜봄", "go-on": "계속", "roll-back": "되돌림", numbers: "숫자", asked: "목표", observed: "관측", verdict: "판정", step: "단계", share: "비율", errorShare: "5xx 비율",
    lost: "잃은 요청", repeated: "되풀이", repeatedUnsafe: "되풀이된 POST", stayed: "그대로인 사용자 묶음 (1만 가운데)", moved: "한 번 옮긴 사용자 묶음", accepted: "요청",
    done: "완료했습니다.", lostEdge: "엣지가 응답하지 않아 다시 시도합니다.", since: "시작", reloads: "설정 갱신", config: "설정",
    badReload: "마지막 설정 갱신이 거부되었습니다: {0}", notSeen: "아직 요청 없음", was: "설정값 {0}", history: "지난 배포", ended: "종료",
    idleState: "대기", preparing: "준비", shifting: "옮기는 중", held: "보류", finishing: "마무리", doneState: "완료", rolledBack: "되돌림", aborted: "중단됨",
  },
};

const STATES = { idle: "idleState", done: "doneState", "rolled-back": "rolledBack" };
const STORE = "naru-console-language";
let language = localStorage.getItem(STORE) ?? (navigator.language.startsWith("ko") ? "ko" : "en");

export const locale = () => (language === "ko" ? "ko-KR" : "en-GB");

export function say(key, ...values) {
  return values.reduce((text, value, i) => text.replaceAll(`{${i}}`, value), WORDS[language][key] ?? WORDS.en[key] ?? key);
}

/** A state of a deployment, as the API names it. */
export const sayState = name => say(STATES[name] ?? name);

export function switchLanguage() {
  language = language === "ko" ? "en" : "ko";
  localStorage.setItem(STORE, language);
  label();
}

/** Puts the words where index.html asks for them. */
export function label() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  document.getElementById("language").textContent = say("language");
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
export const number = value => (value === null || value === undefined ? "–" : value >= 100000 ? short.format(value) : plain.format(value));
export const decimal = value => (value === null || value === undefined ? "–" : value === 0 ? "0" : value < 10 ? value.toFixed(1) : plain.format(value));
export const percent = value => (value === null || value === undefined || Number.isNaN(value) ? "–" : `${(value * 100).toFixed(value < 0.1 ? 2 : 1)} %`);
export const time = at => new Date(at).toLocaleTimeString("en-GB"); // 23:59:59 reads well in both
export const moment = at => new Date(at).toLocaleString(locale(), { hour12: false });
