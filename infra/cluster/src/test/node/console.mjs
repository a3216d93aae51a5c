// Drives the operators' console in a headless Chromium, as an operator would; prints what it saw, one line each. Argument: JSON
// { url, token, scenario: "takes-over" | "rolls-back", browser, pictures }
import { chromium } from "playwright-core";

const { url, token, scenario, browser: executablePath, pictures } = JSON.parse(process.argv[2]);
const say = (what, value = "") => console.log(`${what} ${String(value).replaceAll(/\s+/g, " ").trim()}`);

const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
page.on("pageerror", error => say("page-error", error.message));
page.on("request", request => { if (!request.url().startsWith(url)) say("request-elsewhere", request.url()); });

const state = () => page.locator("#deployment-state").getAttribute("data-state", { timeout: 2000 }).catch(() => "");

async function until(...wanted) {
  let last = "";
  for (const end = Date.now() + 150_000; Date.now() < end;) {
    const now = await state();
    if (now !== last) say("state", last = now);
    if (wanted.includes(now)) return;
    await page.waitForTimeout(200);
  }
  throw new Error(`never became ${wanted}: ${last}`);
}

async function confirm() {
  await page.locator("dialog[open]").waitFor();
  await page.locator("#ask-yes").click();
}

const press = async name => {
  await page.locator("#deployment-now").getByRole("button", { name, exact: true }).click();
  await confirm();
};

try {
  await page.goto(url);
  await page.locator("input[name=token]").fill("not the token");
  await page.keyboard.press("Enter");
  await page.locator("#notice:not([hidden])").waitFor();
  say("refused", await page.locator("#notice").textContent());
  await page.locator("input[name=token]").fill(token);
  await page.keyboard.press("Enter"); // by keyboard: the form is one
  await page.locator("#upstreams table").first().waitFor();
  say("cookie", (await context.cookies()).map(cookie => `${cookie.httpOnly} ${cookie.sameSite}`).join());
  say("script-sees", await page.evaluate(() => document.cookie));

  await page.locator("#deployment-body form button.main").click();
  await page.keyboard.press("Escape"); // nothing may happen without a yes
  await page.waitForTimeout(500);
  say("before-yes", await state());
  await page.locator("#deployment-body form button.main").click();
  await confirm();
  if (scenario === "takes-over") {
    await until("shifting");
    await press("Hold");
    await until("held");
    await press("Resume");
    await until("done");
    await page.locator("#language").click();
    say("korean", await page.locator("#deployment-state").textContent());
    const server = page.locator("#upstreams tbody tr").first();
    await server.getByRole("button", { name: "비우기" }).click();
    await confirm();
    await server.locator(".chip.warn").waitFor();
    await server.getByRole("button", { name: "투입" }).click();
    await confirm();
    await server.locator(".chip.good").waitFor();
    say("drained-and-back");
    await page.locator("#explain-form input[name=url]").fill("http://any.test/page");
    await page.locator("#explain-form button").click();
    await page.locator("#explanation pre").waitFor();
    say("explained", await page.locator("#explanation pre").textContent());
  } else {
    await until("rolled-back", "done", "held");
  }
  say("account", await page.locator("#deployment-now .figures").textContent());
  say("verdict", await page.locator("#deployment-now tbody tr td:last-child").last().textContent());
  say("audit", await page.locator("#audit-list").textContent());
  await page.screenshot({ path: `${pictures}/console-${scenario}.png`, fullPage: true });

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(1500);
  say("phone", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.screenshot({ path: `${pictures}/console-${scenario}-phone.png` });

  const [report] = await Promise.all([context.waitForEvent("page"), page.locator("#deployment-now a").click()]);
  await report.waitForLoadState();
  say("report", await report.title());
  say("end");
} catch (error) {
  say("failed", error.message);
  await page.screenshot({ path: `${pictures}/console-${scenario}-failed.png`, fullPage: true }).catch(() => {});
} finally {
  await browser.close();
}
