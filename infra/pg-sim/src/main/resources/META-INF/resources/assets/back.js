// The gateway's page posts itself; the button is for browsers without scripts.
document.querySelector('form[data-submit]').submit();
