import { ABOUT_FORMATS, type FormatId } from './about.ts'
import { renderBash } from './bash/render-bash.ts'
import type { ExportFormat, RenderFormat } from './format.ts'
import { renderLibvirt } from './libvirt/render-libvirt.ts'

const RENDER: Readonly<Record<FormatId, RenderFormat>> = { bash: renderBash, libvirt: renderLibvirt }

/** All forms, in the order of `ABOUT_FORMATS`. */
export const exportFormats: readonly ExportFormat[] = (Object.keys(ABOUT_FORMATS) as FormatId[]).map(
  (id) => ({
    id,
    ...ABOUT_FORMATS[id],
    render: RENDER[id]
  })
)
