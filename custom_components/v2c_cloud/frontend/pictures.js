// The drawings that a charger card can wear. They take their colours from the theme and
// the light of the charger from what it does.
import { html, svg } from "./vendor/lit-html.js";

const car = (x, y, scale = 1) => svg`<g class="vehicle" transform="translate(${x} ${y}) scale(${scale})">
  <path class="car" d="M4 42C3 33 9 29 30 26L52 11C57 7 62 6 70 6h32c8 0 13 2 19 7l14 12c14 2 20 6 20 16v4q0 4-4 4H8q-4 0-4-4z"/>
  <path class="glass" d="M42 25 57 14q4-3 10-3h14v14zM87 11h15q6 0 11 4l11 10H87z"/>
  <circle class="tyre" cx="37" cy="48" r="13"/><circle class="rim" cx="37" cy="48" r="6"/>
  <circle class="tyre" cx="124" cy="48" r="13"/><circle class="rim" cx="124" cy="48" r="6"/>
  <path class="lamp" d="M146 32h7q2 2 2 5h-6z"/>
</g>`;

const box = (x, y, scale = 1) => svg`<g transform="translate(${x} ${y}) scale(${scale})">
  <rect class="box" width="34" height="48" rx="9"/>
  <circle class="glow" cx="17" cy="19" r="14"/>
  <circle class="led" cx="17" cy="19" r="8"/>
  <path class="bolt" d="m18.5 13-5 7h3l-1 5 5-7h-3z"/>
</g>`;

const cable = (path) => svg`<path class="cable" d=${path}/>`;

const ground = svg`<path class="ground" d="M-600 132h1680v400H-600z"/>`;

const sun = (x, y) => svg`<circle class="sun" cx=${x} cy=${y} r="15"/>`;

const DRAWINGS = {
  wallbox: svg`
    <path class="wall" d="M-600-400h1680v532H-600z"/>
    <path class="seam" d="M-600 44h1680M-600 88h1680M-180 0v44M-60 0v44M-120 44v44M0 44v44M-60 88v44M480 44v44M540 0v44M540 88v44M600 44v44M60 0v44M180 0v44M300 0v44M420 0v44M120 44v44M240 44v44M360 44v44M60 88v44M180 88v44M300 88v44M420 88v44"/>
    ${ground}
    ${cable("M140 82c-6 44 40 50 76 34 20-9 26-10 38-12")}
    ${box(116, 26, 1.3)}${car(238, 66, 1.25)}`,
  garage: svg`
    <path class="sky" d="M-600-400h1680v532H-600z"/>${sun(412, 34)}
    ${ground}
    <path class="wall" d="M96 60h264v72H96z"/><path class="roof" d="m80 62 148-50 148 50z"/>
    <path class="door" d="M124 70h208v62H124z"/>
    <path class="seam" d="M124 78h208"/>
    ${cable("M160 112c2 18 16 16 24 6")}
    ${box(146, 84, 0.62)}${car(178, 78, 0.95)}`,
  carport: svg`
    <path class="sky" d="M-600-400h1680v532H-600z"/>${sun(66, 36)}
    ${ground}
    <path class="post" d="M126 58h7v74h-7zM352 46h7v86h-7z"/>
    <path class="panel" d="m104 56 276-30v12l-276 30z"/>
    <path class="cell" d="m150 51 4 11M196 46l4 11M242 41l4 11M288 36l4 11M334 31l4 11"/>
    ${cable("M139 106c4 22 28 24 44 10")}
    ${box(120, 76, 0.68)}${car(176, 72, 1.05)}`,
  street: svg`
    <path class="night" d="M-600-400h1680v532H-600z"/>
    <path class="star" d="M60 24h2v2h-2zM130 44h2v2h-2zM206 18h2v2h-2zM300 36h2v2h-2zM366 16h2v2h-2zM444 52h2v2h-2zM250 52h2v2h-2z"/>
    <path class="moon" d="M412 18a17 17 0 1 0 18 24 14 14 0 0 1-18-24z"/>
    <path class="town" d="M-600 132V96h90V76h50v26h70V62h46v30h54v-12h60v26h66V70h40v22h44V84h124v-18h36v30h40V74h48v58zM330 132V90h36V70h44v22h30v-14h40v-6h60V66h40v34h52V82h70v22h60V72h60v60z"/>
    ${ground}
    <path class="post" d="M158 84h8v48h-8z"/>
    ${cable("M170 92c10 34 30 36 48 24")}
    ${box(144, 42, 1.05)}${car(212, 70, 1.1)}`,
};

export const PICTURES = Object.keys(DRAWINGS);

/** A drawing; it says nothing that is not in the text, so that it is not read out. */
export function picture(name) {
  const drawing = DRAWINGS[name] ?? DRAWINGS.wallbox;
  return html`<svg
    class="drawing"
    viewBox="0 0 480 160"
    preserveAspectRatio="xMidYMid meet"
    aria-hidden="true"
  >
    ${drawing}
  </svg>`;
}
