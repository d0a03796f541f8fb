#pragma once
/// \file
/// The style of the page: light and dark, from phones to paper. Colour pairs keep a contrast of at least 4.5
/// to 1.

namespace fluxwalk::report {

inline constexpr const char* page_style = R"css(
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1b222b; --soft: #556170; --rule: #dde2e8; --link: #0b5cad;
  --good: #11653c; --good-back: #e2f4ea; --bad: #a3201a; --bad-back: #fde8e6; --open: #7a4a00; --open-back: #fdf1d9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161b; --card: #1b2128; --ink: #e7ebf0; --soft: #a3afbd; --rule: #323b46; --link: #7fb8f5;
    --good: #8be0b0; --good-back: #12351f; --bad: #ffb1aa; --bad-back: #451714; --open: #f5cf86; --open-back: #3d2c08;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, header, footer { max-width: 74rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
header { padding-top: 2.2rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.3rem); line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.6rem 0 .8rem; }
p { margin: .4rem 0; }
a { color: var(--link); }
.lead, .note { color: var(--soft); }
.lead { font-size: 1.1rem; max-width: 46rem; }
.note { font-size: .9rem; max-width: 60rem; }
.verdict {
  display: flex; gap: .6rem 1rem; align-items: center; flex-wrap: wrap; margin: 1.5rem 0 0; padding: 1.1rem 1.3rem;
  border-radius: .7rem; border-left: .4rem solid currentColor;
}
.verdict p { flex: 1 1 18rem; margin: 0; font-size: 1.15rem; line-height: 1.45; color: var(--ink); }
.consistent { color: var(--good); background: var(--good-back); }
.inconsistent { color: var(--bad); background: var(--bad-back); }
.inconclusive { color: var(--open); background: var(--open-back); }
.skipped { color: var(--soft); border: 1px solid var(--rule); }
.badge { display: inline-block; padding: .1rem .65rem; border-radius: 1rem; font-weight: 600; font-size: .88rem; white-space: nowrap; }
.verdict .badge { font-size: 1rem; border: 1px solid currentColor; }
.contents { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: .95rem; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: .7rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem; }
thead th { font-size: .82rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
tbody { border-top: 1px solid var(--rule); }
tbody th { font-weight: 600; }
small { display: block; font-weight: 400; color: var(--soft); font-size: .86rem; }
td.number { white-space: nowrap; }
.scroll { overflow-x: auto; }
.explained td { padding-top: 0; }
summary { cursor: pointer; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
details > summary { color: var(--soft); font-size: .9rem; }
details[open] > summary { margin-bottom: .3rem; }
dl { display: grid; grid-template-columns: fit-content(42%) 1fr; gap: .15rem 1.2rem; margin: .3rem 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 29rem), 1fr)); gap: 1.3rem; }
figure { margin: 0; overflow: hidden; display: flex; flex-direction: column; }
.plate { background: #ffffff; padding: .5rem; flex: 1; display: flex; align-items: center; border-radius: .65rem .65rem 0 0; }
.plate svg { display: block; width: 100%; height: auto; max-width: 44rem; margin: 0 auto; }
.plate svg g { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
figcaption { padding: .8rem 1.1rem 1rem; font-size: .93rem; border-top: 1px solid var(--rule); }
figcaption strong { display: block; font-size: 1rem; }
pre { margin: .5rem 0; padding: 1rem; overflow-x: auto; font: .85rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.provenance { padding: 1rem 1.3rem; }
.warning { padding: .8rem 1.1rem; border-radius: .7rem; }
footer { color: var(--soft); font-size: .88rem; padding-top: 2rem; padding-bottom: 2.5rem; }
@media (min-width: 44.01rem) {
  .checks tbody th { width: 34%; }
}
@media screen and (max-width: 60rem), (max-width: 44rem) {
  .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacks, .stacks tbody, .stacks tr, .stacks th, .stacks td { display: block; width: 100%; }
  .stacks tbody { padding: .7rem 0; }
  .stacks th, .stacks td { padding: .15rem 1rem; white-space: normal; }
  .stacks td[data-label]::before { content: attr(data-label) " "; display: inline-block; min-width: 6.2rem; color: var(--soft); font-size: .86rem; }
  .stacks td:empty { display: none; }
  .explained td { padding-top: .15rem; }
  .checks td[data-label] { display: none; }
  .checks td[data-label="measured"], .checks td[data-label="expected"] { display: inline-block; width: auto; padding-right: 0; }
  .checks td[data-label="measured"]::before { display: none; }
  .checks td[data-label="expected"]::before { min-width: 0; padding-right: .3em; }
  .plate { padding: .25rem; }
  .provenance { padding: .8rem 1rem; }
}
@media print {
  :root {
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #bbb; --link: #000;
    --good: #11653c; --good-back: #fff; --bad: #a3201a; --bad-back: #fff; --open: #7a4a00; --open-back: #fff;
  }
  @page { margin: 16mm; }
  body { font-size: 9.5pt; }
  th, td { padding: .3rem .45rem; }
  td.number { white-space: normal; }
  dl { gap: 0 1rem; font-size: 8.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, tbody, .verdict, .provenance { break-inside: avoid; }
  .figures { grid-template-columns: 1fr 1fr; }
  figcaption a, .downloads, nav { display: none; }
  .card > details::details-content, section > details::details-content { content-visibility: visible; display: block; height: auto; }
  pre { white-space: pre-wrap; }
}
)css";

}  // namespace fluxwalk::report
