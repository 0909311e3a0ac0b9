import { join } from 'node:path'

const LAB_DIRECTORY = import.meta.dirname

/** The image recipe: everything that decides what is inside the guests. */
export const RECIPE_DIRECTORY = join(LAB_DIRECTORY, 'image')

/** What was built and can be built again: keys, downloaded packages, images, saved states. Not in git. */
export const CACHE_DIRECTORY = join(LAB_DIRECTORY, '.cache')

/** One directory for each host that runs now. Not in git. */
export const RUN_DIRECTORY = join(LAB_DIRECTORY, '.run')
