/** What only those need who say who they are: fetched when somebody does. */
import { People } from "./people.js";
import { Told } from "./told.js";

/** The page on which somebody shows a card, or staff choose a name. @param {object} page as in tablet.js */
export async function makePeople(page) {
  const { changed, packs, screen, store, visitor } = page;
  await page.fetchParts();
  return new People({
    pack: packs.pack,
    store,
    element: screen.find('[data-view="people"]'),
    onChosen: (person) => visitor.begin(person),
    onResume: (id) => visitor.resume(id),
    onClose() {
      visitor.closePeople();
      changed("said");
    },
  });
}

/** What was written back to somebody, if anything waits for them. `done` follows when all of it was seen. */
export async function toldTo(person, page, done) {
  const { hands, packs, screen, sender, store } = page;
  const found = await Told.waiting(person, {
    store, sender, done,
    element: screen.find('[data-view="told"]'),
    speak: () => page.speak,
    profile: () => page.profile,
    pack: () => packs.pack,
    tell: (text) => screen.tell(text),
    shown: () => hands.refresh(),
  }); // prettier-ignore
  if (found) await page.fetchParts();
  return found;
}
