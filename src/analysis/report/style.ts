const LIGHT = `
--bg:#f6f7f9;--panel:#fff;--rule:#e4e7ec;--ink:#12161d;--ink2:#454e5c;--ink3:#5f6876;
--own:#2f5fb3;--other:#8a919d;--third:#8a6d1c;--gain:#0b7a55;--loss:#c0392f;--wash:#fff6e0;
--band:#c0392f1f;--area:24%;--p1:#4876c9;--p2:#d9a441;--p3:#3a9d8c;--p4:#9069b8;--p5:#cf7394;
--p6:#8c9a4a;--rest:#b3bac5;--cash:#e6eaf0;--shade:#12161d38`;

const DARK = `
--bg:#0d1015;--panel:#13171e;--rule:#232a35;--ink:#e8ecf2;--ink2:#b2bbc8;--ink3:#8b97a8;
--own:#7aa7f0;--other:#8993a3;--third:#d8b65c;--gain:#43c893;--loss:#f0776d;--wash:#2a230f;
--band:#f0776d26;--area:20%;--p1:#6f9de8;--p2:#dcb45f;--p3:#54b9a7;--p4:#ae8ddb;--p5:#dd8cab;
--p6:#a5b55f;--rest:#5d6878;--cash:#262e3a;--shade:#000b`;

const PAGE = `
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 Inter,ui-sans-serif,system-ui,
-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;
-webkit-text-size-adjust:100%}
main,header,footer{max-width:1160px;margin:0 auto;padding:0 28px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0;padding:0}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;font-weight:650;overflow-wrap:anywhere}
h2{font-size:19px;letter-spacing:-.01em;font-weight:650;margin-bottom:14px}
h3{font-size:14px;font-weight:650}
a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:3px}
:focus-visible{outline:2px solid var(--own);outline-offset:2px;border-radius:3px}
header{padding-top:44px;padding-bottom:22px}
header .kind{display:flex;gap:10px;align-items:center;color:var(--ink3);margin-bottom:8px}
.mode{border:1px solid currentColor;border-radius:4px;padding:0 6px;font-size:11px;font-weight:650;
letter-spacing:.06em;color:var(--ink2)}
header .span{color:var(--ink2);margin-top:6px;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:6px 18px;margin-top:18px;color:var(--ink3);font-size:13px}
section{margin-bottom:40px;min-width:0}
#trust,.tiles,figure,.group,#data{background:var(--panel);border:1px solid var(--rule);
border-radius:10px}
#trust,#data{padding:22px 24px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:10px 32px}
.facts .long{grid-column:1/-1;display:grid;grid-template-columns:130px minmax(0,1fr);
align-items:baseline}
.facts .word{display:inline-block;max-width:100%}
.facts dt{color:var(--ink3);font-size:12px}
.facts dd{overflow-wrap:anywhere}
.warnings{list-style:none;background:var(--wash);border-radius:6px;padding:10px 14px;
margin-top:18px}
.warnings li::before{content:"! ";font-weight:700}
#trust h3{margin:20px 0 6px}
.assumed{columns:2 340px;column-gap:32px;color:var(--ink2);font-size:13px;padding-left:16px}
.assumed li{break-inside:avoid;overflow-wrap:anywhere;padding-left:2px;margin-bottom:3px}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:1px;
background:var(--rule);overflow:hidden;margin-bottom:40px}
.tiles>div{background:var(--panel);padding:16px 20px 14px}
.tiles dt{color:var(--ink3);font-size:12px}
.tiles dt a{text-decoration:none}
.tiles dd{font-size:24px;line-height:1.25;letter-spacing:-.02em;font-weight:600}
.tiles dd.loss{color:var(--loss)}.tiles dd.short{color:var(--ink3)}
.versus{display:block;font-size:12px;letter-spacing:0;font-weight:400;color:var(--ink3);
margin-top:2px}
abbr{text-decoration:none;cursor:help;color:var(--ink3)}`;

const FIGURES = `
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
figure{padding:18px 20px 12px;min-width:0;display:flex;flex-direction:column}
figure.wide{grid-column:1/-1}
figcaption p{color:var(--ink2);font-size:12.5px;margin-top:2px}
figcaption{margin-bottom:12px;flex:1 0 auto}
.keys{display:flex;flex-wrap:wrap;gap:2px 16px}.key{white-space:nowrap}
.key::before{content:"";display:inline-block;width:14px;height:3px;border-radius:2px;
vertical-align:middle;margin-right:6px;background:var(--k)}
.key.level::before{height:0;border-top:2px dashed var(--ink3);border-radius:0}
.own{--k:var(--own)}.other{--k:var(--other)}.third{--k:var(--third)}.gain{--k:var(--gain)}
.loss{--k:var(--loss)}
${['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'rest', 'cash']
  .map((tone) => `.${tone}{--k:var(--${tone})}`)
  .join('')}
.key[class*=" p"]::before,.key.rest::before,.key.cash::before{width:10px;height:10px}
.buy{--k:var(--gain)}.sell{--k:var(--loss)}
.key.buy::before,.key.sell::before{width:10px;height:8px;border-radius:0;vertical-align:baseline;
clip-path:polygon(50% 0,100% 100%,0 100%)}
.key.sell::before{clip-path:polygon(0 0,100% 0,50% 100%)}
.part{fill:var(--k)}
.mark{fill:var(--k);stroke:var(--panel);stroke-width:.8;paint-order:stroke}
.mark.hollow{fill:var(--panel);stroke:var(--k);stroke-width:1.3}
figure.wide>.plot.half{display:none}
.scroll{overflow-x:auto;background:linear-gradient(to right,var(--panel) 30%,transparent) 0 0,
linear-gradient(to left,var(--panel) 30%,transparent) 100% 0,
linear-gradient(to right,var(--shade),transparent) 0 0,
linear-gradient(to left,var(--shade),transparent) 100% 0;background-repeat:no-repeat;
background-size:40px 100%,40px 100%,14px 100%,14px 100%;
background-attachment:local,local,scroll,scroll}
svg{display:block;width:100%;height:auto}
text{font-size:11px;fill:var(--ink3);font-family:inherit}
text.y{text-anchor:end}text.x{text-anchor:middle}text.end{text-anchor:end}
text.note{text-anchor:end;fill:var(--ink2);paint-order:stroke;stroke:var(--panel);
stroke-width:3px;stroke-linejoin:round}
text.from{text-anchor:start}text.band-name{text-anchor:middle;font-weight:600;stroke:none}
.grid{stroke:var(--rule);fill:none}.zero{stroke:var(--ink3);fill:none;stroke-width:.8}
.line{stroke:var(--k);fill:none;stroke-width:1.5;stroke-linejoin:round}
.line.other,.line.third{stroke-width:1.3}
.area{fill:color-mix(in srgb,var(--k) var(--area),transparent)}
.area.own{--area:14%}
.bars{stroke:var(--k);fill:none}.bar{fill:var(--k);opacity:.86}
.dots{stroke:var(--k);fill:none;stroke-linecap:round;opacity:.62}
.level{stroke:var(--ink3);stroke-dasharray:3 3;fill:none}
.band{fill:var(--band)}
.box{fill:color-mix(in srgb,var(--own) 24%,var(--panel));stroke:var(--own)}
.whisker{stroke:var(--own);fill:none}.median{stroke:var(--ink);stroke-width:2;fill:none}
details.data{margin-top:8px;font-size:12.5px}
details.data summary{color:var(--ink3);cursor:pointer;padding:4px 0;min-height:24px}
pre{max-height:420px;overflow:auto;font:12px/1.5 ui-monospace,Menlo,Consolas,monospace;margin:8px 0}
#data h3{margin-bottom:8px}
.fine{color:var(--ink3);font-size:12.5px}`;

const TABLES = `
table{border-collapse:collapse;width:100%;font-size:13px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:right;padding:5px 8px;border-top:1px solid var(--rule);font-weight:400;
white-space:nowrap}
thead th{border-top:0;color:var(--ink3);font-size:12px}
th:first-child{text-align:left;padding-left:0}
td:last-child,th:last-child{padding-right:0}
.groups{columns:2 440px;column-gap:16px}
.group{break-inside:avoid;padding:16px 20px 10px;margin-bottom:16px;display:inline-block;width:100%}
.group h3{margin-bottom:6px}
.metrics th[scope=row]{white-space:normal;width:60%}
.metrics th[scope=col]:not(:first-child){max-width:110px;overflow:hidden;text-overflow:ellipsis}
.metrics td{vertical-align:top}
.metrics summary{cursor:pointer;list-style:none}
.metrics summary::-webkit-details-marker{display:none}
.metrics summary:hover{text-decoration:underline;text-decoration-color:var(--ink3);
text-underline-offset:3px}
.metrics details p{color:var(--ink2);font-size:12.5px;margin:4px 0 6px;overflow-wrap:anywhere}
code{font:12px ui-monospace,Menlo,Consolas,monospace}
tr.short td{color:var(--ink3)}
tr:target{background:var(--wash)}
.heat{border-collapse:separate;border-spacing:2px;min-width:760px}
.heat th,.heat td{border:0;text-align:center;padding:6px 2px;border-radius:4px;font-size:12.5px}
.heat th:first-child{text-align:left}.heat td.total{font-weight:600}
.heat td.flat{background:color-mix(in srgb,var(--ink3) 10%,transparent)}
${[1, 2, 3, 4, 5]
  .map(
    (step) =>
      `.g${step}{background:color-mix(in srgb,var(--gain) ${8 + 8 * step}%,transparent)}` +
      `.l${step}{background:color-mix(in srgb,var(--loss) ${8 + 8 * step}%,transparent)}`,
  )
  .join('\n')}
.bar-cell{width:34%}.bar-cell span{display:block;height:9px;border-radius:2px;background:var(--k);
min-width:1px}
footer{color:var(--ink3);font-size:12.5px;padding-bottom:48px}`;

const NARROW = `
@media screen and (max-width:760px){main,header,footer{padding-left:14px;padding-right:14px}
.figures{grid-template-columns:minmax(0,1fr)}figure{padding:14px 14px 8px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles dd{font-size:20px}
.figures .plot.half text{font-size:15px}.plot,.plot svg{overflow:visible}
figure.wide>.plot.wide{display:none}figure.wide>.plot.half{display:block}
.heat th:first-child{position:sticky;left:0;background:var(--panel)}
.line,.mark,.level{vector-effect:non-scaling-stroke}.facts .long{display:block}}`;

const PRINT = `
@media print{@page{size:A4;margin:14mm}
body{background:#fff;font-size:10.5px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,header,footer{max-width:none;padding-left:0;padding-right:0}header{padding-top:0}
nav,details.data{display:none}.plot,.plot svg{overflow:visible}.scroll{background:none}
figure,.tiles,.facts>div{break-inside:avoid}figure,.group,#trust,.tiles{border-color:#d5d9e0}
.group{break-inside:auto;display:block;box-decoration-break:clone;
-webkit-box-decoration-break:clone}#data{display:none}
section{margin-bottom:18px}.figures{gap:10px}.tiles{grid-template-columns:repeat(4,1fr)}
.tiles dd{font-size:17px}.assumed,.warnings,figcaption p{font-size:9.5px}
h1{font-size:22px}h2{break-after:avoid;font-size:15px}h3{font-size:11.5px;break-after:avoid}
table,thead th{font-size:9.5px}.heat{min-width:0}.heat th,.heat td{font-size:8.5px;padding:3px 0}
th,td{padding:3px 5px}.groups{columns:2}.metrics details:not([open])>p{display:none}
tr{break-inside:avoid}.group.brief{break-inside:avoid}.group:not(.brief){break-before:column}
.plot.wide text{font-size:14px}.plot.half text{font-size:12.5px}

footer,.fine{font-size:9.5px}.facts dt,.tiles dt,.versus{font-size:9px}
#trust{padding:14px 16px;font-size:9.5px;line-height:1.4}
.facts{grid-template-columns:repeat(3,minmax(0,1fr));gap:4px 16px}
.facts .long{grid-template-columns:84px minmax(0,1fr)}.warnings{padding:6px 10px;margin-top:8px}
#trust h3{margin:8px 0 3px}.assumed{columns:2;column-gap:18px;font-size:9px}
.assumed li{margin-bottom:1px}}`;

/** The whole style sheet of a report: light and dark by the reader's preference, and for paper. */
export const STYLE = [
  `:root{color-scheme:light;${LIGHT}}`,
  `@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${DARK}}}`,
  PAGE,
  FIGURES,
  TABLES,
  NARROW,
  PRINT,
].join('');
