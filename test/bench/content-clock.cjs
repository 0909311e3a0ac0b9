// Loaded with `electron -r`: prints the milliseconds from spawn until the selector of BENCH_READY is on screen.
const { app } = require('electron')

const spawnedAt = Number(process.env.BENCH_SPAWNED_AT)
const waitFor = `new Promise((done) => {
  const look = () => document.querySelector(${JSON.stringify(process.env.BENCH_READY)})
    ? requestAnimationFrame(() => done())
    : setTimeout(look, 2)
  look()
})`

app.once('browser-window-created', (_event, window) => {
  window.webContents.once('did-finish-load', async () => {
    await window.webContents.executeJavaScript(waitFor)
    console.log(`BENCH ${Math.round(performance.timeOrigin + performance.now() - spawnedAt)}`)
    app.exit(0)
  })
})
