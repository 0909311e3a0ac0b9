/** The app's font for pictures that are drawn outside of the page, where its style sheets do not reach. */
import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'

let loaded: Promise<string> | null = null

/** `@font-face` with the font in it, for pictures in Latin letters; '' where it cannot be read: pictures then use what the system has. */
export function embeddedFont(): Promise<string> {
  loaded ??= load().catch(() => '')
  return loaded
}

async function load(): Promise<string> {
  const font = await (await fetch(interUrl)).blob()
  const data = await new Promise<unknown>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = () => reject(reader.error ?? new Error('the font cannot be read'))
    reader.readAsDataURL(font)
  })
  if (typeof data !== 'string') throw new Error('the font cannot be read')
  return `@font-face{font-family:'Inter Variable';font-weight:100 900;src:url(${data}) format('woff2')}`
}
