import { sh } from '../shell-text.ts'

/** Settings of the shell itself: before anything else in a script. */
export const shellSettings = sh`
# shellcheck disable=SC2034,SC2317,SC2329 # verbs are called by name, which shellcheck cannot follow
# Every failure is handled where it happens; "set -e" would not be in force inside conditions anyway.
set -u -o pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
IFS=$' \t\n'
`
