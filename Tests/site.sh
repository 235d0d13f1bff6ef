#!/usr/bin/env bash
# Builds the web site and examines it in a browser: no formula left as text, no broken link or picture,
# nothing wider than a telephone. Needs pandoc and chromium. Usage: Tests/site.sh [folder for screenshots]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shots=${1:-}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=$work/site
faults=0
fault() { echo "FAULT $*"; faults=$((faults + 1)); }

swift build --product weave >/dev/null
"$(swift build --show-bin-path)/weave" --site "$site"

browse() { timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars "$@" 2>/dev/null; }

for page in "$site"/*.html; do
  name=$(basename "$page")
  grep -n 'class="math' "$page" | grep -v '<math' && fault "$name: a formula left as text"
  grep -Eq '<(script|link|img|iframe)[^>]*(src|href)="https?:' "$page" && fault "$name: something from elsewhere"
  # Links and pictures, with the anchors that they lead to.
  grep -oE '(href|src)="[^"]+"' "$page" | sed -E 's/^[a-z]+="//; s/"$//' | sort -u | while read -r link; do
    case $link in *://* | mailto:*) continue ;; esac
    file=${link%%#*}
    target=$site/${file:-$name}
    [ -e "$target" ] || { echo "FAULT $name: $link leads nowhere"; continue; }
    case $link in
      *.html#* | \#*) grep -q "id=\"${link#*#}\"" "$target" || echo "FAULT $name: no place $link" ;;
    esac
  done >"$work/links"
  cat "$work/links"
  faults=$((faults + $(grep -c FAULT "$work/links" || true)))
  # Laid out 390 points wide, what sticks out?
  {
    cat "$page"
    echo '<style>html { width: 390px !important; overflow: visible }</style><script>
      const wide = [...document.querySelectorAll("main > *")].filter(e => e.getBoundingClientRect().right > 391
        || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX == "visible"))
      document.body.innerHTML = "<p>examined " + wide.map(e => e.tagName + " " + e.textContent.slice(0, 60)).join("; ")
    </script>'
  } >"$site/examined-$name"
  result=$(browse --dump-dom "file://$site/examined-$name" | grep -o 'examined.*' || true)
  rm "$site/examined-$name"
  case $result in
    'examined </p>'*) ;;
    '') fault "$name: the browser shows nothing" ;;
    *) fault "$name: wider than 390 points: $result" ;;
  esac
  if [ -n "$shots" ]; then
    mkdir -p "$shots"
    for width in 500 720 1400; do
      browse --window-size=$width,2000 --screenshot="$shots/${name%.html}-$width.png" "file://$page" >/dev/null
    done
  fi
done
if [ "$faults" -gt 0 ]; then echo "$faults faults"; exit 1; fi
echo "the site is whole"
