"""What can be said about a picture without eyes: how many colours it has."""

__all__ = ["colours"]

import base64

from playwright.sync_api import Browser

_COUNT = """
async data => {
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: image.width, height: image.height}).getContext("2d");
  canvas.drawImage(image, 0, 0);
  return new Set(new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer)).size;
}"""


def colours(browser: Browser, png: bytes) -> int:
    """Return how many colours a picture has; one that is blank has one."""
    page = browser.new_page()
    try:
        found: int = page.evaluate(_COUNT, base64.b64encode(png).decode())
    finally:
        page.close()
    return found
