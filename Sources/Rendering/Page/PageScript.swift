/// Stepping through the frames, with the camera on the map in time with them.
///
/// A moving picture cannot be stepped through by a script, so the frames' own files take its place
/// once they are found beside the page. Without them, or without scripts, the moving picture stays.
enum PageScript {
  static let javaScript = """
    (() => {
    const by = id => document.getElementById(id), image = by("flight"), scrub = by("scrub")
    if (!image || !scrub) return
    const {prefix, digits, rate} = scrub.dataset, count = +scrub.max + 1, moving = image.src
    const truth = by("truth"), mark = by("chart-now")
    const url = (i, at = prefix) => at + String(i + 1).padStart(digits, "0") + ".png"
    const path = by("path"), now = by("now")
    const points = path ? path.getAttribute("points").split(" ") : []
    const angles = path ? path.dataset.angles.split(" ") : []
    const ahead = []
    let playing = false, start = 0, shown = -1
    const show = i => {
      if (i === shown) return
      shown = i
      scrub.value = i
      image.src = url(i)
      if (truth) truth.src = url(i, truth.dataset.prefix)
      if (mark) mark.style.transform = `translateX(${i * mark.dataset.step}px)`
      by("count").textContent = `${i + 1} / ${count}`
      for (let k = 1; k < 9; k++) (ahead[k] = new Image).src = url((i + k) % count)
      const k = Math.round(i / Math.max(count - 1, 1) * (points.length - 1))
      if (k < 0) return
      const [x, y] = points[k].split(",")
      now.setAttribute("transform", `translate(${x} ${y}) rotate(${angles[k] || 0})`)
      now.classList.toggle("blind", !angles[k])
      now.setAttribute("visibility", "visible")
    }
    const tick = time => {
      if (!playing) return
      show(Math.floor((time - start) * rate / 1000 + 1e-6) % count)
      requestAnimationFrame(tick)
    }
    const play = on => {
      playing = on
      by("play").textContent = on ? "Pause" : "Play"
      if (on) requestAnimationFrame(time => {
        start = time - Math.max(shown, 0) * 1000 / rate
        tick(time)
      })
    }
    by("play").onclick = () => play(!playing)
    scrub.oninput = () => { play(false); show(+scrub.value) }
    const first = new Image
    first.onload = () => {
      by("controls").hidden = false
      image.onerror = () => {
        image.onerror = null
        play(false)
        by("controls").hidden = true
        if (truth) truth.hidden = true
        image.src = moving
      }
      if (truth) truth.hidden = false
      show(0)
      play(count > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    }
    first.src = url(0)
    })()
    """
}
