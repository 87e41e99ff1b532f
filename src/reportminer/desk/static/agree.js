export async function showAgreement(main) { main.replaceChildren(); }
