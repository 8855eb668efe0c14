// The sessions card: what was charged, when, at what cost, how much of it by the sun.
import { html, nothing, svg } from "./vendor/lit-html.js";
import { sessionsOf } from "./answers.js";
import { navigate } from "./card.js";
import { V2CChartCard } from "./chart-card.js";
import { bars, linear, moved, round, scale } from "./chart.js";
import { chargersOf, stateOf } from "./entities.js";
import { date, duration, energy, known, money, number, time } from "./format.js";
import { sessionsForm } from "./forms.js";
import { PERIODS, addUp, firstWeekday, pageOf, solarShare } from "./sessions-data.js";
import { sessionsSheet } from "./sessions-styles.js";
import { zoneOf } from "./time.js";

const SETTLE = 1500;
const AGAIN = 60_000;
/** While a car is plugged in, its session grows; else the cloud may know better. */
const EVERY = { plugged: 10 * 60_000, idle: 60 * 60_000 };
const ROWS = 8;
const HEIGHT = 180;
const LEFT = 40;
const FOOT = HEIGHT - 22;

export class V2CSessionsCard extends V2CChartCard {
  static getConfigForm = sessionsForm;

  static getStubConfig() {
    return { period: "month" };
  }

  sessions = null;
  page = 0;
  all = false;

  sheets() {
    return [...super.sheets(), sessionsSheet];
  }

  setConfig(config) {
    this.period = PERIODS.includes(config.period) ? config.period : "month";
    this.only = config.device_id ?? null;
    super.setConfig(config);
  }

  getCardSize() {
    return 9;
  }

  get chargers() {
    const all = chargersOf(this.hass);
    return this.only ? all.filter(({ id }) => id === this.only) : all;
  }

  watched(hass) {
    return chargersOf(hass).flatMap((charger) => [
      stateOf(hass, charger, "sensor.last_session_end")?.state,
      stateOf(hass, charger, "sensor.all_sessions_energy")?.state,
      stateOf(hass, charger, "binary_sensor.connected")?.state,
    ]);
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hass) {
      this.askIn(0);
    }
  }

  updated() {
    this.askIn(this.sessions ? SETTLE : 0);
  }

  get periods() {
    const { locale } = this.hass;
    const zone = zoneOf(this.hass);
    return pageOf(this.page, Date.now(), this.period, zone, firstWeekday(locale));
  }

  async ask() {
    if (!this.hass || !this.config) {
      return;
    }
    const periods = this.periods;
    const asked = (this.asked = {});
    const answers = await Promise.allSettled(
      this.chargers.map((charger) =>
        sessionsOf(this.hass, charger, periods[0].start, periods.at(-1).end),
      ),
    );
    if (asked !== this.asked) {
      return;
    }
    const failed = answers.find(({ status }) => status === "rejected");
    const found = answers.flatMap(({ value }) => value ?? []);
    this.error = failed ? (failed.reason?.message ?? String(failed.reason)) : null;
    if (found.length || !failed) {
      this.sessions = found.sort((one, other) => other.start.localeCompare(one.start));
    }
    const goesOn = found.some(({ end }) => end === null);
    this.askIn(failed ? AGAIN : EVERY[goesOn ? "plugged" : "idle"]);
    this.draw();
  }

  /** Show something else, which is asked for. */
  change(what) {
    Object.assign(this, { place: null, all: false }, what);
    this.askIn(0);
    this.draw();
  }

  content() {
    if (!chargersOf(this.hass).length) {
      return this.noCharger();
    }
    return html`<ha-card>
      <section aria-label=${this.t("sessions")}>
        <header>
          <h2>${this.config.name || this.t("sessions")}</h2>
          <a href="/energy" @click=${navigate}>${this.t("energy_dashboard")}</a>
        </header>
        ${this.choices()} ${this.sessions ? this.answered() : this.waits()}
      </section>
    </ha-card>`;
  }

  choices() {
    const chargers = this.config.device_id ? [] : chargersOf(this.hass);
    const choice = (text, pressed, what) =>
      html`<button aria-pressed=${String(pressed)} @click=${() => this.change(what)}>
        ${text}
      </button>`;
    return html`${chargers.length > 1
        ? html`<div class="segments" role="group" aria-label=${this.t("form_device_id")}>
            ${choice(this.t("all_chargers"), this.only === null, { only: null })}
            ${chargers.map(({ id, name }) => choice(name, this.only === id, { only: id }))}
          </div>`
        : nothing}
      <div class="segments periods" role="group" aria-label=${this.t("form_period")}>
        ${PERIODS.map((period) =>
          choice(this.t(`per_${period}`), period === this.period, { period, page: 0 }),
        )}
      </div>`;
  }

  answered() {
    const { sums, total } = addUp(this.sessions, this.periods, Date.now());
    const chosen = sums[this.place] ?? total;
    return html`${this.error ? html`<p class="dim" role="status">${this.error}</p>` : nothing}
      <nav aria-label=${this.t("history")}>
        <button class="turn" @click=${() => this.change({ page: this.page - 1 })}>
          <ha-icon icon="mdi:chevron-left"></ha-icon
          ><span class="hidden">${this.t("older")}</span>
        </button>
        <strong>${this.rangeName(chosen, sums)}</strong>
        <button
          class="turn"
          ?disabled=${this.page >= 0}
          @click=${() => this.change({ page: this.page + 1 })}
        >
          <ha-icon icon="mdi:chevron-right"></ha-icon
          ><span class="hidden">${this.t("newer")}</span>
        </button>
      </nav>
      ${this.chart(sums)} ${this.figures(chosen)} ${this.table(chosen)}`;
  }

  rangeName(chosen, sums) {
    if (this.place !== null) {
      return this.periodName(chosen);
    }
    return `${this.periodName(sums[0])} – ${this.periodName(sums.at(-1))}`;
  }

  periodName({ start }, short = false) {
    const options = {
      day: short ? { day: "numeric" } : { day: "numeric", month: "short", year: "numeric" },
      week: short
        ? { day: "numeric", month: "numeric" }
        : { day: "numeric", month: "short", year: "numeric" },
      month: short ? { month: "narrow" } : { month: "short", year: "numeric" },
      year: { year: "numeric" },
    }[this.period];
    return date(this.hass, start, options);
  }

  chart(sums) {
    const { hass } = this;
    const width = this.chartWidth;
    const right = width - 10;
    const most = Math.max(1, ...sums.map((sum) => sum.energy));
    const axis = scale(0, most, 3);
    const y = linear(0, axis.to, FOOT, 24);
    const room = (right - LEFT) / sums.length;
    const thick = Math.max(2, Math.min(room * 0.68, 46));
    const x = (place) => LEFT + room * (place + 0.5) - thick / 2;
    const every = Math.ceil((this.period === "week" ? 40 : 24) / room);
    const draw = (value, from = () => 0) =>
      bars(
        sums
          .map((sum, place) => [x(place), y(from(sum) + value(sum)), thick, y(from(sum)) - y(from(sum) + value(sum))])
          .filter(([, , , tall]) => tall > 0),
      );
    const solar = (sum) => sum.solar ?? 0;
    this.at = { room };
    const place = this.place ?? sums.length - 1;
    return html`<div
        class="chart"
        style="height:${HEIGHT}px"
        role="slider"
        tabindex="0"
        aria-label=${this.t("sessions_chart")}
        aria-valuemin="0"
        aria-valuemax=${sums.length - 1}
        aria-valuenow=${place}
        aria-valuetext=${this.sumText(sums[place])}
        @keydown=${this.onKey}
        @click=${this.onClick}
      >
        ${this.width
          ? html`<svg width=${width} height=${HEIGHT} aria-hidden="true">
              ${axis.marks.map(
                (mark) => svg`<path class=${mark ? "line" : "zero"} d="M${LEFT} ${round(y(mark))}H${right}"/>
                  <text x=${LEFT - 6} y=${round(y(mark)) + 4} text-anchor="end">${number(hass, mark, axis.digits)}</text>`,
              )}
              <text x=${LEFT - 6} y="10" text-anchor="end">kWh</text>
              ${this.place !== null
                ? svg`<rect class="chosen" x=${round(LEFT + room * this.place)} y="8" width=${round(room)} height=${FOOT - 8}/>`
                : nothing}
              <path class="rest" d=${draw((sum) => sum.energy - solar(sum), solar)} />
              <path class="solar" d=${draw(solar)} />
              ${sums.map((sum, index) =>
                (sums.length - 1 - index) % every
                  ? nothing
                  : svg`<text x=${round(LEFT + room * (index + 0.5))} y=${HEIGHT - 5} text-anchor="middle">${this.periodName(sum, true)}</text>`,
              )}
            </svg>`
          : nothing}
      </div>
      ${sums.some((sum) => sum.solar > 0)
        ? html`<p class="legend" aria-hidden="true">
            <span class="solar">${this.t("solar_share")}</span>
          </p>`
        : nothing}`;
  }

  sumText(sum) {
    return [
      this.periodName(sum),
      energy(this.hass, sum.energy),
      money(this.hass, sum.cost, this.currency),
    ].join(", ");
  }

  get currency() {
    return this.sessions?.[0]?.currency ?? this.hass.config.currency;
  }

  figures(sum) {
    const { hass } = this;
    const share = solarShare(sum);
    const shown = [
      ["energy", energy(hass, sum.energy)],
      ["cost", money(hass, sum.cost, this.currency)],
      ["solar_share", share === null ? "–" : `${number(hass, share * 100, 0)} %`],
      ["duration", duration(hass, sum.duration)],
      ["sessions_count", number(hass, sum.sessions.length, 0)],
    ];
    return html`<div role="status">
      <dl class="figures">
        ${shown.map(([key, text]) => html`<div><dt>${this.t(key)}</dt><dd>${text}</dd></div>`)}
      </dl>
      ${sum.cost !== null && sum.uncosted > 0.05
        ? html`<p class="dim note">
            ${this.t("cost_unknown", { energy: energy(hass, sum.uncosted) })}
          </p>`
        : nothing}
    </div>`;
  }

  table({ sessions }) {
    const { hass } = this;
    if (!sessions.length) {
      return html`<p class="dim">${this.t("no_sessions")}</p>`;
    }
    const rows = this.all ? sessions : sessions.slice(0, ROWS);
    const several = this.chargers.length > 1;
    const solarOf = ({ solar_energy: solar, energy: all }) =>
      known(solar) && all > 0 ? `${number(hass, (solar / all) * 100, 0)} %` : "–";
    return html`<table>
        <caption class="hidden">${this.t("sessions")}</caption>
        <thead>
          <tr>
            <th scope="col">${this.t("from")}</th>
            ${several ? html`<th scope="col">${this.t("form_device_id")}</th>` : nothing}
            <th scope="col" class="number wide">${this.t("duration")}</th>
            <th scope="col" class="number">${this.t("energy")}</th>
            <th scope="col" class="number wide">${this.t("sun")}</th>
            <th scope="col" class="number">${this.t("cost")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((session) => {
            const start = Date.parse(session.start);
            return html`<tr>
              <th scope="row">
                <span>${date(hass, start, { day: "numeric", month: "short" })}</span>
                <span class="dim">${time(hass, start)}</span>
              </th>
              ${several ? html`<td>${session.charger}</td>` : nothing}
              <td class="number wide">
                ${session.end === null ? this.t("goes_on") : duration(hass, session.duration)}
              </td>
              <td class="number">${energy(hass, session.energy)}</td>
              <td class="number wide">${solarOf(session)}</td>
              <td class="number">${money(hass, session.cost, session.currency)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      ${sessions.length > rows.length
        ? html`<button class="rest" @click=${() => this.showAll()}>
            ${this.t("show_all", { count: sessions.length })}
          </button>`
        : nothing}`;
  }

  showAll() {
    this.all = true;
    this.draw();
  }

  onKey(event) {
    const count = this.periods.length;
    const place = moved(event, this.place ?? count - 1, count, 1);
    if (event.key === "Escape") {
      this.look(null);
    } else if (place !== null) {
      event.preventDefault();
      this.look(place);
    }
  }

  onClick(event) {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    const place = Math.floor(x / this.at.room);
    if (place >= 0 && place < this.periods.length) {
      this.look(place === this.place ? null : place);
    }
  }
}
