export async function showShare(main) { main.replaceChildren(); }
