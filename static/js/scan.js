// Reads the code of a label with the camera, where the browser knows how. Elsewhere one types, or
// a hand scanner types.

const FORMATS = ["qr_code", "code_128", "ean_13"];
const PAUSE = 200;

for (const form of document.querySelectorAll("form[data-scan]")) {
  const part = (name) => form.querySelector(`[data-scan-${name}]`);
  const [open, close, dialog, video, fault] = ["open", "close", "dialog", "video", "fault"].map(part);
  const input = form.querySelector("input[type=search]");
  let stream = null;

  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    if (dialog.open) dialog.close();
  };

  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      input.value = found.rawValue;
      stop();
      form.requestSubmit();
    } else {
      setTimeout(look, PAUSE, detector);
    }
  };

  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      dialog.showModal();
      await video.play();
      await look(new BarcodeDetector({ formats: FORMATS }));
    } catch {
      stop();
      fault.hidden = false;
    }
  };

  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    open.hidden = false;
    open.addEventListener("click", begin);
    close.addEventListener("click", stop);
    dialog.addEventListener("close", stop);
  }
  input.focus();
}
