import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { debianSourceLines, readAptSources } from './apt-sources.ts'
import { withLock } from './file-lock.ts'
import { inputHash } from './input-hash.ts'
import { CACHE_DIRECTORY, RECIPE_DIRECTORY } from './lab-paths.ts'
import { LabError } from './lab-error.ts'
import { lastLines } from './last-lines.ts'
import { asRoot, commandOutput, runCommand } from './run-command.ts'
import { ensureSshKeys, KEY_DIRECTORY } from './ssh-keys.ts'
import type { Flavour } from './topology.ts'

/** What is inside the guests. The rig's facts (drivers, kernel messages) were measured on this release. */
const GUEST_RELEASE = 'bookworm'

const DISK_RECIPE = [
  'bootstrap-options.sh',
  'build-disk.sh',
  'customize-root.sh',
  'excluded-paths.list',
  'packages/base.list',
  'rootfs'
]

const TINY_RECIPE = [
  'bootstrap-options.sh',
  'build-tiny.sh',
  'excluded-paths.list',
  'packages/tiny.list',
  'tiny'
]

/** The files of the recipe that decide what is in an image: when one of them changes, it is built again. */
const RECIPES: Readonly<Record<Flavour, { readonly script: string; readonly inputs: readonly string[] }>> = {
  base: { script: 'build-disk.sh', inputs: DISK_RECIPE },
  virt: { script: 'build-disk.sh', inputs: [...DISK_RECIPE, 'packages/virt.list', 'nested-guest'] },
  tiny: { script: 'build-tiny.sh', inputs: TINY_RECIPE }
}

const IMAGES_DIRECTORY = join(CACHE_DIRECTORY, 'images')
const BUILDING_DIRECTORY = join(CACHE_DIRECTORY, 'building')
const DEB_DIRECTORY = join(CACHE_DIRECTORY, 'debs')

/** A built image: files that QEMU boots. */
export interface GuestImage {
  readonly flavour: Flavour
  /** Changes with everything the image is made from, except the versions of the Debian packages. */
  readonly key: string
  readonly kernelPath: string
  readonly initrdPath: string
  /** qcow2 root disk; null for an image that lives in its initramfs. */
  readonly diskPath: string | null
}

const imageKey = (flavour: Flavour): string =>
  inputHash(RECIPE_DIRECTORY, RECIPES[flavour].inputs, [
    flavour,
    GUEST_RELEASE,
    // The keys are part of the image.
    readFileSync(join(KEY_DIRECTORY, 'client.pub'), 'utf8'),
    readFileSync(join(KEY_DIRECTORY, 'host.pub'), 'utf8')
  ])

const imageDirectory = (flavour: Flavour, key: string): string => join(IMAGES_DIRECTORY, `${flavour}-${key}`)

const imageAt = (directory: string, flavour: Flavour, key: string): GuestImage => {
  const diskPath = join(directory, 'disk.qcow2')
  return {
    flavour,
    key,
    kernelPath: join(directory, 'vmlinuz'),
    initrdPath: join(directory, 'initrd'),
    diskPath: existsSync(diskPath) ? diskPath : null
  }
}

/** Removes a directory tree that root may have made. */
const removeTree = async (directory: string): Promise<void> => {
  await commandOutput(...asRoot('rm', ['-rf', '--one-file-system', directory]))
}

/** Earlier builds of a flavour. A host that still runs from one keeps its open files. */
const removeOtherBuilds = async (flavour: Flavour, key: string): Promise<void> => {
  for (const entry of readdirSync(IMAGES_DIRECTORY)) {
    if (entry.startsWith(`${flavour}-`) && entry !== `${flavour}-${key}`) {
      await removeTree(join(IMAGES_DIRECTORY, entry))
    }
  }
}

const build = async (flavour: Flavour, key: string, say: (message: string) => void): Promise<void> => {
  const sources = debianSourceLines(await readAptSources(), GUEST_RELEASE)
  // What an interrupted build left behind. Its orphans may still write there; then the next build removes it.
  await removeTree(BUILDING_DIRECTORY).catch(() => undefined)
  for (const directory of [BUILDING_DIRECTORY, IMAGES_DIRECTORY, DEB_DIRECTORY]) {
    mkdirSync(directory, { recursive: true })
  }
  const output = mkdtempSync(join(BUILDING_DIRECTORY, `${flavour}-`))
  const script = join(RECIPE_DIRECTORY, RECIPES[flavour].script)
  const scriptArguments = [flavour, output, KEY_DIRECTORY, DEB_DIRECTORY, GUEST_RELEASE, ...sources]
  say(`Building the ${flavour} image from Debian packages (one to two minutes)`)
  const startedAt = Date.now()
  // In a mount namespace of its own: whatever the build mounts is gone when it ends, however it ends.
  const [program, args] = asRoot('unshare', [
    '--mount',
    'nice',
    '-n',
    '5',
    'bash',
    script,
    ...scriptArguments
  ])
  const { code, stdout, stderr } = await runCommand(program, args)
  if (code !== 0) {
    throw new LabError(
      `building the ${flavour} image failed: ${script} ended with code ${code}. ` +
        `Its last words:\n${lastLines(stdout + stderr, 20)}`
    )
  }
  const owner = `${process.getuid?.()}:${process.getgid?.()}`
  await commandOutput(...asRoot('chown', ['-R', owner, output, DEB_DIRECTORY]))
  renameSync(output, imageDirectory(flavour, key))
  await removeOtherBuilds(flavour, key)
  say(`Built the ${flavour} image in ${Math.round((Date.now() - startedAt) / 1000)} s`)
}

/**
 * The current image of a flavour, built first when there is none for the recipe as it is now.
 *
 * A build appears under its final name only when it is complete. Processes that want one at the same time wait
 * for the first. Throws a LabError when the build fails.
 */
export const ensureGuestImage = async (
  flavour: Flavour,
  say: (message: string) => void
): Promise<GuestImage> => {
  await ensureSshKeys()
  const key = imageKey(flavour)
  const directory = imageDirectory(flavour, key)
  if (!existsSync(directory)) {
    await withLock(
      join(CACHE_DIRECTORY, 'build.lock'),
      ({ pid }) => say(`Waiting for process ${pid}, which is building an image`),
      async () => {
        if (!existsSync(directory)) await build(flavour, key, say)
      }
    )
  }
  return imageAt(directory, flavour, key)
}
