const form = document.querySelector("form");
const output = form.querySelector("output");
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const texts = new Map();
function textOf(card) {
  if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
  return texts.get(card);
}
function show() {
  const wish = Object.fromEntries(new FormData(form));
  const words = wish.words.trim().toLowerCase();
  let shown = 0, all = 0;
  for (const section of document.querySelectorAll("main > section")) {
    let some = false;
    for (const card of section.querySelectorAll("article")) {
      const fits = (!wish.check || card.dataset.check === wish.check)
        && (!wish.severity || card.className === wish.severity)
        && (!wish.document || section.dataset.document === wish.document)
        && (!words || textOf(card).includes(words));
      card.hidden = !fits;
      all += 1;
      if (fits) { some = true; shown += 1; }
    }
    section.hidden = !some;
  }
  output.textContent = output.dataset.words
    .replace("{0}", numbers.format(shown)).replace("{1}", numbers.format(all));
}
form.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(show));
show();
