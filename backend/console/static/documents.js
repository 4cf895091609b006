// Official texts: says before the upload that a file is too large; Ctrl+Enter saves a block.
(function () {
  "use strict";
  const input = document.querySelector("input[type=file][data-largest]");
  if (input) {
    input.addEventListener("change", function () {
      const file = input.files[0];
      const isTooLarge = file && file.size > Number(input.dataset.largest);
      input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
      input.reportValidity();
    });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (event.target.matches(".block textarea")) event.target.form.querySelector("button[value=save]").click();
  });
})();
