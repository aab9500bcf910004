// What every page runs; the chart library is fetched only where there is a chart.
import { connect } from "./live.js";
import { watchDialogs } from "./dialogs.js";
import { watchForms } from "./forms.js";
import { watchKeys } from "./keys.js";
import { watchTimes } from "./times.js";
import { watchToasts } from "./toasts.js";

// By itself htmx puts off taking up the page, and a key pressed until then would follow the plain link.
htmx.initialize();
watchToasts();
watchDialogs();
watchForms();
watchKeys();
watchTimes();

const indicator = document.querySelector("[data-live]");
if (indicator) connect(indicator);

async function drawCharts() {
  if (!document.querySelector("[data-chart]:not(.drawn)")) return;
  const { draw } = await import("./chart.js");
  for (const figure of document.querySelectorAll("[data-chart]:not(.drawn)")) draw(figure);
}
drawCharts();
document.addEventListener("htmx:after:swap", drawCharts);
