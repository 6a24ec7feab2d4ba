// Hands the token over by POST: submits the form into the iframe. Without script its button stays visible.
document.querySelector("form[data-lancar]")?.requestSubmit();
