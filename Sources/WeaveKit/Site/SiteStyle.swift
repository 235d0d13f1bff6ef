/// What the pages of the site look like: pandoc's template, and a style sheet with nothing from
/// elsewhere.
enum SiteStyle {
  static let template = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>$pagetitle$</title>
    <link rel="stylesheet" href="style.css">
    </head>
    <body>
    <nav aria-label="Book"><a href="index.html">From Energy to Diffusion</a><span>
    $if(previous)$<a rel="prev" href="$previous$" title="$previous-title$">← Previous</a>$endif$
    $if(next)$<a rel="next" href="$next$" title="$next-title$">Next →</a>$endif$
    </span></nav>
    <main>
    $body$
    </main>
    </body>
    </html>
    """

  static let sheet = """
    :root {
      --paper: #fdfdfb; --ink: #1b1b1f; --quiet: #5f6068; --line: #dcdcd6; --shade: #f3f3ee;
      --link: #0b57a4; --keyword: #8a2252; --type: #1a5f7a; --number: #2f5d12; --string: #9a3412;
      --comment: #6a6b73;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #17181c; --ink: #e5e5e0; --quiet: #a0a1a8; --line: #34363d; --shade: #202228;
        --link: #84b6f4; --keyword: #f29ac0; --type: #86cfe6; --number: #b3d98b; --string: #f0b08a;
        --comment: #989aa3;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1.075rem/1.62 Charter, "Bitstream Charter", "Source Serif 4", Georgia, serif;
    }
    main { max-width: 46rem; margin: 0 auto; padding: 0 1.1rem 5rem; overflow-wrap: break-word; }
    nav {
      display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1.2rem;
      max-width: 46rem; margin: 0 auto; padding: 1rem 1.1rem; color: var(--quiet);
      font: .9rem/1.4 system-ui, sans-serif;
    }
    nav span { display: flex; gap: 1.2rem; }
    h1, h2, h3, h4 { line-height: 1.22; text-wrap: balance; margin: 2.4em 0 .7em; }
    h1 { font-size: 2rem; margin-top: 1.2rem; }
    h2 { font-size: 1.45rem; }
    h3 { font-size: 1.15rem; }
    a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .15em; }
    a:not([href]) { color: inherit; }
    img { display: block; max-width: 100%; height: auto; margin: 1.6rem auto .6rem; background: #fff;
      border-radius: 3px; }
    pre, code { font-family: ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
    code { font-size: .87em; }
    pre {
      overflow-x: auto; padding: .8rem 1rem; border-radius: 5px; background: var(--shade);
      line-height: 1.45; font-size: .93rem;
    }
    table { display: block; overflow-x: auto; border-collapse: collapse; margin: 1.3rem 0;
      font-size: .95rem; }
    th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { border-bottom-color: var(--quiet); }
    blockquote { margin: 1.3rem 0; padding-left: 1rem; border-left: 3px solid var(--line);
      color: var(--quiet); }
    details { margin: 1rem 0; padding: .1rem .9rem; border: 1px solid var(--line); border-radius: 5px; }
    summary { cursor: pointer; padding: .35rem 0; color: var(--quiet);
      font: .92rem/1.45 system-ui, sans-serif; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
    math { font-size: 1.04em; }
    math[display="block"] { margin: .2rem 0; }
    p:has(> math[display="block"]:only-child) { overflow-x: auto; overflow-y: hidden; padding: .2rem 0; }
    p:has(> math:not([display="block"])), ul:has(math), ol:has(math) { overflow-x: auto; overflow-y: hidden; }
    .equation { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center;
      gap: .8rem; }
    .equation .number { color: var(--quiet); font-size: .95rem; }
    .kw, .cf, .im { color: var(--keyword); }
    .dt, .bu, .at { color: var(--type); }
    .dv, .fl, .bn, .cn { color: var(--number); }
    .st, .ch, .vs, .ss { color: var(--string); }
    .co, .do, .an { color: var(--comment); font-style: italic; }
    @media (max-width: 30rem) { body { font-size: 1rem; } h1 { font-size: 1.6rem; } }
    @media print {
      @page { margin: 20mm 18mm; }
      body { font-size: 10pt; background: #fff; color: #000; }
      main { max-width: none; padding: 0; }
      nav { display: none; }
      pre, img, .equation, table { break-inside: avoid; }
      h1, h2, h3 { break-after: avoid; }
      pre { white-space: pre-wrap; }
    }
    """
}
