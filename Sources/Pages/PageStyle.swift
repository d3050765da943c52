/// How all pages look: light and dark, wide and narrow, on paper.
enum PageStyle {
  static let css = """
    :root{color-scheme:light dark;--paper:#fbfbf9;--card:#fff;--ink:#1d2023;--soft:#5c636b;
    --line:#e2e2dc;--grid:#ecece7;--path:#16708f;--view:#b24d14;--warn:#8a5a00;--warn-paper:#fdf5e2}
    @media(prefers-color-scheme:dark){:root{--paper:#131517;--card:#1a1d20;--ink:#e9e7e2;
    --soft:#9ea5ad;--line:#2e3338;--grid:#24282c;--path:#6fc3e0;--view:#f2a36c;--warn:#e9be62;
    --warn-paper:#292313}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:68rem;padding:2.5rem 1.5rem 4rem;background:var(--paper);
    color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
    h1{margin:0;font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
    header p{margin:.3rem 0 0;color:var(--soft)}
    header strong{color:var(--ink);font-weight:600}
    h2{margin:2.75rem 0 .9rem;font-size:1.05rem;font-weight:650}
    .note,.warnings{margin:1.5rem 0 0;padding:.7rem 1rem;border-left:3px solid var(--path);
    background:var(--card);border-radius:0 6px 6px 0}
    .warnings{border-color:var(--warn);background:var(--warn-paper);list-style:none}
    .hero{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;margin-top:1.75rem;
    align-items:start}
    .hero>:only-child{max-width:36rem}
    figure{margin:0;min-width:0}
    figcaption{margin-top:.5rem;color:var(--soft);font-size:.85rem;line-height:1.45}
    img{display:block;max-width:100%;height:auto;background:var(--card);
    border:1px solid var(--line);border-radius:6px;image-rendering:pixelated}
    .twins{display:flex;gap:.35rem}
    .twins img{flex:1 1 0;min-width:0}
    img[hidden]{display:none}
    .flight img,.views img,.pair img,.sheet img{width:100%}
    .views{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.25rem}
    .pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1.25rem}
    .controls{display:flex;align-items:center;gap:.75rem;margin-top:.6rem}
    .controls[hidden]{display:none}
    .controls input{flex:1;min-width:0;accent-color:var(--path)}
    .controls output{color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums;
    white-space:nowrap}
    button{min-width:4.75rem;padding:.3rem .8rem;font:inherit;font-size:.9rem;color:var(--ink);
    background:var(--card);border:1px solid var(--line);border-radius:6px;cursor:pointer}
    button:hover{border-color:var(--soft)}
    a{color:var(--path);text-underline-offset:.15em}
    :focus-visible{outline:2px solid var(--path);outline-offset:2px}
    table{border-collapse:collapse;width:100%}
    th,td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;
    vertical-align:top;font-size:.95rem}
    th{width:14rem;font-weight:400;color:var(--soft)}
    td{font-variant-numeric:tabular-nums}
    .files{margin:0;padding:0;list-style:none}
    .files li{padding:.2rem 0}
    .files span{color:var(--soft);font-size:.9rem;margin-left:.4rem}
    .map{display:block;width:100%;height:auto;background:var(--card);border:1px solid var(--line);
    border-radius:6px}
    .map text{font:12px system-ui,sans-serif;fill:var(--soft)}
    .map .grid path{stroke:var(--grid)}
    .map .grid .zero{stroke:var(--line);stroke-width:1.75}
    .map .path{fill:none;stroke:var(--path);stroke-width:2;stroke-linejoin:round}
    .map .tick path{stroke:var(--path);opacity:.7}
    .map .start{fill:var(--path)}
    .map .end{fill:var(--card);stroke:var(--path);stroke-width:2}
    .map .view path{fill:var(--view);opacity:.35}
    .map .view circle{fill:var(--view)}
    .map .view text{fill:var(--view);font-weight:600;text-anchor:middle;stroke:var(--card);
    stroke-width:3px;paint-order:stroke}
    .map .now path{fill:var(--path);opacity:.45}
    .map .blind path{display:none}
    .map .now circle{fill:var(--ink);stroke:var(--card);stroke-width:2}
    .map .rule path{fill:none;stroke:var(--soft)}
    .chart{display:block;width:100%;height:auto;background:var(--card);border:1px solid var(--line);
    border-radius:6px}
    .chart text{font:12px system-ui,sans-serif;fill:var(--soft)}
    .chart .line{fill:none;stroke:var(--path);stroke-width:2;stroke-linejoin:round}
    .chart .grid{stroke:var(--grid)}
    .chart .now{stroke:var(--view);stroke-width:1.5}
    .key{display:inline-block;width:.7em;height:.7em;margin:0 .4em 0 .6em;border-radius:50%}
    .key:first-child{margin-left:0}
    .key.view{background:var(--view)}
    .key.path{width:1.2em;height:2px;vertical-align:.25em;border-radius:0;background:var(--path)}
    .key.start{background:var(--path)}
    .key.end{border:2px solid var(--path);border-radius:0}
    @media(max-width:44rem){body{padding:1.5rem 1rem 3rem}.hero{grid-template-columns:1fr}
    th{width:40%}.pair{grid-template-columns:1fr 1fr}.views{grid-template-columns:repeat(auto-fill,minmax(6rem,1fr))}}
    @media print{.controls{display:none}body{max-width:none}}
    """
}
