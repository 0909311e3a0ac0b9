import type { CoreContext } from '../core-context.ts'

/** Written once the sample lab was offered: who removes it does not get it again at the next start. */
const OFFERED = 'sample-lab-offered'

/**
 * Fills an empty lab with the sample lab, the first time VF Lab starts and never again. The parsers are loaded for
 * that one time only.
 */
export async function fillEmptyLab(
  context: Pick<CoreContext, 'store' | 'newId' | 'now' | 'logBug'>,
  folder: string
): Promise<void> {
  const { store, logBug } = context
  if (store.settings.read(OFFERED) === true) return
  if (store.hosts.list().length === 0) {
    const { addSampleLab } = await import('./sample-lab.ts')
    const added = await addSampleLab(context, folder)
    // Not worth a dialog: the lab is then empty, as it would be without samples.
    if (!added.ok) logBug(`sample lab: ${added.error.message}`)
  }
  store.settings.write(OFFERED, true)
}
