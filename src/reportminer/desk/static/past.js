export async function showPast(main) { main.replaceChildren(); }
