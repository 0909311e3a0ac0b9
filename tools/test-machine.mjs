/** What the tests and the window need from Debian. */

/** Shared libraries that Electron loads; on a desktop they are there. */
export const ELECTRON_LIBRARIES = [
  'libasound2',
  'libatk-bridge2.0-0',
  'libcups2',
  'libgbm1',
  'libgtk-3-0',
  'libnss3',
  'libxss1'
]

/** A virtual screen for the whole-app tests. */
export const VIRTUAL_SCREEN = ['xvfb', 'xauth']

/** A real SSH server for the SSH tests. */
export const SSH_SERVER = ['openssh-server', 'openssh-client']

/** Judges of what is exported: the shell linter and libvirt's own schema check. */
export const EXPORT_JUDGES = ['shellcheck', 'libvirt-clients', 'libxml2-utils', 'busybox-static', 'dash']
