import { eachHost } from '../each-host.ts'
import type { RenderFormat } from '../format.ts'
import { bashScript } from './bash-script.ts'

/** One script for each host: what VF Lab itself runs there. */
export const renderBash: RenderFormat = eachHost(({ compiled }) => [bashScript(compiled)])
