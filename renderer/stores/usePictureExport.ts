import { invoke } from '../api.ts'
import { useUiStore } from './ui.ts'
import { embeddedFont } from '../ui/font-face.ts'
import { standaloneSvg } from '../ui/standalone-svg.ts'

/** Pixels per px of the picture in a PNG: sharp on paper and on dense screens. */
const PNG_SCALE = 2

async function pngOf(svg: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * PNG_SCALE)
  canvas.height = Math.round(height * PNG_SCALE)
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.scale(PNG_SCALE, PNG_SCALE)
  context.drawImage(image, 0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

/** Saves pictures; `name` is the file's name without its ending. Failures are shown as a toast. */
export function usePictureExport(): {
  saveSvg: (picture: SVGSVGElement | null, name: string) => Promise<void>
  savePng: (picture: SVGSVGElement | null, name: string) => Promise<void>
} {
  const ui = useUiStore()

  async function saveSvg(picture: SVGSVGElement | null, name: string): Promise<void> {
    if (picture === null) return
    const content = standaloneSvg(picture)
    const answer = await invoke('files.save', {
      files: [{ name: `${name}.svg`, content, isExecutable: false }]
    })
    if (!answer.ok) ui.toastError(answer.error)
    else if (answer.value !== null)
      ui.toast({ tone: 'free', text: 'Saved the picture', detail: answer.value.paths[0] ?? '' })
  }

  async function savePng(picture: SVGSVGElement | null, name: string): Promise<void> {
    if (picture === null) return
    const { width, height } = picture.viewBox.baseVal
    const svg = standaloneSvg(picture, await embeddedFont())
    const blob = await pngOf(svg, width, height).catch(() => null)
    if (blob === null) {
      ui.toastError({
        kind: 'no-picture',
        message: `The picture could not be drawn as PNG (${Math.round(width)} x ${Math.round(height)} px)`,
        fix: 'Save it as SVG.'
      })
      return
    }
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = `${name}.png`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  }

  return { saveSvg, savePng }
}
