// Draws a chart over the days of a figure's own table of figures; exact values are read from that table.
const DAY_S = 86400;
const TICKS_APART_PX = 56;
const WHOLE = [1, 2, 5].flatMap((n) => [...Array(12).keys()].map((power) => n * 10 ** power)).sort((a, b) => a - b);
const ONE = { money: 100, number: 1 };
const MANY_DAYS = 90;
const DAYS_SPELT_AS_IN = { en: "en-GB" }; // 7 Nov, as in the tables

let library;
const charts = new WeakMap(); // a live part that came anew is drawn anew, in the same figure

export async function draw(figure) {
  figure.classList.add("drawn");
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  try {
    library ??= load();
    await library;
  } catch {
    figure.querySelector(".chart-plot").remove(); // the table says it all
    return;
  }
  const chart = charts.get(figure) ?? { open: false };
  figure.querySelector(".figures").open = chart.open; // as its reader left it, whatever came anew
  const day = chart.data?.days[chart.plot.cursor.idx];
  chart.plot?.destroy();
  Object.assign(chart, { data, plot: build(figure, data) });
  if (day !== undefined) point(chart, data.days.indexOf(day));
  if (charts.has(figure)) return;
  charts.set(figure, chart);
  keepFitting(figure, chart);
  listen(figure, chart);
}

function keepFitting(figure, chart) {
  new ResizeObserver(() => chart.plot.setSize(sizeOf(figure))).observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!figure.isConnected) return;
    chart.plot.destroy();
    chart.plot = build(figure, chart.data);
  });
}

function load() {
  const here = (name) => new URL(`./vendor/${name}`, import.meta.url).href;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: here("uplot.min.css") });
  const script = Object.assign(document.createElement("script"), { src: here("uplot.min.js") });
  const arrived = [sheet, script].map((element) => new Promise((done, failed) => {
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
  }));
  document.head.append(sheet, script);
  return Promise.all(arrived);
}

function build(figure, data) {
  const plot = figure.querySelector(".chart-plot");
  const options = {
    ...sizeOf(figure),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 }, move: atADay },
    scales: { x: { range: () => withRoom(data.days) }, y: { range: (_, low, high) => withZero(low, high, unitOf(figure)) } },
    axes: axes(figure, data),
    series: [{}, ...data.series.map((_, index) => line(figure, index, data.days.length))],
    hooks: { setCursor: [(self) => tell(figure, self.cursor.idx)] },
  };
  return new uPlot(options, [data.days.map((day) => Date.parse(day) / 1000), ...data.series.map((one) => one.values)], plot);
}

function atADay(self, left, top) {
  return left < 0 ? [left, top] : [self.valToPos(self.data[0][self.posToIdx(left)], "x"), top];
}

function sizeOf(figure) {
  const plot = figure.querySelector(".chart-plot");
  return { width: plot.clientWidth, height: plot.clientHeight };
}

function unitOf(figure) {
  return ONE[figure.dataset.unit] ?? 1;
}

function withRoom(days) {
  const [first, last] = [days[0], days.at(-1)].map((day) => Date.parse(day) / 1000);
  return first === last ? [first - DAY_S, last + DAY_S] : [first, last];
}

function withZero(low, high, unit) {
  if (low === 0 && high === 0) return [0, unit];
  const room = (Math.max(high, 0) - Math.min(low, 0) || 1) * 0.06;
  return [Math.min(low, 0) - (low < 0 ? room : 0), Math.max(high, 0) + room];
}

function line(figure, index, days) {
  const stroke = getComputedStyle(figure.querySelectorAll(".swatch")[index]).color;
  return { stroke, width: days > MANY_DAYS ? 1 : 2, points: { show: days === 1, size: 8, fill: stroke } };
}

function axes(figure, { days: shown, locale }) {
  const style = getComputedStyle(figure.querySelector(".chart-legend"));
  const line = getComputedStyle(figure).borderTopColor;
  const shared = { stroke: style.color, font: `12px ${style.fontFamily}`, ticks: { show: false } };
  const days = new Intl.DateTimeFormat(DAYS_SPELT_AS_IN[locale] ?? locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const money = figure.dataset.unit === "money";
  const amounts = new Intl.NumberFormat(locale, {
    notation: "compact", ...(money ? { style: "currency", currency: "USD", maximumFractionDigits: 1 } : {}),
  });
  return [
    { ...shared, size: 36, gap: 10, grid: { show: false }, space: TICKS_APART_PX, incrs: [1, 2, 7, 14, 28, 91, 364].map((n) => n * DAY_S), values: (_, splits) => splits.map((seconds) => within(seconds, shown) ? days.format(seconds * 1000) : "") },
    { ...shared, grid: { stroke: line, width: 1 }, size: 64, incrs: WHOLE.map((n) => n * unitOf(figure)), values: (_, splits) => splits.map((value) => amounts.format(money ? value / 100 : value).replace("-", "\u2212")) },
  ];
}

function within(seconds, days) {
  const day = new Date(seconds * 1000).toISOString().slice(0, 10);
  return days[0] <= day && day <= days.at(-1);
}

function tell(figure, index) {
  const outputs = [...figure.querySelectorAll(".chart-legend output")];
  const row = index == null ? null : figure.querySelectorAll(".figures tbody tr")[index];
  const cells = row ? [...row.cells].map((cell) => cell.textContent.trim()) : [];
  outputs.forEach((output, place) => { output.textContent = cells[(place + 1) % outputs.length] ?? ""; });
}

function listen(figure, chart) {
  figure.addEventListener("keydown", (event) => {
    if (!event.target.closest(".chart-plot")) return;
    const { plot, data } = chart;
    const last = data.days.length - 1;
    const at = plot.cursor.idx ?? last + 1;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    point(chart, Math.max(0, Math.min(last, next)));
  });
  figure.addEventListener("click", (event) => { // comes before the part opens or closes, by keyboard too
    if (event.target.closest("summary")) chart.open = !figure.querySelector(".figures").open;
  });
}

function point({ plot }, index) {
  if (index >= 0) plot.setCursor({ left: plot.valToPos(plot.data[0][index], "x"), top: 0 });
}
