export async function showSettle(main) { main.replaceChildren(); }
export const key = () => false;
