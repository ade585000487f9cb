#include "contract/report_page.hpp"

namespace ramal::contract {

std::string_view report_style() {
  return R"~(
:root{--ink:#16202c;--soft:#5b6775;--line:#dfe4ea;--paper:#fff;--ground:#f4f6f9;--code:#f6f8fb;
--good:#0a7a4b;--bad:#c0282d;--bad-ground:#fdf1f1;--skip:#8a94a1;--mark:#1d4ed8}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa7b5;--line:#2c3947;--paper:#18212c;--ground:#0f161e;
--code:#111a24;--good:#3ecf8e;--bad:#ff7b7f;--bad-ground:#2b1a1e;--skip:#6f7c8a;--mark:#7aa2ff}}
*{box-sizing:border-box}
body{margin:0;font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);
background:var(--ground)}
.page{max-width:76rem;margin:0 auto;padding:0 1.5rem 4rem}
.choice{position:absolute;opacity:0}
#en:checked~.page .pt,#pt:checked~.page .en{display:none}
.top{display:flex;align-items:center;justify-content:space-between;padding:1.4rem 0}
.brand{font-weight:700;letter-spacing:-.01em;font-size:1.05rem}.brand span{color:var(--soft);font-weight:500}
.languages{display:flex;border:1px solid var(--line);border-radius:999px;overflow:hidden;background:var(--paper)}
.languages label{padding:.25rem .9rem;cursor:pointer;font-size:.85rem;color:var(--soft)}
#en:checked~.page label[for=en],#pt:checked~.page label[for=pt]{background:var(--ink);color:var(--paper)}
#en:focus-visible~.page label[for=en],#pt:focus-visible~.page label[for=pt]{outline:3px solid var(--mark)}
.card{background:var(--paper);border:1px solid var(--line);border-radius:14px}
.score{display:flex;gap:2rem;align-items:center;padding:1.8rem 2rem;flex-wrap:wrap}
.ring{width:8.5rem;height:8.5rem;border-radius:50%;display:grid;place-items:center;flex:none}
.ring div{width:6.7rem;height:6.7rem;border-radius:50%;background:var(--paper);display:grid;place-items:center;
font-size:1.7rem;font-weight:700;letter-spacing:-.03em}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.02em}
.score p{margin:0;color:var(--soft)}.target{overflow-wrap:anywhere;font-family:ui-monospace,Menlo,Consolas,monospace;
font-size:.86rem}
.counts{display:grid;grid-template-columns:repeat(4,1fr);gap:1rem;margin:1rem 0 0}
.counts div{padding:.9rem 1.2rem}.counts b{display:block;font-size:1.5rem;letter-spacing:-.02em;line-height:1.2}
.counts span{color:var(--soft);font-size:.85rem}.good{color:var(--good)}.bad{color:var(--bad)}
h2{font-size:1.15rem;margin:2.4rem 0 .8rem;letter-spacing:-.01em}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.5rem 1.2rem;text-align:right;border-top:1px solid var(--line)}
th{font-weight:500;color:var(--soft);font-size:.85rem;border:0;padding-top:.9rem}
th:first-child,td:first-child{text-align:left}.zero{color:var(--skip)}
.bar{display:flex;height:.5rem;min-width:9rem;border-radius:99px;overflow:hidden;background:var(--line)}
.bar i{display:block;height:100%}
.failure{margin:0 0 1.2rem;border-left:4px solid var(--bad);overflow:hidden}
.failure header{padding:1.1rem 1.4rem 0}.failure h3{margin:0;font-size:1.05rem}.failure h3 small{color:var(--soft);
font-weight:500}
.failure blockquote{margin:.5rem 0 0;color:var(--soft)}
.wrong{list-style:none;margin:1rem 1.4rem;padding:.7rem 1rem;background:var(--bad-ground);border-radius:8px}
.wrong li{overflow-wrap:anywhere;white-space:pre-wrap;font-size:.92rem}.wrong li+li{margin-top:.45rem}
.sides{display:grid;grid-template-columns:1fr 1fr;border-top:1px solid var(--line)}
.sides>div{padding:1rem 1.4rem 1.2rem;min-width:0}.sides>div+div{border-left:1px solid var(--line)}
h4{margin:0 0 .5rem;font-size:.75rem;text-transform:uppercase;letter-spacing:.07em;color:var(--soft)}
h5{margin:.9rem 0 .3rem;font-size:.85rem;color:var(--mark)}h5:first-of-type{margin-top:0}
pre{margin:0;padding:.8rem 1rem;background:var(--code);border:1px solid var(--line);border-radius:8px;overflow:auto;
max-height:34rem;font:12.5px/1.55 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:0 0 .6rem;padding:.7rem 1.2rem}summary{cursor:pointer}summary strong{font-variant-numeric:tabular-nums}
details ul{columns:2;margin:.7rem 0 .2rem;padding-left:1.1rem;font-size:.88rem;color:var(--soft)}
details li{break-inside:avoid;overflow-wrap:anywhere}
.note{margin:.6rem 1.2rem;color:var(--soft);font-size:.88rem}
footer{margin-top:2.5rem;color:var(--soft);font-size:.85rem}
@media(max-width:48rem){.sides,.counts{grid-template-columns:1fr}.counts{grid-template-columns:1fr 1fr}
.sides>div+div{border:0;border-top:1px solid var(--line)}details ul{columns:1}td:last-child,th:last-child{display:none}
th,td{padding:.5rem .6rem}.score{padding:1.4rem}.page{padding:0 1rem 3rem}}
@media print{body{background:#fff}.languages{display:none}.failure,.score{break-inside:avoid}pre{max-height:none}}
)~";
}

}  // namespace ramal::contract
